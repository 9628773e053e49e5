#!/usr/bin/env python3
"""References and owners over the socket, by real users: who may hang up what, what outlives its
process, and how many may come."""
import grp
import json
import os
import signal
import subprocess
import sys
import unittest

import rig

GROUP = "games"  # exists everywhere; its members may dial here
ALICE, BOB, CAROL, STRANGER = 70001, 70002, 70003, 70004  # no accounts: the socket knows their groups
SLOW = "5550001"  # rings for a minute

# What a user's process does: a call for each line it reads, the answer on a line of its own.
CLIENT = """
import json, os, sys
sys.path.insert(0, sys.argv[4])
import varlink
uid, group, groups = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
os.setgroups(groups), os.setgid(group), os.setuid(uid)
keep = []
for line in sys.stdin:
    wanted = json.loads(line)
    client = varlink.Client(sys.argv[5])
    keep.append(client)
    try:
        client.send(wanted["method"], more=wanted["more"], **wanted["parameters"])
        if wanted["wait"]:
            answer = client.receive()[0]
            while wanted["more"] and not answer["state"] in wanted["until"]:
                answer = client.receive()[0]
        else:
            answer = {}
    except varlink.Refused as refused:
        answer = {"refused": refused.name, "code": refused.problem.get("code")}
    except EOFError:
        answer = {"refused": "closed"}
    print(json.dumps(answer), flush=True)
"""


def group_id():
    return grp.getgrnam(GROUP).gr_gid


