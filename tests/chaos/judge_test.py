#!/usr/bin/env python3
"""What the judge of the chaos test must see: a judge that sees nothing would pass everything."""
import unittest

import judge

ERROR = {"code": 676, "name": "ERROR_LINE_BUSY"}
UP = ["OpenPort", "PortOpened", "ConnectDevice", "DeviceConnected", "AllDevicesConnected", "Authenticate",
      "AuthNotify", "Authenticated", "AuthProject", "Projected", "Connected"]


def reply(sequence, state, error=None, connection=1):
    return {"reply": {"sequence": sequence, "state": state, "error": error, "connection": connection}}


def course(*states):
    """A client's transcript: accepted, then these, each a state or (state, error)."""
    told = [each if isinstance(each, tuple) else (each, None) for each in states]
    return [reply(0, "OpenPort")] + [reply(number, *each) for number, each in enumerate(told, 1)]


class Client:
    def __init__(self, heard, mood="plain", was_killed=False):
        self.heard = heard
        self.mood = mood
        self.was_killed = was_killed
        self.was_stopped = False


AFTER = {"after": ["connections"]}


class Judge(unittest.TestCase):
    def judged(self, heard, daemon_died=False, **client):
        return judge.wrong_of_client(Client(heard, **client), daemon_died)

    def assert_wrong(self, heard, what):
        wrong = self.judged(heard)
        self.assertTrue(any(what in each for each in wrong), f"{what!r} is not among {wrong}")

    def test_a_dial_that_comes_up_and_one_that_fails_are_well(self):
        self.assertEqual(self.judged(course(*UP) + [AFTER]), [])
        self.assertEqual(self.judged(course(*UP[:3], ("ConnectDevice", ERROR), ("Disconnected", ERROR)) + [AFTER]), [])
        self.assertEqual(self.judged([{"refused": "Failed"}]), [])

    def test_a_second_terminal_notification_is_seen(self):
        self.assert_wrong(course(*UP, ("Disconnected", ERROR)), "follows the terminal")

    def test_no_terminal_notification_is_seen_unless_somebody_died(self):
        heard = course(*UP[:4]) + [{"closed": "EOFError"}]
        self.assert_wrong(heard, "no terminal notification")
        self.assert_wrong([], "no terminal notification")
        self.assertEqual(self.judged(heard, daemon_died=True), [])
        self.assertEqual(self.judged(heard, was_killed=True), [])

    def test_a_gap_and_an_order_of_its_own_are_seen(self):
        self.assert_wrong([reply(0, "OpenPort"), reply(2, "OpenPort")], "gaps")
        self.assert_wrong(course("OpenPort", "ConnectDevice", "PortOpened"), "out of order")
        self.assert_wrong(course("OpenPort", "OpenPort"), "out of order")

    def test_a_failure_that_is_not_the_end_is_seen(self):
        self.assert_wrong(course("OpenPort", ("OpenPort", ERROR), "PortOpened"), "follows the failure")
        self.assert_wrong(course("OpenPort", ("ConnectDevice", ERROR)), "before it was entered")
        self.assert_wrong(course("OpenPort", "Disconnected"), "without a reason")

    def test_a_notification_behind_the_end_of_the_stream_is_seen(self):
        self.assert_wrong(course(*UP) + [{"after": ["connection", "error", "sequence", "state"]}], "behind the end")

    def test_a_refusal_behind_an_acceptance_is_seen(self):
        self.assert_wrong(course("OpenPort") + [{"refused": "Failed"}], "refused later")

    def watched(self, *changes):
        watched = judge.Watched()
        for sequence, state, error in changes:
            watched.take({"kind": "change", "sequence": sequence,
                          "connection": {"connection": 1, "state": state, "error": error}})
        return watched.ended()

    def test_the_watch_sees_gaps_and_connections_that_end_never_or_twice(self):
        self.assertEqual(self.watched((1, "OpenPort", None), (2, "Disconnected", ERROR)), [])
        self.assertIn("goes from 1 to 3", self.watched((1, "OpenPort", None), (3, "Disconnected", ERROR))[0])
        self.assertIn("end 0 times", self.watched((1, "OpenPort", None))[0])
        self.assertIn("end 2 times", self.watched((1, "Disconnected", ERROR), (2, "Disconnected", ERROR))[0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
