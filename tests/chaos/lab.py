"""The lab of the chaos test: a daemon, lines of which each has a simulator of its own, client
processes, and what must hold of them whenever nothing is asked of them."""
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "interop"))

import judge
import rig
import varlink
from process import Process

FAKE_TIME = pathlib.Path(f"/usr/lib/{os.uname().machine}-linux-gnu/faketime/libfaketime.so.1")
LINES = 4
NUMBERS = ("5550001=connect 33600 delay=300ms", "5550002=drop:400ms", "5550003=connect 33600 delay=20s",
           "5550004=connect 33600 delay=20ms")
# What a number comes to; most come to a connection.
# Two lines are more than a modem and PPP: one hangs up by +++ and ATH, another has a login in text, which a
# script in a process of its own answers.
ESCAPE = 1
LOGIN = 2
SCRIPT = r'''expect("ogin:") send(profile.user, "\r") expect("assword:") send(profile.password, "\r")'''
DIALLED = ("5551234",) * 6 + ("5550001", "5550002", "5550003", "5550004", "5557700", "5557701", "5557702", "5557703",
                              "5557704", "5557706", "5557708")
AGAIN = 20.0  # seconds within which every line dials again, whatever was before
DESCRIPTORS_BACK = 10.0
SETTLED = 20.0  # seconds until everybody has been told and every line is free


