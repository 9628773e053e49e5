#!/usr/bin/env python3
"""Login scripts before they meet a line: recorded by hand, checked, tried; and the log of a dial."""
import json
import os
import pty
import threading
import tty

import rig
from owners_test import User
from prompts_test import ESCAPE, Person

CONFIGURATION, SCRIPT_FAILED = 5, 8


class Host(threading.Thread):
    """A terminal server at the other end of a cable: greets whoever presses Enter, echoes a name, and
    no password."""

    def __init__(self):
        super().__init__(daemon=True)
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.device = os.ttyname(slave)
        self._slave = slave  # or the first close of the other side would hang up
        self.lines = []

    def run(self):
        self._line(False)
        for prompt, echoes in (("Welcome\r\nlogin: ", True), ("\r\nPassword: ", False),
                               ("\r\nlast login: today\r\nhost> ", True)):
            os.write(self.master, prompt.encode())
            self.lines.append(self._line(echoes))
        os.write(self.master, b"\r\nstarting\r\n")

    def _line(self, echoes):
        line = b""
        while not line.endswith(b"\r"):
            key = os.read(self.master, 1)
            line += key
            if echoes and key != b"\r":
                os.write(self.master, key)
        return line.decode()

    def close(self):
        os.close(self.master)
        os.close(self._slave)


