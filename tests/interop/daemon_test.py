#!/usr/bin/env python3
"""diald as a service: it ends, reloads, dies and starts again, and does not do everything for
everybody."""
import os
import signal
import subprocess
import time
import unittest

import rig
import varlink

SLOW = "5550001"  # rings for a minute
STOP_LIMIT = 10.0  # the daemon's own; without a stuck driver it needs far less


def in_child_as_nobody(work):
    """What work() returns, as text, from a process of an ordinary user."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(rig.NOBODY)
            os.setuid(rig.NOBODY)
            os.write(write, str(work()).encode())
        except BaseException as error:  # told to the parent, whatever it is
            os.write(write, repr(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return text


def may_become_nobody():
    return in_child_as_nobody(os.getuid) == str(rig.NOBODY)


class Daemon(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self, lines=1, *options):
        self.start_sim("--auth", "chap", "--number", f"{SLOW}=connect 33600 delay=60s", lines=lines)
        for number in range(lines):
            self.profile(f"demo{number}", line=number)
        self.start_daemon(*options)

    def dialctl(self, *arguments):
        return rig.Program([rig.DIALCTL, "--socket", self.socket, *arguments], self.place / "dialctl.log",
                           stdout=subprocess.PIPE, text=True)

    def assert_lines_free(self, lines):
        """What a daemon that has gone must not leave."""
        self.assertEqual(self.locks(), [])
        self.assertEqual(rig.interfaces(), [])
        self.assertEqual(rig.routes(), [])
        for number in range(lines):
            self.sim.wait_for_log(f"{self.line(number)}: hung up: ", limit=1)

    def test_sigterm_tells_every_client_and_frees_every_line(self):
        self.start(lines=3)
        watch = self.watch()
        stream = self.client()
        stream.send("Dial", more=True, entry="demo0")
        while stream.receive()[0]["state"] != "Connected":
            pass
        self.connect("demo1")
        waiting = self.client()
        waiting.send("Dial", more=True, entry="demo2", number=SLOW)
        connect = self.dialctl("connect", "--no-wait", "demo0")  # a second reference
        self.assertEqual(connect.stop(0), 0)
        while waiting.receive()[0]["state"] != "ConnectDevice":
            pass
        self.sim.wait_for_log(f'dials "{SLOW}"')
        ids = {item["entry"]: item["connection"] for item in self.connections()}
        self.assertEqual(len(ids), 3)

        asked = time.monotonic()
        self.assertEqual(self.daemon.stop(signal.SIGTERM, STOP_LIMIT), 0)
        print(f"    stopped after {time.monotonic() - asked:.3f} s", flush=True)
        told = {}
        while len(told) < 3:
            change = watch.wait_for()
            told[change["connection"]] = change["error"]["code"]
        self.assertEqual(told, dict.fromkeys(ids.values(), 834))
        *_, last = iter(lambda: waiting.receive_message(), None)
        self.assertEqual(last["parameters"]["state"], "Disconnected")
        self.assertEqual(last["parameters"]["error"]["code"], 834)
        self.assertNotIn("continues", last)
        self.assert_lines_free(3)
        self.assertFalse(os.path.exists(self.socket))

    def test_a_waiting_dialctl_is_told_that_the_service_was_stopped(self):
        self.start()
        dialctl = self.dialctl("connect", "demo0", "--number", SLOW)
        self.sim.wait_for_log(f'dials "{SLOW}"')
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(dialctl.stop(0), 3)
        self.assertIn("error 834", dialctl.text())
        self.assert_lines_free(1)

    def test_sighup_takes_a_new_profile_and_refuses_a_broken_one_alone(self):
        self.start(lines=2)
        self.connect("demo0")
        self.profile("new", line=1)
        (self.place / "profiles" / "broken.toml").write_text(
            'number = "5551234"\n\n[line]\ndevice = "/dev/null"\nsped = 9600\n')
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("4 profiles")
        self.assertRegex(self.daemon.text(), r"broken\.toml:5:1: .*sped")
        self.connect("new")
        self.assertTrue(rig.ping(rig.PEER))
        problems = {item["name"]: item["problem"] for item in self.ctl_json("profile", "list")[0]["profiles"]}
        self.assertIn("broken.toml:5:1", problems.pop("broken"))
        self.assertEqual(set(problems.values()), {""})
        refused = self.ctl("connect", "broken")
        self.assertEqual(refused.returncode, 5)
        self.assertIn("broken.toml:5:1", refused.stderr)
        self.assertEqual([item["entry"] for item in self.connections()], ["demo0", "new"])
        # Broken as a whole, the old ones too.
        (self.place / "profiles" / "broken.toml").write_text('number = "unfinished\n')
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("broken.toml:1:")
        self.disconnect("demo0")
        self.connect("demo0")
        self.disconnect("demo0")
        self.disconnect("new")
        self.assert_nothing_left()

    def test_a_killed_daemon_leaves_locks_that_its_successor_takes_over(self):
        self.start(lines=2)
        self.connect("demo0")
        dialctl = self.dialctl("connect", "demo1", "--number", SLOW)
        self.sim.wait_for_log(f'dials "{SLOW}"')
        self.daemon.stop(signal.SIGKILL)
        self.assertNotEqual(self.locks(), [])
        self.assertTrue(os.path.exists(self.socket))
        self.assertEqual(dialctl.stop(0), 3)
        # The kernel closed the descriptors: the lines hang up, and the interface is gone.
        self.assert_lines_free_but_locked()
        self.start_daemon()
        for entry in ("demo0", "demo1"):
            self.connect(entry)
            self.disconnect(entry)
        self.assert_nothing_left()

    def assert_lines_free_but_locked(self):
        for number in range(2):
            self.sim.wait_for_log(f"{self.line(number)}: hung up: DTR is low", limit=1)
        self.assertEqual(rig.interfaces(), [])

    def test_a_second_daemon_on_the_same_socket_is_refused_and_harms_nothing(self):
        self.start()
        self.connect("demo0")
        second = rig.run(rig.DIALD, "--socket", self.socket, "--profiles", str(self.place / "profiles"),
                         "--state-directory", str(self.place / "other"), check=False)
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(self.socket, second.stdout + second.stderr)
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo0")

    def test_a_secrets_file_open_to_others_is_refused_with_the_chmod_that_mends_it(self):
        self.secrets(mode=0o644)
        self.start()
        refused = self.ctl("connect", "demo0")
        self.assertEqual(refused.returncode, 4)
        self.assertIn("error 5: ", refused.stderr)
        self.assertIn("secrets.toml", refused.stderr)
        self.assertIn("chmod 600", refused.stderr)
        self.assertNotIn("secret'", refused.stderr)
        self.assert_nothing_left()
        (self.place / "secrets.toml").chmod(0o600)
        self.daemon.process.send_signal(signal.SIGHUP)
        rig.wait_until(lambda: self.ctl("connect", "demo0").returncode == 0, "the mended file is read")
        self.disconnect("demo0")

    def test_no_secret_is_ever_shown(self):
        self.secrets(password="hunter2hunter2")
        self.start()
        said = self.ctl("connect", "demo0")
        self.assertEqual(said.returncode, 8)
        shown = said.stdout + said.stderr + self.ctl("profile", "show", "demo0").stdout + self.daemon.text()
        self.assertNotIn("hunter2", shown)

    @unittest.skipUnless(may_become_nobody(), "needs root, to become another user")
    def test_an_ordinary_user_may_look_but_not_dial(self):
        self.start()
        self.connect("demo0")
        connection = self.connections()[0]["connection"]

        def call(method, **parameters):
            with varlink.Client(self.socket) as client:
                try:
                    return sorted(client.call(method, **parameters))
                except varlink.Refused as refused:
                    return refused.problem["code"]

        self.assertEqual(in_child_as_nobody(lambda: call("List")), "['connections']")
        self.assertEqual(in_child_as_nobody(lambda: call("Status", connection=connection)), "['connection']")
        for method, parameters in (("Dial", {"entry": "demo0"}),
                                   ("HangUp", {"connection": connection, "force": True}),
                                   ("Disconnect", {"entry": "demo0", "force": True}),
                                   ("Cancel", {"connection": connection, "token": "0"}),
                                   ("Resume", {"connection": connection})):
            with self.subTest(method):
                self.assertEqual(in_child_as_nobody(lambda m=method, p=parameters: call(m, **p)), "5")
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo0")

    @unittest.skipUnless(may_become_nobody(), "needs root, to become another user")
    def test_who_may_not_even_look_is_refused(self):
        self.start(1, "--everybody-may-look", "false")

        def look():
            with varlink.Client(self.socket) as client:
                return client.call("List")

        self.assertNotIn("connections", in_child_as_nobody(look))
        self.assertEqual(self.connections(), [])


if __name__ == "__main__":
    rig.main()
