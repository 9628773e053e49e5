#!/usr/bin/env python3
"""What diald does when nobody asks at that moment: redials, keeps up, waits for devices, keeps budgets."""
import signal
import subprocess
import time

import rig

BUSY = "5557700"
LOST = "5550002"  # connects, and is lost a second later
GOOD = "5551234"
QUICK = "[redial]\npause = '1s'\nmax_pause = '1s'\njitter = 0\n"


class Policy(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self, lines=1):
        self.start_sim("--auth", "chap", "--number", f"{LOST}=drop:1", lines=lines)

    def explained(self, entry="demo"):
        return " ".join(self.ctl_json("explain", entry)[0]["sentences"])

    def up(self, entry="demo"):
        return [each for each in self.connections() if each["entry"] == entry and each["state"] == "Connected"]

    def wait_until_up(self, after=0):
        found = rig.wait_until(lambda: [each for each in self.up() if each["connection"] > after],
                               "the line is up", 20)
        return found[0]["connection"]

    def dials(self, watch):
        """How often the next operation that ends has dialled."""
        connection = watch.wait_for()["connection"]
        return sum(1 for change in watch.seen if change and change["connection"] == connection and
                   change["state"] == "ConnectDevice" and not change["error"])

    def test_busy_is_dialled_as_often_as_the_profile_says_and_no_faster(self):
        # Pain 2: wvdial dialled 25 times in 20 s and had no limit for BUSY.
        self.start()
        self.profile("demo", top=f"number = '{BUSY}'", extra=QUICK + "attempts = 2\n")
        self.start_daemon()
        watch = self.watch()
        began = time.monotonic()
        done = self.ctl("connect", "demo")
        self.assertNotEqual(done.returncode, 0)
        self.assertGreaterEqual(time.monotonic() - began, 2)
        self.assertEqual(self.dials(watch), 3)
        self.assertIn("gave up after 3 dials, because the number was busy", self.explained())
        # Each failure is in the log, not only the last.
        self.assertEqual(self.daemon.text().count("info demo: ConnectDevice: error 676"), 3)
        self.assert_nothing_left()

    def test_a_profile_without_redial_dials_once(self):
        self.start()
        self.profile("demo", top=f"number = '{BUSY}'")
        self.start_daemon()
        watch = self.watch()
        self.assertNotEqual(self.ctl("connect", "demo").returncode, 0)
        self.assertEqual(self.dials(watch), 1)

    def test_left_to_the_daemon_it_goes_on_to_the_next_number(self):
        self.start()
        self.profile("demo", top=f"number = '{BUSY}'\nalternates = ['{GOOD}']", extra=QUICK)
        self.start_daemon()
        identity = int(self.ctl("connect", "--no-wait", "demo").stdout.split()[-1])
        self.assertEqual(self.wait_until_up(), identity)
        self.assertEqual(self.up()[0]["number"], GOOD)

    def test_a_client_that_is_killed_in_the_pause_ends_its_dial(self):
        self.start()
        self.profile("demo", top=f"number = '{BUSY}'", extra="[redial]\nattempts = 9\npause = '1h'\n")
        self.start_daemon()
        client = rig.Program([rig.DIALCTL, "--socket", self.socket, "connect", "demo"],
                             self.place / "dialctl.log", stdout=subprocess.DEVNULL)
        rig.wait_until(lambda: "redial 1 of 9" in self.explained(), "it pauses")
        client.stop(signal.SIGKILL)
        rig.wait_until(lambda: not self.connections(), "its dial has ended")
        self.assert_nothing_left()

    def test_what_is_persistent_is_up_without_a_client_and_comes_back(self):
        # Pain 7: it does not come back after a drop.
        self.start()
        self.profile("demo", top=f"number = '{LOST}'\npersistent = true", extra=QUICK)
        self.start_daemon()
        first = self.wait_until_up()
        second = self.wait_until_up(after=first)
        self.wait_until_up(after=second)

    def test_hung_up_it_stays_down_until_somebody_dials(self):
        self.start()
        self.profile("demo", top="persistent = true", extra=QUICK)
        self.start_daemon()
        first = self.wait_until_up()
        for command in (("disconnect", "demo"), ("list",), ("status",)):
            self.assertIn("demo: Stays down until somebody dials it", self.ctl(*command).stdout)
        waiting, = self.ctl_json("list")[0]["waiting"]
        self.assertEqual(waiting["entry"], "demo")
        self.assertEqual(" ".join(waiting["sentences"]), self.explained())
        self.assert_nothing_left()
        told = len(self.daemon.text())
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("1 profile in", start=told)
        self.assert_nothing_left()
        self.connect("demo")
        self.assertGreater(self.up()[0]["connection"], first)

    def test_a_device_that_is_absent_at_the_start_is_found_when_it_comes(self):
        # Pain 5: a device absent at the start was a permanent failure.
        self.profile("demo", top="persistent = true", extra=QUICK)
        self.start_daemon()
        rig.wait_until(lambda: "the device could not be used" in self.explained(), "it is missed")
        self.start()
        self.wait_until_up()

    def test_a_profile_that_becomes_persistent_is_dialled_when_it_is_loaded(self):
        self.start()
        self.profile("demo")
        self.start_daemon()
        self.assertEqual(self.connections(), [])
        self.profile("demo", top="persistent = true")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.wait_until_up()

    def test_a_budget_is_used_up_for_the_next_daemon_too(self):
        self.start()
        self.profile("demo", extra="[limits]\ndials_per_day = 2\n")
        for number in (signal.SIGKILL, signal.SIGTERM):
            self.start_daemon()
            self.connect("demo")
            self.disconnect("demo")
            self.daemon.stop(number)
        self.start_daemon()
        done = self.ctl("connect", "demo")
        self.assertIn("932", done.stderr)
        self.assertIn("dials_per_day, 2, of today is used up", self.explained())

    def test_an_idle_line_is_hung_up_though_it_is_pinged(self):
        self.start()
        self.profile("demo", extra="[limits]\nidle = '2s'\n")
        self.start_daemon()
        watch = self.watch()
        self.connect("demo")
        self.assertIn("if no traffic that counts comes before", self.explained())
        rig.ping(rig.PEER, 20)
        self.assertEqual(watch.wait_for()["error"]["code"], 828)


if __name__ == "__main__":
    rig.main()
