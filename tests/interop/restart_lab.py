"""A daemon under a service manager with a descriptor store, and what is seen of its lines."""
import json
import os
import re
import signal
import subprocess

import rig
from service_manager import ServiceManager

SLOW = "5550001"  # rings for a minute
PACKETS = 200
RESTART = signal.SIGUSR2
# A frame in either direction may be cut by each end of a process; one that is killed loses what it has read
# and not passed on, which is more where it is slow, and far from what comes while it is not there.
MOST_LOST = {RESTART: 4, signal.SIGKILL: 10}


class Restarting(rig.Test):
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
        self.assertGreaterEqual(received, PACKETS - MOST_LOST[number])
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

    def link(self):
        found, = json.loads(rig.run("ip", "-json", "addr", "show", "dial0").stdout)
        return found["ifindex"], [each["local"] for each in found["addr_info"] if each["family"] == "inet"]

    def explained(self):
        return " ".join(self.ctl_json("explain", "demo")[0]["sentences"])

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
