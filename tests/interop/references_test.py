#!/usr/bin/env python3
"""References of two users to one connection: whose they are, and who lets go of the line."""
import os

import rig
import varlink
from phone_book_test import ALICE, BOB, as_user, group_of_nobody

HANG_UP_FAILED = 753


class References(rig.Test):
    def setUp(self):
        super().setUp()
        if as_user(ALICE, os.getuid) != str(ALICE):
            self.skipTest("may not become another user")
        self.secrets()
        self.start_sim(lines=1)
        self.profile("demo", line=0)
        self.place.chmod(0o755)
        self.start_daemon("--group", group_of_nobody())

    def ask(self, uid, method, **parameters):
        """The reply, or the number of the refusal, of a process of that user which ends with it."""
        def work():
            with varlink.Client(self.socket) as client:
                try:
                    return client.call(method, **parameters)
                except varlink.Refused as refused:
                    return refused.problem["code"]
        return eval(as_user(uid, work))  # of our own child

    def dial_twice(self):
        """Both hold the line, and both processes have ended."""
        connection = self.ask(ALICE, "Dial", entry="demo")["connection"]
        self.assertEqual(self.ask(BOB, "Dial", entry="demo")["connection"], connection)
        self.assertEqual(self.references(), 2)
        return connection

    def references(self):
        (connection,) = self.connections()
        self.assertEqual(connection["state"], "Connected")
        return connection["references"]

    def test_a_reference_survives_its_process_and_is_released_by_its_user_only(self):
        connection = self.dial_twice()
        said = self.ask(BOB, "HangUp", connection=connection, force=False)
        self.assertEqual((said["closed"], said["holders"]), (False, [ALICE]))
        self.assertEqual(self.references(), 1)
        for _ in range(2):
            self.assertEqual(self.ask(BOB, "HangUp", connection=connection, force=False), HANG_UP_FAILED)
            self.assertEqual(self.ask(BOB, "Disconnect", entry="demo", force=False), HANG_UP_FAILED)
        self.assertEqual(self.references(), 1)
        self.assertTrue(self.ask(ALICE, "HangUp", connection=connection, force=False)["closed"])
        self.assertEqual(self.connections(), [])
        self.assertEqual(self.locks(), [])

    def test_disconnect_releases_all_of_a_user_and_names_who_holds_it_still(self):
        self.dial_twice()
        self.ask(ALICE, "Dial", entry="demo")
        self.assertEqual(self.references(), 3)
        said = self.ask(ALICE, "Disconnect", entry="demo", force=False)
        self.assertEqual((said["closed"], said["holders"]), (False, [BOB]))
        self.assertEqual(self.references(), 1)
        self.assertTrue(self.ask(BOB, "Disconnect", entry="demo", force=False)["closed"])
        self.assertEqual(self.connections(), [])

    def test_force_closes_a_line_whoever_holds_it(self):
        connection = self.dial_twice()
        self.assertTrue(self.ask(BOB, "HangUp", connection=connection, force=True)["closed"])
        self.assertEqual(self.connections(), [])
        self.assertEqual(self.locks(), [])


if __name__ == "__main__":
    rig.main()
