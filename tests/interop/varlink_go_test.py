#!/usr/bin/env python3
"""A Varlink client that others wrote (Debian's golang-github-varlink-go-dev): it asks for the
service, the interface and the lists, dials and hangs up."""
import os
import pathlib
import sys
import unittest

import rig


class VarlinkGo(rig.Test):
    def test_it_asks_dials_and_hangs_up(self):
        self.secrets()
        self.start_sim("--auth", "chap")
        self.profile("demo")
        self.start_daemon()
        client = pathlib.Path(__file__).parent / "varlink-go" / "run"
        done = rig.run(str(client), "demo", check=False, timeout=150,
                       env={**os.environ, "DIAL_SOCKET": self.socket, "TMPDIR": str(self.place),
                            "HOME": os.environ.get("HOME", str(self.place))})
        if done.returncode == rig.SKIPPED:
            print(done.stderr, file=sys.stderr)
            raise unittest.SkipTest("no Go, or no Varlink library for it")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        print(done.stdout)
        states = [line.split()[2] for line in done.stdout.splitlines() if line.startswith("state ")]
        self.assertEqual(states[0], "OpenPort")
        self.assertEqual(states[-1], "Connected")
        self.assertIn("closed", done.stdout)
        self.assert_nothing_left()


if __name__ == "__main__":
    rig.main()
