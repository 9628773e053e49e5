#!/usr/bin/env python3
"""What a person and a script get from dialctl for each way a dial can end: the RAS number, the
modem's own words and the exit status of its kind; and a line that is free at once."""
import json
import os
import signal
import subprocess
import time

import rig

# Exit statuses (dialctl --help).
USAGE, UNREACHABLE, CONFIGURATION, DEVICE, CALL_FAILED, AUTHENTICATION, NEGOTIATION = 2, 3, 5, 6, 7, 8, 9
LINK_LOST = 10

# What dialsim does at a number, the error and its name, the state that fails, the exit status.
ANSWERS = [
    ("5557700", "BUSY", 676, "ERROR_LINE_BUSY", CALL_FAILED),
    ("5557701", "NO CARRIER", 679, "ERROR_NO_CARRIER", CALL_FAILED),
    ("5557702", "NO ANSWER", 678, "ERROR_NO_ANSWER", CALL_FAILED),
    ("5557703", "NO DIALTONE", 680, "ERROR_NO_DIALTONE", CALL_FAILED),
    ("5557704", "", 638, "ERROR_REQUEST_TIMEOUT", CALL_FAILED),
    ("5557707", "VOICE", 677, "ERROR_VOICE_ANSWER", CALL_FAILED),
    ("5557708", "DELAYED", 775, "ERROR_BLOCKED", CALL_FAILED),
    ("5557709", "ERROR", 651, "ERROR_FROM_DEVICE", DEVICE),
    ("5557710", "BLACKLISTED", 775, "ERROR_BLOCKED", CALL_FAILED),
]


