"""What outlives an end of the daemon under systemd: claims of inside.py."""
import json
import os
import re
import signal
import subprocess

from lab import UNIT, ctl, locks, main_pid, show
from rig import PEER, interfaces, run, wait_until


class Restarts:
    def status(self):
        [line] = ctl("--json", "status", "demo").stdout.splitlines()
        return json.loads(line)

    def connection(self):
        status = self.status()["connection"]
        return {key: status[key] for key in ("connection", "state", "interface", "references", "owner")}

    def goes_on_over(self, happens, packets=200):
        """A transfer during which the daemon ends and another one begins."""
        self.connect()
        pid, before, held = main_pid(), self.connection(), locks()
        self.assertEqual(show("NFileDescriptorStore"), "3", self.journal())
        ping = subprocess.Popen(["ping", "-n", "-q", "-c", str(packets), "-i", "0.02", "-W", "9", PEER],
                                stdout=subprocess.PIPE, text=True)
        wait_until(lambda: self.status()["counters"]["packets_received"] > 20, "the transfer runs")
        happens(pid)
        wait_until(lambda: show("ActiveState") == "active" and main_pid() not in (0, pid), "another one runs", 20)
        received = int(re.search(r"(\d+) received", ping.communicate(timeout=60)[0])[1])
        print(f"    {received} of {packets} packets came back", flush=True)
        self.assertGreaterEqual(received, packets - 2, self.journal())
        self.assertEqual((self.connection(), locks()), (before, held), self.journal())
        self.assertIn("demo: goes on over the restart", self.journal())
        self.disconnect()
        self.assertEqual((locks(), interfaces()), ([], []))
        wait_until(lambda: show("NFileDescriptorStore") == "0", "the store is empty")

    def test_44_a_restart_keeps_the_line_and_its_packets(self):
        self.start()
        self.goes_on_over(lambda _: run("systemctl", "restart", UNIT))

    def test_45_a_daemon_that_is_killed_is_started_again_and_keeps_them_too(self):
        self.start()
        self.goes_on_over(lambda pid: os.kill(pid, signal.SIGKILL))

    def test_46_an_interface_in_a_name_space_goes_on_there(self):
        self.start()
        run("ip", "netns", "add", "blue")
        self.addCleanup(run, "ip", "netns", "del", "blue")
        self.add_profile("inside", '[ip]\nnamespace = "blue"\ndefault_route = true\n')
        self.connect("inside")
        before = run("ip", "-n", "blue", "-4", "address").stdout
        pid = main_pid()
        run("systemctl", "restart", UNIT)
        wait_until(lambda: "inside: goes on over the restart" in self.journal(), "another one goes on")
        self.assertNotEqual(main_pid(), pid)
        run("ip", "-n", "blue", "route", "del", "default")
        wait_until(lambda: "proto 209" in run("ip", "-n", "blue", "route", "show", "default").stdout, "it keeps it")
        self.assertEqual(run("ip", "-n", "blue", "-4", "address").stdout, before)
        run("ip", "netns", "exec", "blue", "ping", "-n", "-q", "-c", "2", "-W", "5", PEER)
        self.assertEqual(ctl("disconnect", "inside").returncode, 0)
        self.assertNotIn(PEER, run("ip", "-n", "blue", "-4", "address").stdout)
