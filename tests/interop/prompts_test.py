#!/usr/bin/env python3
"""dialctl with a person at its terminal: each paused state is asked for, the line is handed over and
comes back, and the terminal is as it was before in every ending."""
import grp
import os
import pty
import select
import signal
import termios
import time

import rig

AUTHENTICATION, INTERRUPTED = 8, 130
ESCAPE = b"\x1d"  # Ctrl-]


class Person:
    """dialctl on a terminal of its own."""

    def __init__(self, *arguments):
        self.heard = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "vt100"
            os.execv(rig.DIALCTL, [rig.DIALCTL, *arguments])

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)

    def settings(self):
        return termios.tcgetattr(self.terminal)

    def echoes(self):
        return bool(self.settings()[3] & termios.ECHO)

    def is_raw(self):
        return not self.settings()[3] & (termios.ICANON | termios.ISIG | termios.ECHO)

    def _read(self, limit):
        if not select.select([self.terminal], [], [], limit)[0]:
            return False
        try:
            octets = os.read(self.terminal, 65536)
        except OSError:  # the last one on the other side has gone
            return False
        self.heard += octets
        return bool(octets)

    def expect(self, text, limit=10):
        """What came up to the end of `text`, which must come."""
        wanted = text if isinstance(text, bytes) else text.encode()
        end = time.monotonic() + limit
        while wanted not in self.heard:
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"{text!r} did not come:\n{self.heard.decode(errors='replace')}")
        before, _, self.heard = self.heard.partition(wanted)
        return before + wanted

    def type(self, text):
        os.write(self.terminal, text if isinstance(text, bytes) else text.encode())

    def signal(self, number):
        os.kill(self.pid, number)

    def wait(self, limit=15):
        """Its exit status."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                while self._read(0):
                    pass
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"dialctl does not end:\n{self.heard.decode(errors='replace')}")


class Prompts(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def person(self, *arguments):
        person = Person("--socket", self.socket, "connect", *arguments)
        self.addCleanup(person.close)
        return person

    def start_scripted(self, *entries):
        """A daemon whose far end asks, by the entry's name."""
        plain, rig.DIALD = rig.DIALD, os.environ["DIAL_FAR_END_DAEMON"]
        self.addCleanup(setattr, rig, "DIALD", plain)
        self.start_sim()
        for entry in entries:
            script = '[script]\nterminal = "after_dial"' * (entry == "terminal")
            self.profile(entry, top='datapath = "memory"', ppp='restart = "50ms"', extra=script)
        self.start_daemon()

    def answers(self):
        path = self.place / "answers"
        return path.read_text() if path.exists() else ""

    def assert_up(self, person, entry):
        self.assertEqual(person.wait(), 0, person.heard.decode(errors="replace"))
        self.disconnect(entry)
        self.assert_nothing_left()

    def test_a_refused_login_is_asked_for_again_the_password_without_echo(self):
        for protocol in ("pap", "chap"):
            with self.subTest(protocol):
                self.start_sim("--auth", protocol, "--tries", "3")
                self.secrets("wrong")
                self.profile("demo", top='datapath = "memory"', ppp='restart = "50ms"')
                self.start_daemon()
                person = self.person("demo")
                for password in ("wrong too", "secret"):
                    said = person.expect("User name: ")
                    words = b"Login incorrect" if protocol == "pap" else b"Access denied"
                    self.assertIn(b"the far end says: " + words, said)
                    self.assertTrue(person.echoes())
                    person.type("alice\n")
                    person.expect("Password: ")
                    rig.wait_until(lambda: not person.echoes(), "the echo is off")
                    person.type(password + "\n")
                self.assert_up(person, "demo")
                self.assertTrue(person.echoes())
                self.assertNotIn(b"secret", person.heard)
                self.daemon.stop()
                self.sim.stop()

    def test_as_many_tries_as_the_far_end_allows_then_691(self):
        self.start_sim("--auth", "pap", "--tries", "2")
        self.secrets("wrong")
        self.profile("demo", top='datapath = "memory"', ppp='restart = "50ms"')
        self.start_daemon()
        person = self.person("demo")
        person.expect("User name: ")
        person.type("alice\n")
        person.expect("Password: ")
        person.type("wrong again\n")
        self.assertEqual(person.wait(), AUTHENTICATION)
        self.assertIn(b"error 691", person.heard)
        self.assert_nothing_left()

    def test_a_far_end_that_calls_back_is_told_a_number(self):
        self.start_scripted("callback")
        person = self.person("callback")
        self.assertIn(b"the far end says: Where are you?", person.expect("Number to be called back at: "))
        person.type("+49 555\n")
        person.expect("error 751")
        person.expect("Number to be called back at: ")
        person.type("(0) 555-0199\n")
        self.assert_up(person, "callback")
        self.assertEqual(self.answers(), "CallbackSetByCaller   (0) 555-0199\n")

    def test_a_callback_number_on_the_command_line_is_no_question(self):
        self.start_scripted("callback")
        self.connect("callback", "--callback-number", "555-0199")
        self.assertEqual(self.answers(), "CallbackSetByCaller   555-0199\n")
        self.disconnect("callback")
        done = self.ctl("connect", "callback", "--callback-number", "*")
        self.assertEqual(done.returncode, 5)
        self.assertIn("error 704", done.stderr)

    def test_a_new_password_is_typed_twice_and_never_shown(self):
        self.start_scripted("expired")
        person = self.person("expired")
        person.expect("the far end says: Your password has expired")
        typed = [("first one", "another"), ("short", "short"), ("long enough", "long enough")]
        said = b""
        for number, (first, second) in enumerate(typed):
            said += person.expect("New password: ")
            rig.wait_until(lambda: not person.echoes(), "the echo is off")
            person.type(first + "\n")
            said += person.expect("The same again: ")
            person.type(second + "\n")
            if number == 0:
                said += person.expect("the two differ")
            if number == 1:
                said += person.expect("the far end says: Too short")
        self.assert_up(person, "expired")
        self.assertEqual(self.answers(), "PasswordExpired  short \nPasswordExpired  long enough \n")
        for secret in (b"first one", b"another", b"long enough"):
            self.assertNotIn(secret, said + person.heard)

    def test_an_eap_question_is_shown_and_answered_without_echo(self):
        self.start_scripted("eap")
        person = self.person("eap")
        self.assertIn(b"the far end says: Token?", person.expect("Answer: "))
        rig.wait_until(lambda: not person.echoes(), "the echo is off")
        person.type("123456\n")
        self.assert_up(person, "eap")
        self.assertEqual(self.answers(), "InvokeEapUI  123456 \n")

    def test_what_a_login_script_asks_is_answered_and_a_secret_is_never_shown(self):
        self.start_sim("--login", "--user", "alice:hunter2horse")
        script = ("[script]\nlanguage = 'lua'\nlogin = '''\n"
                  "expect('ogin:') send(prompt('Your name?'), '\\r')\n"
                  "expect('word:') send(prompt_secret('Token of today?'), '\\r')\n'''\n")
        self.profile("asking", top='datapath = "memory"', ppp='restart = "50ms"', extra=script)
        self.start_daemon()
        person = self.person("asking")
        person.expect("Your name? ")
        person.type("alice\n")
        person.expect("Token of today? ")
        rig.wait_until(lambda: not person.echoes(), "the echo is off")
        person.type("hunter2horse\n")
        self.assert_up(person, "asking")
        self.assertNotIn(b"hunter2horse", person.heard)
        self.assertNotIn("hunter2horse", self.daemon.text())

    def test_without_a_terminal_each_state_is_its_error(self):
        self.start_scripted("callback", "expired", "eap", "retry", "terminal")
        codes = {"callback": 704, "expired": 648, "eap": 703, "retry": 691, "terminal": 703}
        for entry, code in codes.items():
            with self.subTest(entry):
                done = self.ctl("connect", entry)
                self.assertIn(f"error {code}: ", done.stderr)
                *_, last = self.ctl_json("connect", entry, status=done.returncode)
                self.assertEqual(last["problem"]["code"], code)
                self.assert_nothing_left()

    def start_login(self, *options, stage="after_dial"):
        self.start_sim(*options)
        self.profile("demo", top='datapath = "memory"', ppp='restart = "50ms"',
                     extra=f'[script]\nterminal = "{stage}"')
        self.start_daemon()

    def test_a_login_by_hand_ends_with_ppp_and_the_terminal_is_as_before(self):
        self.start_login("--login")
        person = self.person("demo")
        before = person.settings()
        person.expect("Ctrl-]")
        person.expect("login: ")
        rig.wait_until(person.is_raw, "the terminal is raw")
        person.type("alice\r")
        person.expect("Password: ")
        person.type("secret\r")
        person.expect("Starting PPP")
        self.assert_up(person, "demo")
        self.assertEqual(person.settings(), before)

    def test_ctrl_c_and_ctrl_z_are_keys_for_the_far_end(self):
        self.start_login("--exec", "stty raw -echo; head -c 3 | od -An -tx1; exec sleep 99")
        person = self.person("demo")
        person.expect("Ctrl-]")
        rig.wait_until(person.is_raw, "the terminal is raw")
        person.type(b"\x03\x1a\x04")
        person.expect("03 1a 04")

    def test_the_escape_key_gives_the_line_back_and_the_dial_goes_on(self):
        self.start_login()
        person = self.person("demo")
        before = person.settings()
        person.expect("Ctrl-]")
        rig.wait_until(person.is_raw, "the terminal is raw")
        person.type(ESCAPE)
        self.assert_up(person, "demo")
        self.assertEqual(person.settings(), before)

    def test_before_the_dial_the_modem_listens(self):
        self.start_login(stage="before_dial")
        person = self.person("demo")
        person.expect("Ctrl-]")
        person.type("ATI\r")
        person.expect("OK\r\n")
        person.type(ESCAPE)
        self.assert_up(person, "demo")

    def test_a_signal_in_the_terminal_or_at_a_question_leaves_both_as_they_were(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            for state in ("terminal", "question"):
                with self.subTest(f"{state}, {signal.Signals(number).name}"):
                    if state == "terminal":
                        self.start_login("--login")
                    else:
                        self.start_scripted("eap")
                    person = self.person("demo" if state == "terminal" else "eap")
                    before = person.settings()
                    person.expect("login: " if state == "terminal" else "Answer: ")
                    rig.wait_until(lambda: not person.echoes(), "no echo")
                    person.signal(number)
                    self.assertEqual(person.wait(), INTERRUPTED)
                    self.assertEqual(person.settings(), before)
                    self.assert_nothing_left()
                    self.daemon.stop()
                    self.sim.stop()
                    rig.DIALD = os.environ["DIAL_DIALD"]

    def test_a_lost_carrier_in_the_terminal_ends_the_dial(self):
        self.start_login("--exec", "echo hello; read x; exit")
        person = self.person("demo")
        before = person.settings()
        person.expect("hello")
        person.type("\n")
        self.assertEqual(person.wait(), 7)
        self.assertIn(b"error 668", person.heard)
        self.assertEqual(person.settings(), before)
        self.assert_nothing_left()

    def test_dialctl_killed_in_a_paused_state_frees_the_line(self):
        self.start_login("--login")
        watch = self.watch()
        person = self.person("demo")
        person.expect("login: ")
        person.signal(signal.SIGKILL)
        self.assertEqual(watch.wait_for()["error"]["code"], 631)
        self.assert_nothing_left()

    def test_another_user_neither_answers_nor_gets_the_line(self):
        self.start_login("--login")
        person = self.person("demo")
        person.expect("login: ")
        connection = self.connections()[0]["connection"]
        self.assertEqual(self.connections()[0]["state"], "Interactive")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            said = []
            try:
                os.setgroups([grp.getgrnam("dip").gr_gid])  # it may dial
                os.setgid(rig.NOBODY)
                os.setuid(rig.NOBODY)
                with rig.Client(self.socket) as client:
                    for method in ("Resume", "Terminal"):
                        try:
                            client.send(method, upgrade=method == "Terminal", connection=connection)
                            said.append(str(client.receive()))
                        except rig.Refused as refused:
                            said.append(refused.problem.get("context", str(refused)))
            except OSError as error:
                said.append(f"cannot: {error}")
            os.write(write, "\n".join(said).encode())
            os._exit(0)
        os.waitpid(child, 0)
        os.close(write)
        said = os.read(read, 1000).decode()
        os.close(read)
        if said.startswith("cannot"):
            self.skipTest(f"no other user can be had here: {said}")
        self.assertEqual(said.splitlines(), 2 * ['"demo" was dialled by another user'])


if __name__ == "__main__":
    rig.main()
