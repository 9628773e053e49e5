#!/usr/bin/env python3
"""A daemon that is restarted, or killed and started again, under a service manager with a descriptor
store: what was up stays up, and packets cross as if nothing had been."""
import os
import signal
import time

import rig
import varlink
from restart_lab import RESTART, SLOW, Restarting


class Restart(Restarting):
    def test_a_restart_drops_no_line_and_no_packet_of_a_transfer(self):
        self.assert_goes_on_over(RESTART)
        self.assert_ends_with_nothing_left()

    def test_neither_does_a_daemon_that_is_killed_and_started_again(self):
        self.assert_goes_on_over(signal.SIGKILL)
        self.assert_ends_with_nothing_left()

    def test_the_network_is_what_it_was_and_what_somebody_removed_meanwhile_is_put_back(self):
        for number in (RESTART, signal.SIGKILL):
            with self.subTest(signal.Signals(number).name):
                self.start(extra="[ip]\ndefault_route = true\nmetric = 700")
                self.connect("demo")
                before = rig.routes()
                self.assertIn("default", [route["dst"] for route in before])
                self.end_daemon(number)
                self.assertEqual(rig.routes(), before)
                self.start_again()
                self.assertEqual(rig.routes(), before)
                self.end_daemon(number)
                rig.run("ip", "route", "del", "default")
                self.start_again()
                rig.wait_until(lambda: rig.routes() == before, "the route is back")
                self.assertNotIn("a diald that is gone", self.daemon.text())
                self.disconnect("demo")
                self.assert_nothing_left()
                self.daemon.stop()
                self.sim.stop()

    def test_counters_go_on_over_a_restart(self):
        self.start()
        self.connect("demo")
        self.assertTrue(rig.ping(rig.PEER, 5))
        before = self.status()["counters"]
        self.end_daemon(RESTART)
        self.start_again()
        after = self.status()["counters"]
        for key in ("packets_sent", "packets_received", "bytes_sent", "line_bytes_sent"):
            self.assertGreaterEqual(after[key], before[key], key)

    def test_a_watcher_hears_that_the_service_ends_and_finds_the_connection_again(self):
        self.start()
        self.connect("demo")
        connection = self.status()["connection"]["connection"]
        watch = self.client()
        watch.send("Watch", more=True)
        self.assertEqual(watch.receive()[0]["kind"], "present")
        self.end_daemon(RESTART)
        with self.assertRaises(varlink.Refused) as ended:
            watch.receive()
        self.assertEqual(ended.exception.problem["code"], 834)
        self.start_again()
        again = self.client()
        again.send("Watch", more=True)
        self.assertEqual(again.receive()[0]["connection"]["connection"], connection)

    def test_what_is_persistent_and_goes_on_is_not_dialled_again_until_it_is_lost(self):
        for number in (RESTART, signal.SIGKILL):
            with self.subTest(signal.Signals(number).name):
                told = len(self.sim.text()) if self.sim else 0
                self.start(top="persistent = true", extra='[redial]\npause = "1s"')
                rig.wait_until(lambda: [one["state"] for one in self.connections()] == ["Connected"], "it is up")
                before = self.status()["connection"]["connection"]
                self.end_daemon(number)
                self.start_again()
                self.assertEqual(self.status()["connection"]["connection"], before)
                self.assertIn("Is up", self.ctl_json("explain", "demo")[0]["sentences"][0])
                self.assertEqual(self.sim.text()[told:].count("dials"), 1)
                self.sim.stop()
                self.start_sim("--auth", "chap")
                rig.wait_until(lambda: any(one["state"] == "Connected" and one["connection"] != before
                                           for one in self.connections()), "it comes back")
                self.disconnect("demo")
                self.daemon.stop()
                self.sim.stop()

    def test_the_longest_call_counts_from_its_beginning_and_its_record_is_of_the_whole(self):
        self.start(extra='[limits]\ncall = "6s"')
        self.connect("demo")
        connected = time.monotonic()
        self.end_daemon(RESTART)
        self.start_again()
        self.end_daemon(signal.SIGKILL)
        self.start_again()
        watch = self.watch()
        error = watch.wait_for(state="Disconnected")["error"]
        self.assertIn("a call lasts 6s at most", error["context"])
        self.assertLess(time.monotonic() - connected, 9)
        [past] = self.ctl_json("history", "demo")[0]["connections"]
        self.assertGreaterEqual(past["ended_at_ms"] - past["connected_at_ms"], 5900)

    def test_a_line_that_is_still_dialling_is_hung_up_and_its_client_told(self):
        self.start()
        client = self.client()
        client.send("Dial", more=True, entry="demo", number=SLOW)
        self.sim.wait_for_log(f'dials "{SLOW}"')
        self.end_daemon(RESTART)
        *_, last = iter(client.receive_message, None)
        self.assertEqual(last["parameters"]["state"], "Disconnected")
        self.assertEqual(last["parameters"]["error"]["code"], 834)
        self.sim.wait_for_log("hung up: DTR is low", limit=1)
        self.assertEqual(self.manager.names(), [])
        self.assertEqual(self.locks(), [])
        self.start_again()
        self.connect("demo")

    def test_a_line_that_dies_between_two_daemons_ends_with_its_reason(self):
        def die(_):
            self.sim.stop(signal.SIGKILL)

        error = self.end_while_nobody_is_there(die)
        self.assertEqual(error["code"], 829)
        self.assertIn("hung up", error["context"])

    def test_an_interface_that_is_removed_between_two_daemons_ends_the_line(self):
        error = self.end_while_nobody_is_there(lambda before: rig.run("ip", "link", "del", before["interface"]))
        self.assertEqual(error["code"], 829)
        self.sim.wait_for_log("hung up: ", limit=1)

    def test_an_entry_that_is_gone_is_hung_up_with_the_reason(self):
        error = self.end_while_nobody_is_there(lambda _: (self.place / "profiles" / "demo.toml").unlink())
        self.assertEqual(error["code"], 623)
        self.sim.wait_for_log("hung up: ", limit=1)

    def test_a_state_that_cannot_be_read_hangs_the_line_up_and_says_so(self):
        self.start()
        self.connect("demo")
        self.end_daemon(RESTART)
        for _, descriptor in self.manager.descriptors():
            if "memfd" in os.readlink(f"/proc/self/fd/{descriptor}"):
                os.pwrite(descriptor, b"?", 40)
        self.start_again()
        self.assertIn("its state cannot be read", self.daemon.text())
        rig.wait_until(lambda: not self.manager.names(), "the store is empty")
        rig.wait_until(lambda: not rig.interfaces(), "the interface is gone")
        self.sim.wait_for_log("hung up: ", limit=1)
        self.connect("demo")
        self.disconnect("demo")
        self.assert_nothing_left()

    def test_a_stop_hangs_up_and_leaves_nothing_in_the_store(self):
        self.start()
        self.connect("demo")
        self.assertEqual(len(self.manager.names()), 3)
        self.end_daemon(signal.SIGTERM)
        self.assertEqual(self.manager.names(), [])
        self.sim.wait_for_log("hung up: ", limit=1)
        self.assertEqual(rig.interfaces(), [])
        self.assertEqual(self.locks(), [])

    def test_without_a_service_manager_a_restart_hangs_up(self):
        self.start_sim("--auth", "chap")
        self.profile("demo")
        self.start_daemon()
        self.connect("demo")
        self.end_daemon(RESTART)
        self.sim.wait_for_log("hung up: ", limit=1)
        self.assertEqual(rig.interfaces(), [])
        self.assertEqual(self.locks(), [])

    def test_a_peer_that_dies_after_a_restart_is_noticed_by_its_echoes(self):
        self.start(ppp='echo_interval = "100ms"\necho_failures = 3')
        self.connect("demo")
        self.end_daemon(RESTART)
        self.start_again()
        watch = self.watch()
        self.sim.process.send_signal(signal.SIGSTOP)
        self.assertEqual(watch.wait_for(state="Disconnected")["error"]["code"], 829)
        self.sim.process.send_signal(signal.SIGCONT)


if __name__ == "__main__":
    rig.main()
