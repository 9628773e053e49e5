#!/usr/bin/env python3
"""A daemon that is restarted, or killed and started again, under a service manager with a descriptor
store: what was up stays up, and packets cross as if nothing had been."""
import json
import os
import re
import signal
import socket
import struct
import subprocess
import time

import rig
import varlink
from service_manager import ServiceManager

SLOW = "5550001"  # rings for a minute
PACKETS = 200
MOST_LOST = 4  # a frame in either direction may be cut by each end of a process
RESTART = signal.SIGUSR2
PLACEHOLDER = "10.64.64.64"
ON_DEMAND = {"top": "on_demand = true",
             "extra": '[ip]\nremote = "10.64.0.1"\nroutes = ["10.64.0.77"]\n'
                      '[limits]\nidle_ignores = []\nidle = "5s"\n[redial]\npause = "1s"\njitter = 0'}


def echo(number):
    """RFC 792: an Echo without data, identifier 1."""
    return struct.pack("!BBHHH", 8, 0, 0xffff - 0x0801 - number, 1, number)


def echo_reply(number):
    return struct.pack("!BBHHH", 0, 0, 0xffff - 1 - number, 1, number)


class Restart(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()
        self.manager = ServiceManager(self.place / "notify")
        self.addCleanup(self.manager.close)

    def start(self, *options, ppp="", top="", extra=""):
        self.start_sim("--auth", "chap", "--number", f"{SLOW}=connect 33600 delay=60s", *options)
        self.profile("demo", ppp=ppp, top=top, extra=extra)
        self.start_again()

    def end_daemon(self, number):
        """By a signal; without a word where that kills it."""
        self.assertEqual(self.daemon.stop(number), -number if number == signal.SIGKILL else 0)

    def start_again(self):
        self.start_daemon(**self.manager.start())

    def status(self):
        return self.ctl_json("status", "demo")[0]

    def transfer(self):
        """A transfer in the background; result() counts the packets that came back."""
        ping = subprocess.Popen(["ping", "-n", "-q", "-c", str(PACKETS), "-i", "0.02", "-W", "5", rig.PEER],
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(ping.stdout.close)
        return ping

    def received(self, ping):
        said, _ = ping.communicate(timeout=30)
        return int(re.search(r"(\d+) received", said)[1])

    def assert_goes_on_over(self, number, **profile):
        self.start(**profile)
        self.connect("demo")
        self.connect("demo")  # a second reference
        before = self.status()
        locks = self.locks()
        ping = self.transfer()
        rig.wait_until(lambda: self.status()["counters"]["packets_received"] > 20, "the transfer runs")
        for _ in range(2):  # what was taken over is handed over, too
            self.end_daemon(number)
            self.assertEqual(rig.interfaces(), [before["connection"]["interface"]])
            self.assertEqual(self.locks(), locks)
            self.start_again()
            self.daemon.wait_for_log("demo: goes on over the restart")
        received = self.received(ping)
        print(f"    {received} of {PACKETS} packets came back over two ends of the daemon", flush=True)
        self.assertGreaterEqual(received, PACKETS - MOST_LOST)
        after = self.status()
        for key in ("connection", "entry", "state", "interface", "projection", "references", "owner", "connect_text",
                    "number", "device"):
            self.assertEqual(after["connection"][key], before["connection"][key], key)
        self.assertGreaterEqual(after["connection"]["age_ms"], before["connection"]["age_ms"])
        self.assertGreaterEqual(after["counters"]["connected_ms"], before["counters"]["connected_ms"])
        self.assertRegex(self.ctl("metrics").stdout, r'dial_up\{entry="demo",[^}]*\} 1')
        self.assertEqual(self.sim.text().count("dials"), 1)
        self.assertNotIn("hung up", self.sim.text())

    def assert_ends_with_nothing_left(self):
        self.disconnect("demo")
        self.assert_nothing_left()
        self.assertEqual(self.manager.names(), [])
        self.connect("demo")
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo")

    def test_a_restart_drops_no_line_and_no_packet_of_a_transfer(self):
        self.assert_goes_on_over(RESTART)
        self.assert_ends_with_nothing_left()

    def test_neither_does_a_daemon_that_is_killed_and_started_again(self):
        self.assert_goes_on_over(signal.SIGKILL)
        self.assert_ends_with_nothing_left()

    def link(self):
        found, = json.loads(rig.run("ip", "-json", "addr", "show", "dial0").stdout)
        return found["ifindex"], [each["local"] for each in found["addr_info"] if each["family"] == "inet"]

    def explained(self):
        return " ".join(self.ctl_json("explain", "demo")[0]["sentences"])

    def assert_idles_out(self, connection):
        rig.wait_until(lambda: not self.connections(), "it is down for want of packets", limit=20)
        with self.client() as client:
            ended = client.call("Status", connection=connection)["connection"]
        self.assertEqual(ended["error"]["code"], 828)
        self.assertIn("Waits for a packet", self.explained())

    def assert_on_demand_over(self, number):
        """Up to a call that goes on, and that ends for want of packets."""
        told = len(self.sim.text()) if self.sim else 0
        self.assert_goes_on_over(number, **ON_DEMAND)
        index, addresses = self.link()
        self.assertEqual(addresses, ["10.64.0.2", PLACEHOLDER])
        self.assert_idles_out(self.status()["connection"]["connection"])
        self.assertEqual(self.link(), (index, [PLACEHOLDER]))
        self.assertEqual([route["dst"] for route in rig.routes()], [rig.PEER, "10.64.0.77"])
        rig.wait_until(lambda: not self.manager.names(), "the store is empty")
        self.assertTrue(rig.ping(rig.PEER), "a packet dials")
        self.assertEqual(self.link()[0], index)
        self.assertEqual(self.sim.text()[told:].count("dials"), 2)

    def test_a_call_on_demand_goes_on_over_a_restart_and_waits_for_packets_behind_it(self):
        self.assert_on_demand_over(RESTART)

    def test_neither_does_a_kill_end_a_call_on_demand_and_its_waiting(self):
        self.assert_on_demand_over(signal.SIGKILL)

    def test_an_answer_that_comes_between_two_daemons_reaches_a_socket_from_before_the_call(self):
        self.start(**ON_DEMAND)
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sender:
            sender.settimeout(15)
            sender.bind((PLACEHOLDER, 0))
            sender.connect((rig.PEER, 0))
            sender.send(echo(1))
            self.assertEqual(sender.recv(100)[20:], echo_reply(1))
            sent = lambda: self.status()["counters"]["packets_sent"]
            before = sent()
            self.sim.process.send_signal(signal.SIGSTOP)
            sender.send(echo(2))
            rig.wait_until(lambda: sent() > before, "it is on the line")
            self.end_daemon(RESTART)
            self.sim.process.send_signal(signal.SIGCONT)
            self.start_again()
            self.assertEqual(sender.recv(100)[20:], echo_reply(2))
        self.assertEqual(self.sim.text().count("dials"), 1)

    def test_a_call_whose_profile_is_on_demand_no_more_goes_on_and_its_interface_ends_with_it(self):
        self.start(**ON_DEMAND)
        self.connect("demo")
        before = self.link()
        self.end_daemon(RESTART)
        self.profile("demo")
        self.start_again()
        self.assertTrue(rig.ping(rig.PEER))
        self.assertEqual(self.link(), before)
        self.assert_ends_with_nothing_left()

    def test_a_call_whose_profile_has_become_on_demand_goes_on_and_then_packets_dial(self):
        self.start()
        self.connect("demo")
        self.end_daemon(RESTART)
        self.profile("demo", **ON_DEMAND)
        self.start_again()
        self.assertTrue(rig.ping(rig.PEER))
        self.assertEqual(self.link()[1], ["10.64.0.2"])
        self.assert_idles_out(self.status()["connection"]["connection"])
        rig.wait_until(lambda: rig.interfaces() and self.link()[1] == [PLACEHOLDER], "it stands by")
        self.assertTrue(rig.ping(rig.PEER), "a packet dials")

    def test_an_entry_on_demand_whose_line_dies_between_two_daemons_waits_again(self):
        for happens in ("line", "interface"):
            with self.subTest(happens):
                self.start(**ON_DEMAND)
                self.connect("demo")
                before = self.status()["connection"]["connection"]
                self.end_daemon(RESTART)
                if happens == "line":
                    self.sim.stop(signal.SIGKILL)
                    self.start_sim("--auth", "chap")
                else:
                    rig.run("ip", "link", "del", "dial0")
                self.start_again()
                rig.wait_until(lambda: not self.connections(), "it has ended")
                with self.client() as client:
                    ended = client.call("Status", connection=before)["connection"]
                self.assertEqual(ended["error"]["code"], 829)
                rig.wait_until(lambda: not self.manager.names(), "the store is empty")
                rig.wait_until(lambda: rig.interfaces() and self.link()[1] == [PLACEHOLDER], "it stands by")
                rig.wait_until(lambda: rig.ping(rig.PEER), "a packet dials")
                self.daemon.stop()
                self.sim.stop()

    def test_what_waits_without_a_call_waits_again_after_a_restart(self):
        for number in (RESTART, signal.SIGKILL):
            with self.subTest(signal.Signals(number).name):
                self.start(**ON_DEMAND)
                self.assertEqual(self.link()[1], [PLACEHOLDER])
                self.end_daemon(number)
                self.assertEqual(self.manager.names(), [])
                self.start_again()
                rig.wait_until(lambda: rig.interfaces() == ["dial0"], "its interface is there again")
                self.assertTrue(rig.ping(rig.PEER), "a packet dials")
                self.daemon.stop()
                self.sim.stop()

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

    def end_while_nobody_is_there(self, happens):
        """What Status says of a connection to which that happened between two daemons."""
        self.start()
        self.connect("demo")
        before = self.status()["connection"]
        self.end_daemon(RESTART)
        happens(before)
        self.start_again()
        with self.client() as client:
            ended = lambda: client.call("Status", connection=before["connection"])["connection"]
            rig.wait_until(lambda: ended()["state"] == "Disconnected" and not self.connections(), "it has ended")
            status = ended()
        rig.wait_until(lambda: not self.manager.names(), "the store is empty")
        self.assert_nothing_left()
        self.daemon.stop()
        self.assertEqual(os.listdir(self.place / "run" / "journal"), [], "nothing is left to be taken back")
        return status["error"]

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
