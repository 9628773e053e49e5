#!/usr/bin/env python3
"""The phone book over the socket, as root and as an ordinary member of the group."""
import grp
import os

import rig
import varlink

RESERVED = {  # DESIGN: taken from root's files only
    "hooks.up": "/bin/sh",
    "hooks.down": "/bin/sh",
    "ip.vrf": "red",
    "line.device": "exec:/bin/sh",
    "modem.power_hook": "/bin/sh",
    "ppp.pppd_options": "plugin x.so",
    "datapath": "pppd",
    "script.file": "/etc/shadow",
    "script.login": "'' @/etc/shadow",
    "ip.namespace": "other",
}
ALICE, BOB = 4711, 4712


def as_user(uid, work, gid=rig.NOBODY):
    """What work() returns, as text, from a process of that user with the group that may dial."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
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


def group_of_nobody():
    return grp.getgrgid(rig.NOBODY).gr_name


def text(key, value):
    return {"key": key, "text": value}


NEW = [text("number", "1"), text("line.device", "/dev/null")]


class PhoneBook(rig.Test):
    def setUp(self):
        super().setUp()
        if as_user(ALICE, os.getuid) != str(ALICE):
            self.skipTest("may not become another user")
        self.secrets()
        self.start_sim(lines=1)
        self.profile("demo0", line=0)
        self.users = self.place / "users"
        self.place.chmod(0o755)
        self.start_daemon("--group", group_of_nobody(), "--user-directory", str(self.users))

    def ask(self, uid, method, **parameters):
        """The number of the refusal, 0 if there was none; and its words, or the reply."""
        def work():
            with varlink.Client(self.socket) as client:
                try:
                    return 0, client.call(method, **parameters)
                except varlink.Refused as refused:
                    return refused.problem.get("code", refused.name), refused.problem.get("context")
        return eval(as_user(uid, work))  # of our own child

    def code(self, uid, method, **parameters):
        return self.ask(uid, method, **parameters)[0]

    def test_reserved_keys_are_refused_by_name_one_by_one(self):
        self.assertEqual(self.code(ALICE, "SetEntryProperties", entry="own", changes=NEW, mode="create"), 0)
        for key, value in RESERVED.items():
            with self.subTest(key):
                code, words = self.ask(ALICE, "SetEntryProperties", entry="own", changes=[text(key, value)])
                self.assertEqual(code, 5)
                self.assertTrue(words.startswith(key + ": "), words)
                changes = [one for one in NEW if one["key"] != key] + [text(key, value)]
                self.assertEqual(self.code(ALICE, "SetEntryProperties", entry="new", changes=changes, mode="create"), 5)
        self.assertEqual(sorted(file.name for file in (self.users / str(ALICE) / "profiles").iterdir()), ["own.toml"])

    def test_an_entry_is_its_users_alone_and_the_systems_are_roots(self):
        for uid in (ALICE, BOB):
            self.assertEqual(self.code(uid, "SetEntryProperties", entry="own", changes=NEW, mode="create"), 0)
        self.assertEqual(self.code(ALICE, "SetCredentials", entry="own", user="alice", password="s3cr3t"), 0)
        folder = self.users / str(ALICE)
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        self.assertEqual((folder / "secrets.toml").stat().st_mode & 0o777, 0o600)
        self.assertEqual((folder / "secrets.toml").stat().st_uid, 0)
        self.assertEqual(self.code(BOB, "ProfileText", entry=f"{ALICE}/own"), 623)
        self.assertEqual(self.code(BOB, "Credentials", entry=f"{ALICE}/own"), 623)
        self.assertEqual(self.code(BOB, "Dial", entry=f"{ALICE}/own"), 623)
        names = lambda uid: [one["name"] for one in self.ask(uid, "Profiles")[1]["profiles"]]
        self.assertEqual(sorted(names(ALICE)), ["demo0", "own"])
        self.assertEqual(sorted(names(0)), [f"{ALICE}/own", f"{BOB}/own", "demo0"])
        for method, more in (("DeleteEntry", {}), ("RenameEntry", {"name": "x"}), ("SetCredentials", {"user": "x"}),
                             ("SetEntryProperties", {"changes": NEW})):
            self.assertEqual(self.code(ALICE, method, entry="demo0", **more), 5, method)
        self.assertEqual(self.code(ALICE, "SetEntryProperties", entry="demo0", changes=NEW, mode="create"), 183)
        self.assertEqual(self.code(0, "DeleteEntry", entry=f"{ALICE}/own"), 0)
        self.assertEqual(names(ALICE), ["demo0"])

    def test_an_own_entry_reaches_only_devices_its_user_could_open(self):
        changes = [text("number", "5551234"), text("line.device", str(self.line(0))), text("datapath", "memory")]
        self.assertEqual(self.code(ALICE, "SetEntryProperties", entry="own", changes=changes, mode="create"), 0)
        device = os.path.realpath(self.line(0))
        os.chown(device, 0, 0)
        os.chmod(device, 0o600)
        self.assertEqual(self.code(ALICE, "Dial", entry="own"), 5)
        os.chown(device, ALICE, 0)
        code, reply = self.ask(ALICE, "Dial", entry="own")
        self.assertEqual(code, 0, reply)
        self.assertEqual(self.ask(0, "List")[1]["connections"][0]["entry"], f"{ALICE}/own")
        self.assertEqual(self.code(BOB, "Disconnect", entry="own"), 618)
        self.assertEqual(self.code(ALICE, "DeleteEntry", entry="own"), 817)
        self.assertEqual(self.code(ALICE, "Disconnect", entry="own"), 0)

    def dialctl(self, uid, *arguments):
        """Exit status, standard output and errors of a dialctl of that user."""
        def work():
            done = self.ctl(*arguments)
            return done.returncode, done.stdout, done.stderr
        return eval(as_user(uid, work))  # of our own child

    def test_dialctl_knows_an_own_entry_by_its_short_name_even_if_that_looks_like_an_id(self):
        changes = [text("number", "5551234"), text("line.device", str(self.line(0))), text("datapath", "memory")]
        self.assertEqual(self.code(ALICE, "SetEntryProperties", entry="42", changes=changes, mode="create"), 0)
        os.chown(os.path.realpath(self.line(0)), ALICE, 0)
        self.assertIn("has not been dialled", self.dialctl(ALICE, "status", "42")[2])
        for name in ("42", f"{ALICE}/42"):
            with self.subTest(name):
                self.assertEqual(self.dialctl(ALICE, "connect", name)[0], 0)
                status, said, _ = self.dialctl(ALICE, "status", name)
                self.assertEqual(status, 0)
                self.assertIn("Connected", said)
                for command in ("status", "disconnect"):  # Bob has none of that name
                    self.assertIn("no such connection (connection 42)", self.dialctl(BOB, command, "42")[2])
                self.assertEqual(self.dialctl(ALICE, "disconnect", name)[0], 0)
                self.assertIn("Disconnected", self.dialctl(ALICE, "status", name)[1])

    def test_an_ordinary_member_brings_the_password_along_with_another_number(self):
        self.assertEqual(self.code(ALICE, "Dial", entry="demo0", number="5550000"), 5)
        status, _, said = self.dialctl(ALICE, "connect", "demo0", "--number", "5550000")
        self.assertEqual(status, 4)
        self.assertIn("give the password, too", said)
        token = self.ask(ALICE, "Credentials", entry="demo0")[1]["token"]
        self.assertEqual(self.code(ALICE, "Dial", entry="demo0", number="5550000", password_token=token), 5)
        self.assertEqual(self.connections(), [])
        for uid, parameters in ((ALICE, {}), (ALICE, {"number": "5551234"}), (0, {"number": "5550000"}),
                                (ALICE, {"number": "5550000", "password": "secret"})):
            with self.subTest(uid=uid, **parameters):
                self.assertEqual(self.code(uid, "Dial", entry="demo0", **parameters), 0)
                self.assertEqual(self.code(uid, "Disconnect", entry="demo0"), 0)

    def test_who_may_not_dial_changes_nothing(self):
        def work():
            with varlink.Client(self.socket) as client:
                client.call("SetEntryProperties", entry="own", changes=NEW, mode="create")
        read = as_user(ALICE, work, gid=12345)
        self.assertIn("uid 4711 is neither root nor in group", read)

    def test_no_password_is_in_the_log(self):
        self.assertEqual(self.code(0, "SetCredentials", entry="demo0", password="s3cr3t"), 0)
        self.assertNotIn("s3cr3t", self.daemon.text())
        self.assertIn("has other credentials", self.daemon.text())


if __name__ == "__main__":
    rig.main()