class Scripts(rig.Test):
    def setUp(self):
        super().setUp()
        self.draft = str(self.place / "login")

    def record(self, *target):
        person = Person(*target, "--output", self.draft)
        self.addCleanup(person.close)
        return person

    def log_in(self, person, password="hunter2"):
        person.expect("login: ")
        person.type("alice\r")
        person.expect("Password: ")
        person.type(password + "\r")

    def recorded(self):
        host = Host()
        self.addCleanup(host.close)
        host.start()
        person = self.record("script", "record", host.device)
        person.expect("Ctrl-] ends the recording")
        person.type("\r")
        self.log_in(person)
        person.expect("host> ")
        person.type("ppp\r")
        person.expect("starting")
        person.type(ESCAPE)
        self.assertEqual(person.wait(), 0, person.heard.decode(errors="replace"))
        host.join(10)
        self.assertEqual(host.lines, ["alice\r", "hunter2\r", "ppp\r"])

    def text(self, suffix=""):
        path = self.draft + suffix
        with open(path, encoding="ascii") as file:
            return file.read()

    def dialctl(self, *arguments):
        done = rig.run(rig.DIALCTL, *arguments, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_a_login_by_hand_becomes_a_script_that_logs_in_the_same_way(self):
        self.recorded()
        script = [line for line in self.text().splitlines() if not line.startswith("#")]
        self.assertEqual(script, ["'' ''", "'login:' 'alice'", "'Password:' $PASSWORD", "'host>' 'ppp'"])
        for suffix in ("", ".dialogue"):
            self.assertNotIn("hunter2", self.text(suffix))
            self.assertEqual(os.stat(self.draft + suffix).st_mode & 0o777, 0o600)
        self.assertEqual(self.dialctl("script", "check", "--strict", self.draft),
                         (0, f"{self.draft}: ok\n"))
        status, said = self.dialctl("script", "run", self.draft, "--against", self.draft + ".dialogue")
        self.assertEqual(status, 0, said)
        self.assertIn("> ******\\r\n", said)
        self.assertIn("the script has come to its end", said)

    def test_what_was_recorded_is_not_overwritten_unless_asked_for(self):
        self.recorded()
        host = Host()
        self.addCleanup(host.close)
        status, said = self.dialctl("script", "record", host.device, "--output", self.draft)
        self.assertEqual(status, CONFIGURATION, said)
        self.assertIn("--force", said)

    def test_a_script_that_answers_otherwise_is_told_where(self):
        self.recorded()
        other = self.place / "other"
        other.write_text("'' '' login: bob Password: $PASSWORD\n")
        status, said = self.dialctl("script", "run", str(other), "--against", self.draft + ".dialogue")
        self.assertEqual(status, SCRIPT_FAILED, said)
        self.assertIn("login.dialogue:", said)
        self.assertIn('"bob\\r"', said)
        waiting = self.place / "waiting"
        waiting.write_text("TIMEOUT 200 '' '' never: x\n")
        status, said = self.dialctl("script", "run", str(waiting), "--against", self.draft + ".dialogue",
                                    "--json")
        self.assertEqual(status, SCRIPT_FAILED, said)
        outcome, problem = map(json.loads, said.splitlines())
        self.assertEqual(outcome["outcome"], "timeout")
        self.assertEqual(problem["problem"]["code"], 638)

    def test_scp_and_lua_are_tried_as_chat_is(self):
        self.recorded()
        scp = self.place / "login.scp"
        scp.write_text('proc main\n  transmit "^M"\n  waitfor "ogin:" until 9\n  transmit $USERID, raw\n  transmit "^M"\n'
                       '  waitfor "word:" until 9\n  transmit $PASSWORD, raw\n  transmit "^M"\n'
                       '  waitfor "host>" until 9\n  transmit "ppp^M"\nendproc\n')
        lua = self.place / "login.lua"
        lua.write_text("send('\\r') expect('ogin:') send(profile.user, '\\r')\n"
                       "expect('word:') send(profile.password, '\\r')\n"
                       "expect('host>') send(prompt('What now?'), '\\r')\n")
        for script, more in ((scp, ()), (lua, ("--interpreter", rig.DIAL_LUA, "--answer", "ppp"))):
            status, said = self.dialctl("script", "run", str(script), "--user", "alice", *more,
                                        "--against", self.draft + ".dialogue")
            self.assertEqual(status, 0, said)
            self.assertIn("> ppp\\r\n", said)
        status, said = self.dialctl("script", "run", str(lua), "--interpreter", rig.DIAL_LUA,
                                    "--user", "alice", "--against", self.draft + ".dialogue")
        self.assertEqual(status, SCRIPT_FAILED, said)
        self.assertIn("What now?", said)

    def test_a_profile_with_a_terminal_is_recorded_through_the_daemon(self):
        self.secrets()
        self.start_sim("--login")
        self.profile("demo", top='datapath = "memory"', extra='[script]\nterminal = "after_dial"')
        self.start_daemon()
        person = self.record("--socket", self.socket, "script", "record", "demo")
        self.log_in(person, "secret")
        self.assertEqual(person.wait(), 0, person.heard.decode(errors="replace"))
        self.assertIn("'Password:' $PASSWORD\n", self.text())
        self.assertNotIn("secret", self.text(".dialogue"))
        self.assert_nothing_left()

    def test_a_profile_without_a_terminal_is_not_dialled_to_be_recorded(self):
        self.secrets()
        self.start_sim()
        self.profile("demo", top='datapath = "memory"')
        self.start_daemon()
        for entry, text in (("demo", "terminal = "), ("nobody", "error 623")):
            status, said = self.dialctl("--socket", self.socket, "script", "record", entry, "--output", self.draft)
            self.assertEqual(status, CONFIGURATION, said)
            self.assertIn(text, said)
        self.assertEqual(self.ctl_json("list")[0]["connections"], [])
        self.assertNotIn("ConnectDevice", said)

    def test_the_log_of_a_dial_can_be_run_against_and_is_for_whoever_dialled(self):
        self.secrets()
        self.start_sim("--login")
        login = "ogin: $USER ssword: $PASSWORD"
        self.profile("demo", top='datapath = "memory"', extra=f"[script]\nlogin = '{login}'")
        self.start_daemon()
        self.connect("demo")
        log = self.ctl("log", "demo")
        self.assertEqual(log.returncode, 0, log.stderr)
        self.assertIn("> ATDT5551234\\r\n", log.stdout)
        self.assertIn("> ******\\r\n", log.stdout)
        self.assertNotIn("secret", log.stdout)
        lines = self.ctl_json("log", "demo")[0]["lines"]
        self.assertEqual(lines[-1]["kind"], "note")
        connection = self.connections()[0]["connection"]
        other = User(self, 4711)
        refused = other.call("Log", connection=connection)
        self.assertEqual(refused.get("code"), 5, refused)
        self.disconnect("demo")
        self.assertEqual(self.ctl("log", "demo").stdout, log.stdout)
        (self.place / "script").write_text(login)
        (self.place / "dialogue").write_text(log.stdout)
        status, said = self.dialctl("script", "run", str(self.place / "script"), "--user", "alice",
                                    "--against", str(self.place / "dialogue"))
        self.assertEqual(status, 0, said)
        self.assertNotIn("ATDT", said)


if __name__ == "__main__":
    rig.main()