class User:
    """A process of an ordinary user, which may dial by its group or by a supplementary one."""

    def __init__(self, test, uid, group=None, groups=()):
        self.uid = uid
        group = group_id() if group is None else group
        here = os.path.dirname(os.path.abspath(__file__))
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", CLIENT, str(uid), str(group), json.dumps(list(groups)), here, test.socket],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        test.addCleanup(self.die)

    def call(self, method, until=(), wait=True, **parameters):
        """The reply; with `until` the first reply of the stream in one of these states."""
        more = bool(until) or not wait
        self._process.stdin.write(json.dumps({"method": method, "more": more, "until": list(until),
                                              "wait": wait, "parameters": parameters}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def connect(self, entry):
        return self.call("Dial", until=("Connected", "Disconnected"), entry=entry)

    def die(self):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@unittest.skipUnless(os.getuid() == 0, "needs root, to become other users")
class Owners(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()
        self.start_sim("--auth", "pap", "--number", f"{SLOW}=connect 33600 delay=60s", lines=1)
        self.profile("demo0")
        self.start_daemon("--group", GROUP)

    def status(self, connection):
        return self.client().call("Status", connection=connection)["connection"]

    def assert_up(self, connection, references):
        status = self.status(connection)
        self.assertEqual((status["state"], status["references"]), ("Connected", references))

    def test_a_reference_belongs_to_the_uid_and_outlives_its_process(self):
        alice, bob = User(self, ALICE), User(self, BOB)
        up = alice.connect("demo0")["connection"]
        self.assertEqual(self.status(up)["owner"], ALICE)
        self.assertEqual(bob.connect("demo0")["connection"], up)
        self.assertEqual(alice.connect("demo0")["connection"], up)
        self.assert_up(up, 3)
        alice.die()
        bob.die()
        self.assert_up(up, 3)
        alice, bob = User(self, ALICE), User(self, BOB)
        self.assertEqual(alice.call("Disconnect", entry="demo0"), {"closed": False, "holders": [BOB]})
        self.assertEqual(alice.call("HangUp", connection=up)["code"], 753)  # has none left
        self.assert_up(up, 1)
        self.assertEqual(bob.call("HangUp", connection=up), {"closed": True, "holders": []})
        self.assert_nothing_left()

    def test_a_hang_up_releases_one_reference_and_names_every_holder_that_is_left(self):
        alice, bob, carol = User(self, ALICE), User(self, BOB), User(self, CAROL)
        up = alice.connect("demo0")["connection"]
        for user in (alice, bob, carol):
            user.connect("demo0")
        self.assertEqual(alice.call("HangUp", connection=up),
                         {"closed": False, "holders": [ALICE, BOB, CAROL]})
        self.assertEqual(alice.call("HangUp", connection=up), {"closed": False, "holders": [BOB, CAROL]})
        self.assertEqual(bob.call("Disconnect", entry="demo0"), {"closed": False, "holders": [CAROL]})
        self.assertEqual(carol.call("Disconnect", entry="demo0"), {"closed": True, "holders": []})
        self.assert_nothing_left()

    def test_who_has_no_reference_needs_force_and_root_does_too(self):
        bob = User(self, BOB)
        for forced_by in ("bob", "root"):
            with self.subTest(forced_by):
                up = User(self, ALICE).connect("demo0")["connection"]
                self.assertEqual(bob.call("HangUp", connection=up)["code"], 753)
                self.assertEqual(bob.call("Disconnect", entry="demo0")["code"], 753)
                refused = self.ctl("disconnect", "demo0")  # root
                self.assertIn("error 753", refused.stderr)
                self.assert_up(up, 1)
                if forced_by == "bob":
                    self.assertTrue(bob.call("HangUp", connection=up, force=True)["closed"])
                else:
                    self.assertEqual(self.ctl("disconnect", "--force", "demo0").returncode, 0)
                self.assert_nothing_left()

    def test_dialctl_names_the_holders_that_keep_the_line(self):
        alice = User(self, ALICE)
        alice.connect("demo0")
        self.connect("demo0")  # root's
        said = self.ctl("disconnect", "demo0")
        self.assertIn("stays up", said.stdout)
        self.assertIn(str(ALICE), said.stdout)
        self.assertTrue(alice.call("Disconnect", entry="demo0")["closed"])

    def test_a_detached_dial_goes_on_when_its_client_dies_and_any_process_of_the_uid_may_end_it(self):
        alice = User(self, ALICE)
        watch = self.watch()
        dialling = alice.call("Dial", entry="demo0", detached=True)["connection"]
        alice.die()
        watch.wait_for(dialling, "Connected")
        self.assert_up(dialling, 1)
        self.assertEqual(User(self, BOB).call("HangUp", connection=dialling)["code"], 753)
        self.assertTrue(User(self, ALICE).call("HangUp", connection=dialling)["closed"])
        self.assert_nothing_left()

    def test_a_dial_that_is_not_detached_dies_with_its_client(self):
        alice, bob = User(self, ALICE), User(self, BOB)
        watch = self.watch()
        dialling = alice.call("Dial", until=("ConnectDevice",), entry="demo0", number=SLOW,
                              password="secret")["connection"]
        for user in (alice, bob):
            self.assertEqual(user.connect("demo0")["code"], 756)
        self.assertEqual(bob.call("HangUp", connection=dialling)["code"], 753)
        alice.die()
        self.assertEqual(watch.wait_for(dialling)["error"]["code"], 631)
        self.assert_nothing_left()

    def test_only_who_dialled_may_answer_a_paused_dial_or_root(self):
        self.profile("nameless", top='user = ""\n')
        path = self.place / "profiles" / "nameless.toml"
        path.write_text(path.read_text().replace('user = "alice"\nsecret = "demo"\n', "").replace('user = ""\n', ""))
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("2 profiles")
        answer = {"user": "alice", "password": "secret"}
        for answering in (ALICE, 0):
            with self.subTest(answering):
                alice, bob = User(self, ALICE), User(self, BOB)
                watch = self.watch()
                paused = alice.call("Dial", until=("RetryAuthentication", "Disconnected"), entry="nameless",
                                    allow_pause=True)
                self.assertEqual(paused["state"], "RetryAuthentication")
                connection = paused["connection"]
                self.assertEqual(bob.call("Resume", connection=connection, **answer)["code"], 5)
                if answering:
                    self.assertEqual(alice.call("Resume", connection=connection, **answer), {})
                else:
                    self.client().call("Resume", connection=connection, **answer)
                watch.wait_for(connection, "Connected")
                self.assertTrue(alice.call("HangUp", connection=connection)["closed"])

    def test_membership_is_by_the_groups_of_the_process(self):
        self.assertEqual(User(self, ALICE, group=ALICE).call("Dial", entry="demo0")["code"], 5)
        by_extra_group = User(self, ALICE, group=ALICE, groups=[33333, group_id()])
        self.assertEqual(by_extra_group.connect("demo0")["state"], "Connected")
        self.assertEqual(User(self, STRANGER, group=STRANGER).call("Disconnect", entry="demo0", force=True)["code"], 5)
        self.assertTrue(by_extra_group.call("Disconnect", entry="demo0")["closed"])

    def test_one_user_may_not_take_every_place_and_others_find_one(self):
        alice = User(self, ALICE)
        answers = [alice.call("List") for _ in range(64)]  # each on a connection that it keeps
        self.assertEqual([answer for answer in answers if "refused" in answer], [])
        self.assertEqual(alice.call("List")["refused"], "TooManyClients")
        self.assertEqual(User(self, ALICE).call("List")["refused"], "TooManyClients")
        self.assertIn("connections", User(self, BOB).call("List"))
        self.assertEqual(len([self.client().call("List") for _ in range(100)]), 100)  # root
        alice.die()
        rig.wait_until(lambda: "connections" in User(self, ALICE).call("List"), "a place is free again")


if __name__ == "__main__":
    rig.main()