class Line:
    """A simulated modem in a process of its own, and the entry that dials from it."""

    def __init__(self, lab, number):
        self.entry = f"line{number}"
        self.peer = f"10.64.{number}.1"
        self.sim = rig.Program(
            [rig.DIALSIM, "--control", "--local", self.peer, "--remote", f"10.64.{number}.2",
             *{LOGIN: ("--login",), ESCAPE: ("--no-dtr", "--auth", "pap")}.get(number, ("--auth", "chap")),
             *(word for each in NUMBERS for word in ("--number", each)), lab.line(number)],
            lab.place / f"sim{number}.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        lab.assertEqual(self.sim.process.stdout.readline(), "ready\n")
        self._unanswered = 0

    def say(self, command, *values):
        """It may be standing still: the answer is read later."""
        self.sim.process.stdin.write(" ".join(map(str, (command, self.entry, *values))) + "\n")
        self._unanswered += 1

    def answers(self):
        answers = [self.sim.process.stdout.readline().strip() for _ in range(self._unanswered)]
        self._unanswered = 0
        return answers

    def stop(self):
        self.sim.process.send_signal(signal.SIGCONT)
        self.sim.stop(signal.SIGKILL)
        self.sim.process.stdin.close()


class Lab(rig.Test):
    """Made by each test with set_up_lab(); cleaned up by rig."""

    def set_up_lab(self, faked=True):
        """`faked`: the daemon's wall clock can be set."""
        self._is_faked = faked and FAKE_TIME.exists()
        self.secrets()
        self.disks = [self.place / "lock", self.place / "profiles"]
        for folder in self.disks:
            rig.run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0755", "tmpfs", str(folder))
            self.addCleanup(rig.run, "umount", str(folder))
        self.lines = []
        self.clients = []
        for number in range(LINES):
            self.lines.append(Line(self, number))
            self.addCleanup(self.lines[-1].stop)
            modem = 'hang_up = "escape"\nguard_time = "60ms"\ninit = ["ATZ", "ATE0", "ATS12=3"]\n' * (number == ESCAPE)
            script = f"[script]\nlanguage = 'lua'\nlogin = '''{SCRIPT}'''" * (number == LOGIN)
            self.profile(f"line{number}", line=number, modem=f'{modem}dial_timeout = "2s"\ninit_timeout = "700ms"', extra=script,
                         ppp='restart = "50ms"\necho_interval = "200ms"', top='handler_limit = "700ms"')
        self._clock = self.place / "clock"
        self.set_clock("+0")
        self.start_daemon()
        self.dial_every_line()

    def line(self, number=0):
        return str(self.place / f"line{number}")

    def profile_text(self, entry):
        return (self.place / "profiles" / f"{entry}.toml").read_bytes()

    def locks(self):
        """Those of living processes: who takes over what a killed one left is another test's matter."""
        return [name for name in super().locks() if pathlib.Path(f"/proc/{self.lock_holder(name)}").exists()]

    def lock_holder(self, name):
        return (self.place / "lock" / name).read_text().strip()

    # ---- the daemon

    def set_clock(self, offset):
        """Of the daemon alone; its steady clock goes on."""
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(offset)
        fresh.rename(self._clock)

    def start_daemon(self, *options):
        faked = {"LD_PRELOAD": str(FAKE_TIME), "DONT_FAKE_MONOTONIC": "1", "FAKETIME_CACHE_DURATION": "0",
                 "FAKETIME_TIMESTAMP_FILE": str(self._clock)} if self._is_faked else {}
        super().start_daemon(*options, env={**os.environ, **faked})
        self.process = Process(self.daemon.process.pid)
        self.watched = judge.Watched()
        self._watch = varlink.Client(self.socket, 30)
        self._watch.send("Watch", more=True)
        self.at_rest = None  # its descriptors; known when every line has been dialled once
        self.memory = []

    def drain_watch(self):
        """True when the daemon has ended the watch, or itself."""
        try:
            while self._watch and self._watch.is_ready():
                self.watched.take(self._watch.receive()[0])
        except (EOFError, OSError, varlink.Refused):
            self._watch.close()
            self._watch = None
        return self._watch is None

    # ---- what must hold

    def dial_every_line(self):
        """All at once, each to its peer and back to a free line."""
        began = time.monotonic()
        streams = [(line, varlink.Client(self.socket, AGAIN)) for line in self.lines]
        for line, stream in streams:
            stream.send("Dial", more=True, entry=line.entry)
        for line, stream in streams:
            with stream:
                self.assertEqual(self._last(line, stream)["state"], "Connected", line.entry)
                self.assertTrue(rig.ping(line.peer, 1), f"{line.entry} is up, and its peer does not answer")
        self.hang_everything_up()
        self.assertLess(time.monotonic() - began, AGAIN, "the lines dial again, but late")
        if self.at_rest is None:
            # The one it listens on, and our watch.
            rig.wait_until(lambda: self.process.descriptors().count("unix") == 2, "clients are forgotten")
            self.at_rest = self.process.descriptors()

    def _last(self, line, stream):
        try:
            goes_on = True
            while goes_on:
                reply, goes_on = stream.receive()
            return reply
        except (varlink.Refused, OSError) as problem:
            raise AssertionError(f"{line.entry} does not dial again: {problem}") from None

    def hang_everything_up(self):
        with varlink.Client(self.socket, SETTLED) as client:
            for connection in client.call("List")["connections"]:
                try:
                    client.call("HangUp", connection=connection["connection"], force=True)
                except varlink.Refused as refused:
                    if refused.problem.get("code") not in (6, 668):  # it has ended meanwhile
                        raise

    def assert_at_rest(self):
        """Nothing is dialled, and nothing of what was is left."""
        self.assertTrue(self.daemon.is_running(), self.daemon.text()[-3000:])
        rig.wait_until(lambda: not self.connections(), "no connection is left", SETTLED)
        self.assert_nothing_left()
        self.assertEqual(self.process.children(), [], "a child of the daemon is left")
        back = lambda: self.at_rest in (None, self.process.descriptors())
        try:
            rig.wait_until(back, "", DESCRIPTORS_BACK)
        except AssertionError:
            self.fail(f"descriptors: at rest {self.at_rest}, now {self.process.descriptors()}")

    def assert_idle(self):
        """A daemon that has nothing to do does nothing."""
        before = self.process.seconds()
        time.sleep(0.2)
        self.assertLess(self.process.seconds() - before, 0.1, "the daemon is busy with nothing")
