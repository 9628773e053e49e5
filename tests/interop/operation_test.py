#!/usr/bin/env python3
"""Looking after diald: the journal, the history, the figures, the live view and the doctor."""
import os
import pathlib
import pty
import shutil
import signal
import socket
import struct
import subprocess
import termios
import threading
import time
import unittest
from unittest import mock

import rig

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:  # python3-prometheus-client
    text_string_to_metric_families = None

BUSY = "5550002"
END = b"end of the test"


def journal_entries(datagrams):
    """The entries of the journal's own protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL)."""
    for data in datagrams:
        fields = {}
        while data:
            line, _, data = data.partition(b"\n")
            name, equals, value = line.partition(b"=")
            if not equals:
                (length,) = struct.unpack("<Q", data[:8])
                value, data = data[8:8 + length], data[9 + length:]
            fields[name.decode()] = value.decode()
        yield fields


class Operation(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self, *options):
        self.start_sim("--auth", "chap", "--number", f"{BUSY}=busy")
        self.profile("demo")
        self.start_daemon(*options)

    # ---- the journal

    def test_the_journal_has_the_fields_of_a_connection(self):
        folder = pathlib.Path("/run/systemd/journal")
        folder.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, "/run/systemd")
        journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(journal.close)
        journal.bind(str(folder / "socket"))
        datagrams = []  # taken at once: who writes to the journal waits while it is full
        reader = threading.Thread(target=lambda: datagrams.extend(iter(lambda: journal.recv(1 << 16), END)), daemon=True)
        reader.start()
        # diald's standard error is this file; here it stands for the journal's stream.
        log = self.place / "diald.log"
        log.touch()
        about = log.stat()
        with mock.patch.dict(os.environ, JOURNAL_STREAM=f"{about.st_dev}:{about.st_ino}"):
            self.start()
        self.connect("demo")
        connection = self.connections()[0]["connection"]
        self.disconnect("demo")
        self.assertEqual(self.ctl("connect", "demo", "--number", BUSY).returncode, 7)
        self.assertEqual(self.daemon.stop(), 0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(END, journal.getsockname())
        reader.join(10)
        entries = list(journal_entries(datagrams))
        ours = [entry for entry in entries if entry.get("DIAL_CONNECTION") == str(connection)]
        states = [entry["DIAL_STATE"] for entry in ours]
        self.assertEqual(states[0], "OpenPort")
        self.assertEqual([states.count(state) for state in ("ConnectDevice", "Connected", "Disconnected")], [1, 1, 1])
        for entry in ours:
            self.assertEqual(entry["DIAL_ENTRY"], "demo")
            self.assertEqual(entry["DIAL_DEVICE"], self.line())
            self.assertEqual(entry["SYSLOG_IDENTIFIER"], "diald")
        up = next(entry for entry in ours if entry["DIAL_STATE"] == "Connected")
        self.assertIn("demo: up, ", up["MESSAGE"])
        self.assertEqual(up["PRIORITY"], "6")
        self.assertNotIn("DIAL_ERROR", up)
        failed = [entry["DIAL_STATE"] for entry in entries if entry.get("DIAL_ERROR") == "676"]
        self.assertEqual(failed, ["ConnectDevice", "Disconnected"])
        self.assertTrue(any("1 profile in " in entry["MESSAGE"] for entry in entries))
        self.assertEqual(log.read_text(), "", "nothing is said twice")

    # ---- the history

    def test_a_state_directory_that_is_not_there_is_made_or_named(self):
        self.state = self.place / "state"
        self.start()
        self.connect("demo")
        self.disconnect("demo")
        self.assertTrue((self.state / "history.jsonl").exists())
        self.assertEqual(self.daemon.stop(), 0)
        self.state = self.place / "nowhere" / "state"
        self.start_daemon()
        self.daemon.wait_for_log(f"{self.state} cannot be made")

    def test_the_status_of_an_entry_that_was_not_dialled_yet_says_so_and_is_no_error(self):
        self.start()
        done = self.ctl("status", "demo")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("demo: has not been dialled yet\n  Is down.\n", done.stdout)
        self.assertEqual(self.ctl_json("status", "demo"), [])
        self.assertEqual(self.ctl("status", "nobody").returncode, 5)

    def test_the_history_survives_the_daemon_and_has_every_end(self):
        self.start()
        began = time.time()
        self.connect("demo")
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo")
        self.assertEqual(self.ctl("connect", "demo", "--number", BUSY).returncode, 7)
        self.connect("demo")
        self.assertEqual(self.daemon.stop(), 0)  # hangs up
        self.start_daemon()
        (document,) = self.ctl_json("history", "demo")
        past = document["connections"]
        self.assertEqual([one["error"]["code"] for one in past], [631, 676, 834])
        self.assertEqual([one["number"] for one in past], ["5551234", BUSY, "5551234"])
        self.assertEqual({one["owner"] for one in past}, {os.getuid()})
        self.assertEqual({one["device"] for one in past}, {self.line()})
        first, busy, _ = past
        self.assertLessEqual(began - 1, first["started_at_ms"] / 1000)
        self.assertLessEqual(first["started_at_ms"], first["connected_at_ms"])
        self.assertLessEqual(first["connected_at_ms"], first["ended_at_ms"])
        self.assertLessEqual(first["ended_at_ms"] / 1000, time.time() + 1)
        self.assertGreater(first["bytes_received"], 2 * 64, "two pings were answered")
        self.assertIsNone(busy["connected_at_ms"])
        self.assertEqual(self.ctl_json("history", "--count", "1")[0]["connections"], past[-1:])
        lines = self.ctl("history").stdout.splitlines()
        self.assertEqual(len(lines), 4)
        self.assertRegex(lines[0], "^STARTED +ENTRY +DEVICE +NUMBER +BY +UP FOR +SENT +RECEIVED +END$")
        self.assertIn("676 the line is busy", lines[2])
        self.assertEqual(self.ctl("history", "--count", "501").returncode, 2)

    def test_what_was_up_when_the_daemon_was_killed_is_in_the_history_of_the_next_one(self):
        self.start()
        self.connect("demo")
        self.daemon.stop(signal.SIGKILL)
        self.start_daemon()
        (document,) = self.ctl_json("history", "demo")
        (past,) = document["connections"]
        self.assertEqual((past["entry"], past["error"]["code"]), ("demo", 711))
        self.assertIn("diald was killed", past["error"]["context"])
        self.assertLessEqual(past["connected_at_ms"], past["ended_at_ms"])
        self.assertIn("demo was up when diald was killed", self.daemon.text())
        self.connect("demo")
        self.disconnect("demo")
        self.assertEqual(len(self.ctl_json("history")[0]["connections"]), 2)

    def test_a_history_that_cannot_be_written_harms_no_dial(self):
        self.state = self.place / "nowhere"
        self.state.write_text("")  # no folder can be made there
        self.start()
        self.connect("demo")
        self.disconnect("demo")
        self.assertEqual(len(self.ctl_json("history")[0]["connections"]), 1)
        self.assertRegex(self.daemon.text(), f"in memory only: .*{self.state}/history.jsonl")

    # ---- the figures

    def metrics(self):
        done = self.ctl("metrics")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    @unittest.skipIf(text_string_to_metric_families is None, "python3-prometheus-client is not installed")
    def test_prometheus_reads_the_figures_and_they_count_what_happened(self):
        self.start()
        self.connect("demo")
        self.assertTrue(rig.ping(rig.PEER, count=3))
        while_up = self.parsed(self.metrics())
        self.assertEqual(while_up["dial_up"], {("demo", self.line()): 1})
        self.disconnect("demo")
        self.assertEqual(self.ctl("connect", "demo", "--number", BUSY).returncode, 7)
        after = self.parsed(self.metrics())
        self.assertEqual(after["dial_up"], {("demo", self.line()): 0})
        self.assertEqual(after["dial_dials_total"], {("demo",): 2})
        self.assertEqual(after["dial_dials_failed_total"], {("demo", "676", "ERROR_LINE_BUSY"): 1})
        self.assertEqual(after["dial_connections_ended_total"], {("demo", "631", "ERROR_USER_DISCONNECTION"): 1})
        self.assertEqual(after["dial_setup_seconds_count"], {("demo",): 1})
        for name in ("dial_received_bytes_total", "dial_line_received_bytes_total", "dial_connected_seconds_total"):
            self.assertGreaterEqual(after[name]["demo",], while_up[name]["demo",], "a counter does not go back")
        self.assertEqual(after["dial_received_packets_total"], {("demo",): 3})
        self.assertGreater(after["dial_daemon_open_fds"][()], 5)
        self.assertGreater(after["dial_daemon_resident_memory_bytes"][()], 1 << 20)
        self.assertAlmostEqual(after["dial_daemon_start_time_seconds"][()], time.time(), delta=60)

    @staticmethod
    def parsed(text):
        """name: {values of the labels: value}."""
        found = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
        return found

    def test_the_figures_are_written_as_a_file_others_may_read_whole_or_not_at_all(self):
        self.start()
        target = self.place / "dial.prom"
        self.assertEqual(self.ctl("metrics", "--output", str(target)).returncode, 0)
        self.assertIn("\ndial_profiles{", target.read_text())
        self.assertEqual(target.stat().st_mode & 0o777, 0o644)
        refused = self.ctl("metrics", "--output", str(self.place / "nowhere" / "dial.prom"))
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("nowhere", refused.stderr)
        self.assertEqual(sorted(path.name for path in self.place.glob("dial.prom*")), ["dial.prom"])

    # ---- the live view

    def test_top_is_lines_where_there_is_no_terminal(self):
        self.start()
        self.connect("demo")
        done = self.ctl("top", "--interval", "0.1", "--count", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 3)
        self.assertRegex(done.stdout, r"demo  Connected  receiving \d")
        self.assertNotIn("\x1b", done.stdout)
        documents = self.ctl_json("top", "--interval", "0.1", "--count", "2")
        self.assertEqual([one["connections"][0]["connection"]["entry"] for one in documents], ["demo", "demo"])

    def top_at_terminal(self, ending):
        """What a terminal is given until `ending` is typed; its settings before and after; the exit status."""
        leader, follower = pty.openpty()
        before = termios.tcgetattr(follower)
        # Of a session of its own, so that the terminal is its own and Ctrl-C its signal.
        process = subprocess.Popen(
            ["setsid", "--ctty", rig.DIALCTL, "--socket", self.socket, "top", "--interval", "0.1"],
            stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"})
        said = b""
        while said.count(b"demo") < 12:
            said += os.read(leader, 65536)
        os.write(leader, ending)
        os.set_blocking(leader, False)

        def rest():
            nonlocal said
            try:
                said += os.read(leader, 65536)
            except OSError:
                pass
            return process.poll() is not None

        rig.wait_until(rest, "top ends")
        rest()
        after = termios.tcgetattr(follower)
        os.close(leader)
        os.close(follower)
        return said.decode(), before, after, process.returncode

    def test_top_gives_the_terminal_back_when_q_is_typed_and_when_it_is_interrupted(self):
        self.start()
        self.connect("demo")
        for ending, status in ((b"q", 0), (b"\x03", 130)):
            with self.subTest(ending):
                said, before, after, ended = self.top_at_terminal(ending)
                self.assertEqual(ended, status)
                self.assertEqual(after, before)
                self.assertEqual(said.count("\x1b[?1049h"), 1)
                self.assertTrue(said.endswith("\x1b[?25h\x1b[?1049l"), said[-80:])
                self.assertIn("demo: receiving, at most ", said)

    def test_top_ends_with_the_daemon_and_gives_the_terminal_back(self):
        self.start()
        top = rig.Program([rig.DIALCTL, "--socket", self.socket, "top", "--interval", "0.1"],
                          self.place / "top.log", stdout=subprocess.PIPE, text=True)
        self.assertIn("no connections", top.process.stdout.readline())
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(top.stop(0), 3)

    # ---- the doctor

    def findings(self, *arguments, status):
        (document,) = self.ctl_json("doctor", *arguments, status=status)
        return {(one["kind"], one["subject"]): one for one in document["findings"]}

    def test_the_doctor_finds_nothing_wrong_where_a_dial_works(self):
        self.start()
        found = self.findings(status=0)
        self.assertIn(("good", "diald"), found)
        self.assertIn(("good", "rights"), found)
        self.assertIn(("good", f"device {self.line()}"), found)
        self.assertNotIn("bad", {kind for kind, _ in found})
        self.connect("demo")
        self.assertIn("in use", self.findings("demo", status=0)["good", f"device {self.line()}"]["text"])

    def test_the_doctor_says_what_is_wrong_and_what_mends_it(self):
        self.start()
        self.profile("gone", line=7)
        (self.place / "profiles" / "broken.toml").write_text("nunber = '1'\n")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("3 profiles")
        found = self.findings(status=5)
        self.assertIn("profile check", found["bad", "profile broken"]["remedy"])
        self.assertIn("dialctl devices", found["bad", f"device {self.line(7)}"]["remedy"])
        self.findings("demo", status=0)
        self.findings("gone", status=6)
        with open(self.line(), "rb", buffering=0, opener=lambda path, flags: os.open(path, flags | os.O_NOCTTY)):
            held = self.findings("demo", status=6)["bad", f"device {self.line()}"]
            self.assertIn(f"(pid {os.getpid()})", held["text"])
        self.assertEqual(self.daemon.stop(), 0)
        dead = self.findings(status=3)
        self.assertIn("systemctl", dead["bad", "socket"]["remedy"])
        said = self.ctl("doctor")
        self.assertEqual(said.returncode, 3)
        self.assertRegex(said.stdout, r"(?m)^WRONG  socket: .*\n       try: systemctl ")


if __name__ == "__main__":
    rig.main()