class Outcomes(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self, *options, lines=1):
        self.start_sim("--number", "...7710=blacklisted", *options, lines=lines)
        self.profile("demo", modem='dial_timeout = "700ms"', ppp='restart = "10ms"')
        self.start_daemon()

    def refuse_person(self, number, status, code):
        done = self.ctl("connect", "demo", "--number", number)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(f"error {code}: ", done.stderr)
        self.assert_nothing_left()
        return done.stderr

    def refuse_program(self, number, status, code):
        """The states, and the problem that --json ends with."""
        *states, last = self.ctl_json("connect", "demo", "--number", number, status=status)
        self.assert_nothing_left()
        self.assertEqual(states[-1]["state"], "Disconnected")
        self.assertEqual(states[-1]["error"], last["problem"])
        self.assertEqual([reply["sequence"] for reply in states], list(range(1, len(states) + 1)))
        self.assertEqual(last["problem"]["code"], code)
        return states, last["problem"]

    def redial(self):
        self.connect("demo")
        self.assertTrue(rig.ping(rig.PEER, 1))
        self.disconnect("demo")
        self.assert_nothing_left()

    def test_each_answer_of_the_modem_is_its_own_error_and_the_line_is_free_at_once(self):
        self.start()
        for number, words, code, name, status in ANSWERS:
            with self.subTest(words or "silence"):
                begun = time.monotonic()
                states, problem = self.refuse_program(number, status, code)
                self.assertEqual(states[-2]["state"], "ConnectDevice")
                self.assertEqual(states[-2]["error"]["code"], code)
                self.assertEqual((problem["name"], problem["raw"], problem["layer"]), (name, words, "modem"))
                said = self.refuse_person(number, status, code)
                self.assertIn(problem["text"], said)
                self.assertIn(words, said)
                self.assertIn(problem["hint"], said)
                self.redial()
                # Three dials and three closes: none waited for the limit of a close.
                self.assertLess(time.monotonic() - begun, 4)

    def test_garbage_behind_connect_is_a_far_end_that_never_spoke_ppp(self):
        self.start()
        states, problem = self.refuse_program("5557706", NEGOTIATION, 721)
        self.assertEqual(states[-2]["state"], "AllDevicesConnected")
        self.assertEqual(problem["layer"], "lcp")
        self.assertIn("; it sent ", problem["context"])
        self.assertGreater(len(problem["raw"]), 20)
        self.redial()

    def test_an_echo_is_a_loop(self):
        self.start("--echo")
        _, problem = self.refuse_program("5551234", NEGOTIATION, 737)
        self.assertEqual(problem["name"], "ERROR_PPP_LOOPBACK_DETECTED")
        self.sim.stop()
        self.start_sim()
        self.redial()

    def test_a_far_end_that_says_nothing_never_spoke_ppp(self):
        self.start("--silent")
        said = self.refuse_person("5551234", NEGOTIATION, 721)
        self.assertIn("the far end sent nothing", said)
        self.sim.stop()
        self.start_sim()
        self.redial()

    def test_a_carrier_lost_after_connect_is_a_lost_link_that_watchers_see(self):
        self.start()
        watch = self.watch()
        self.connect("demo", "--number", "5557705")
        ended = watch.wait_for()
        self.assertEqual(ended["error"]["code"], 829)
        self.assertEqual(ended["error"]["raw"], "NO CARRIER")
        self.assert_nothing_left()
        by_name, = self.ctl_json("status", "demo")
        self.assertEqual(by_name["connection"]["connection"], ended["connection"])
        by_id, = self.ctl_json("status", str(ended["connection"]))
        self.assertEqual(by_id["connection"]["error"]["code"], 829)
        self.redial()

    def test_a_refused_password_is_691_and_the_right_one_works_at_once(self):
        for protocol in ("pap", "chap"):
            with self.subTest(protocol):
                self.start("--auth", protocol, "--user", "alice:other")
                states, problem = self.refuse_program("5551234", AUTHENTICATION, 691)
                self.refuse_person("5551234", AUTHENTICATION, 691)
                self.assertEqual(states[-2]["state"], "AuthNotify")
                self.assertEqual(problem["name"], "ERROR_AUTHENTICATION_FAILURE")
                done = self.ctl("connect", "demo", "--password-stdin", input="other\n")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.disconnect("demo")
                self.daemon.stop()
                self.sim.stop()

    def test_what_is_wrong_before_a_dial_is_refused_and_names_its_place(self):
        self.start()
        self.profile("gone", line=7)
        (self.place / "profiles" / "broken.toml").write_text('number = "1"\nspeed = 3\n')
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("broken.toml:2:1")
        done = self.ctl("connect", "nowhere")
        self.assertEqual(done.returncode, CONFIGURATION)
        self.assertIn("error 623", done.stderr)
        done = self.ctl("connect", "gone")
        self.assertEqual(done.returncode, DEVICE)
        self.assertIn(self.line(7), done.stderr)
        done = self.ctl("connect", "broken")
        self.assertEqual(done.returncode, CONFIGURATION)
        self.assertIn("broken.toml:2:1", done.stderr)
        done = self.ctl("connect", "demo", "--number", "555\rATH")
        self.assertEqual(done.returncode, CONFIGURATION)
        self.assertIn("error 749", done.stderr)
        done = self.ctl("disconnect", "demo")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("error 618", done.stderr)
        self.assertEqual(self.ctl("conect", "demo").returncode, USAGE)
        self.assert_nothing_left()
        self.redial()

    def test_a_port_that_another_program_holds_names_its_holder(self):
        self.start()
        device = os.path.realpath(self.line()).removeprefix("/dev/").replace("/", "_")
        holder = os.getpid()
        lock = self.place / "lock" / f"LCK..{device}"
        lock.write_text(f"{holder:10d}\n")
        done = self.ctl("connect", "demo")
        self.assertEqual(done.returncode, DEVICE)
        self.assertIn(str(holder), done.stderr)
        self.assertEqual(lock.read_text(), f"{holder:10d}\n")
        lock.unlink()
        self.redial()

    def test_every_command_answers_in_json(self):
        self.start(lines=2)
        self.profile("second", line=1)
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("2 profiles")
        *states, status = self.ctl_json("connect", "demo")
        self.assertEqual(states[-1]["state"], "Connected")
        self.assertEqual(status["connection"]["state"], "Connected")
        accepted, = self.ctl_json("connect", "--no-wait", "second")
        self.assertEqual(accepted["connection"]["entry"], "second")
        listed, = self.ctl_json("list")
        self.assertEqual([item["entry"] for item in listed["connections"]], ["demo", "second"])
        self.assertIn("counters", self.ctl_json("status", "demo")[0])
        profiles, = self.ctl_json("profile", "list")
        self.assertEqual([item["name"] for item in profiles["profiles"]], ["demo", "second"])
        self.assertIn("5551234", self.ctl_json("profile", "show", "demo")[0]["text"])
        self.assertEqual(self.ctl_json("disconnect", "demo")[0]["closed"], True)
        self.assertEqual(self.ctl_json("disconnect", "second", "--force")[0]["closed"], True)
        problem, = self.ctl_json("disconnect", "demo", status=1)
        self.assertEqual(problem["problem"]["code"], 618)
        self.assert_nothing_left()

    def test_watch_tells_what_there_is_and_then_each_change(self):
        self.start()
        self.connect("demo")
        watcher = rig.Program([rig.DIALCTL, "--socket", self.socket, "--json", "watch"],
                              self.place / "watch.log", stdout=subprocess.PIPE, text=True)
        seen = [json.loads(watcher.process.stdout.readline())]
        self.assertEqual(seen[0]["connection"]["state"], "Connected")
        self.disconnect("demo")
        self.ctl("connect", "demo", "--number", "5557700")
        while len(seen) < 7:
            seen.append(json.loads(watcher.process.stdout.readline()))
        first = seen[0]["sequence"]
        self.assertEqual([change["sequence"] for change in seen], list(range(first, first + 7)))
        states = [change["connection"]["state"] for change in seen[1:]]
        self.assertEqual(states, ["Disconnected", "OpenPort", "PortOpened", "ConnectDevice", "ConnectDevice",
                                  "Disconnected"])
        self.assertEqual(watcher.stop(signal.SIGINT), 130)

    def test_no_daemon_is_status_3_and_says_so(self):
        done = self.ctl("status")
        self.assertEqual(done.returncode, UNREACHABLE)
        self.assertIn("error 711", done.stderr)
        problem, = self.ctl_json("connect", "demo", status=UNREACHABLE)
        self.assertEqual(problem["problem"]["code"], 711)


if __name__ == "__main__":
    rig.main()
