#!/usr/bin/env python3
"""What diald does for a modem that does not come back, and for a device that is not there."""
import json
import subprocess

import rig

DEAD = "5557701"  # NO CARRIER
LOST = "5550002"  # connects, and is lost a second later
NEVER = "[redial]\npause = '1h'\nmax_pause = '1h'\n"
QUICK = "[redial]\npause = '1s'\nmax_pause = '1s'\njitter = 0\n"


class Recovery(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start_sim(self, *options, lines=1):
        self.sim = rig.Program(
            [rig.DIALSIM, "--control", "--auth", "chap", "--number", f"{LOST}=drop:1", *options,
             *map(self.line, range(lines))], self.place / "sim.log",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.addCleanup(self.sim.process.stdin.close)
        self.assertEqual(self.sim.process.stdout.readline(), "ready\n")

    def say(self, *command):
        self.sim.process.stdin.write(" ".join(command) + "\n")
        self.assertEqual(self.sim.process.stdout.readline(), "ok\n")

    def status(self):
        return next((each for each in self.connections() if each["entry"] == "demo"), None)

    def explained(self):
        return " ".join(self.ctl_json("explain", "demo")[0]["sentences"])

    def wait_until_up(self):
        return rig.wait_until(lambda: (self.status() or {}).get("state") == "Connected" and self.status(),
                              "the line is up", 20)

    def metric(self, step):
        for line in self.ctl("metrics").stdout.splitlines():
            if line.startswith("dial_recovery_total{") and 'entry="demo"' in line and f'step="{step}"' in line:
                return int(line.split()[-1])
        return None

    def test_a_modem_that_fails_is_reset_and_then_restarted_and_each_is_told_and_counted(self):
        # Pain 7: after a failure every redial failed, until somebody did more than redial.
        self.start_sim()
        self.profile("demo", top=f"number = '{DEAD}'\npersistent = true",
                     extra=QUICK + "[recovery]\nreset_after = 1\nrestart_after = 2\nwait = '6s'\n")
        self.start_daemon()
        self.daemon.wait_for_log("recovery: ATH and ATZ are said to the modem", limit=20)
        self.daemon.wait_for_log("recovery: AT+CFUN=1,1 restarts the modem", limit=20)
        # The modem has heard it: it answers.
        said = rig.wait_until(
            lambda: [each for each in self.ctl_json("log", "demo") if "AT+CFUN=1,1" in json.dumps(each)],
            "the dialogue has it")
        self.assertIn("OK", json.dumps(said))
        rig.wait_until(lambda: (self.metric("reset"), self.metric("restart")) == (1, 1), "the metrics have both", 20)
        self.assertEqual((self.metric("usb"), self.metric("power")), (0, 0))
        self.assertIn("ATH and ATZ once, AT+CFUN=1,1 once", self.explained())
        self.assertNotIn("the login script says: recovery", self.daemon.text())
        # Once for each climb: the next dials are plain ones.
        dials = self.sim.text().count(f'dials "{DEAD}"')
        rig.wait_until(lambda: self.sim.text().count(f'dials "{DEAD}"') >= dials + 2, "it goes on", 20)
        self.assertEqual((self.metric("reset"), self.metric("restart")), (1, 1))

    def test_without_the_helper_its_steps_are_told_to_have_failed_and_the_dials_go_on(self):
        self.start_sim()
        self.profile("demo", top=f"number = '{DEAD}'\npersistent = true", modem="power_hook = '/etc/dial/power/relay'",
                     extra=QUICK + "[recovery]\nreset_after = 0\nusb = 'reset'\nusb_after = 1\npower_after = 2\n")
        self.start_daemon("--helper", str(self.place / "nobody"))
        for step in ("usb", "power"):
            self.daemon.wait_for_log(f"recovery step {step} failed", limit=20)
        self.assertIn("systemctl enable --now dial-helper.socket", self.daemon.text())
        rig.wait_until(lambda: self.sim.text().count(f'dials "{DEAD}"') >= 4, "it goes on", 20)

    def test_a_device_that_is_not_there_at_the_start_is_waited_for(self):
        # Pain 5: a device absent at the start was a permanent failure.
        self.start_sim()
        self.say("unplug", "line0")
        self.profile("demo", top="persistent = true", extra=NEVER)
        self.start_daemon()
        self.daemon.wait_for_log(f"waits for {self.line()}, which is not there")
        self.assertIn(f"Waits for {self.line()}", self.explained())
        self.say("plug", "line0")
        self.wait_until_up()

    def test_a_modem_that_is_pulled_out_comes_back_under_another_number(self):
        # Pain 4 and 7: the link is looked up anew, and nobody has to do anything.
        self.start_sim()
        self.profile("demo", top="persistent = true",
                     extra="[redial]\npause = '1s'\nmax_pause = '1h'\nfactor = 10\njitter = 0\n")
        self.start_daemon()
        first = self.wait_until_up()["connection"]
        self.say("unplug", "line0")
        self.daemon.wait_for_log(f"waits for {self.line()}, which is not there", limit=20)
        self.say("plug", "line0")
        self.assertGreater(self.wait_until_up()["connection"], first)

    def test_no_carrier_is_noticed_though_the_modem_echoes(self):
        self.start_sim()
        self.profile("demo", top=f"number = '{LOST}'", modem="init = []")
        self.start_daemon()
        watch = self.watch()
        self.connect("demo")
        told = watch.wait_for()
        self.assertEqual(told["error"]["raw"], "NO CARRIER")


if __name__ == "__main__":
    rig.main()
