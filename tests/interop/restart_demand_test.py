#!/usr/bin/env python3
"""Calls on demand go on over a restart too, and their interface waits for packets behind them."""
import signal
import socket
import struct

import rig
from restart_lab import RESTART, Restarting

PLACEHOLDER = "10.64.64.64"
ON_DEMAND = {"top": "on_demand = true",
             "extra": '[ip]\nremote = "10.64.0.1"\nroutes = ["10.64.0.77"]\n'
                      '[limits]\nidle_ignores = []\nidle = "5s"\n[redial]\npause = "1s"\njitter = 0'}


def echo(number):
    """RFC 792: an Echo without data, identifier 1."""
    return struct.pack("!BBHHH", 8, 0, 0xffff - 0x0801 - number, 1, number)


def echo_reply(number):
    return struct.pack("!BBHHH", 0, 0, 0xffff - 1 - number, 1, number)


class RestartOnDemand(Restarting):
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


if __name__ == "__main__":
    rig.main()
