"""What the tests of this folder share: the real programs, each test with a directory, a daemon and
simulated lines of its own. Waiting is for events, with a limit; nothing sleeps to be on the safe
side."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from varlink import Client, Refused

DIALD = os.environ.get("DIAL_DIALD", "diald")
DIALCTL = os.environ.get("DIAL_DIALCTL", "dialctl")
DIALSIM = os.environ.get("DIAL_DIALSIM", "dialsim")
DIAL_LUA = os.environ.get("DIAL_LUA", "/usr/libexec/dial/dial-lua")
NOBODY = 65534
PEER = "10.64.0.1"  # dialsim's own end of every line
SKIPPED = 77


def wait_until(holds, what, limit=10.0):
    """Returns the first true value of holds(); for what has no event to wait for."""
    end = time.monotonic() + limit
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit} s: {what}")
        time.sleep(0.005)


def interfaces():
    links = json.loads(run("ip", "-json", "link").stdout)  # /sys may show another namespace
    return sorted(link["ifname"] for link in links if link["ifname"] != "lo")


def routes():
    return json.loads(run("ip", "-json", "route").stdout or "[]")


def processes(name):
    """Pids of living processes of that name."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        command, _, rest = stat.partition("(")[2].rpartition(")")
        if command == name[:15] and rest.split()[0] != "Z":
            found.append(int(entry.name))
    return found


def run(*command, check=True, timeout=30, **options):
    return subprocess.run(command, check=check, timeout=timeout, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def ping(address, count=2):
    return run("ping", "-n", "-q", "-c", str(count), "-i", "0.05", "-W", "2", address, check=False).returncode == 0


class Program:
    """A program in the background, its log in a file."""

    def __init__(self, command, log, **options):
        self.log = pathlib.Path(log)
        with open(log, "ab") as stderr:
            self.process = subprocess.Popen(command, stderr=stderr, **options)

    def text(self):
        return self.log.read_text(errors="replace")

    def is_running(self):
        return self.process.poll() is None

    def stop(self, number=signal.SIGTERM, limit=10.0):
        """Its exit status. The signal 0: when it ends by itself."""
        if self.is_running() and number:
            self.process.send_signal(number)
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.process.args[0]} did not end within {limit} s") from None
        finally:
            if self.process.stdout:
                self.process.stdout.close()

    def wait_for_log(self, text, start=0, limit=10.0):
        wait_until(lambda: text in self.text()[start:], f"{text!r} in {self.log}:\n{self.text()}", limit)


class Watch:
    """Every change of the manager, from a connection of its own."""

    def __init__(self, path):
        self._client = Client(path)
        self._client.send("Watch", more=True)
        self.seen = []

    def close(self):
        self._client.close()

    def wait_for(self, connection=None, state="Disconnected"):
        """The next change (kept ones first) of that connection, to that state, as told."""
        while True:
            change = self._client.receive()[0]["connection"]
            self.seen.append(change)  # None: changes were lost, or the watch has ended
            if change is None:
                continue
            if change["state"] == state and connection in (None, change["connection"]):
                return change


class Test(unittest.TestCase):
    """A daemon and lines in a directory of their own. What is left behind fails the test."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(dir="/run"))
        self.place.chmod(0o755)
        for name in ("profiles", "lock", "run"):
            (self.place / name).mkdir()
        self.socket = str(self.place / "socket")
        self.state = None  # another folder than the place
        self.sim = None
        self.daemon = None
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        for program in (self.daemon, self.sim):
            if program and program.is_running():
                program.stop(signal.SIGKILL)
        if not self._passed():
            for program in (self.daemon, self.sim):
                if program:
                    print(f"---- {program.log.name}\n{program.text()}", file=sys.stderr)
        shutil.rmtree(self.place)

    def _passed(self):
        result = self._outcome.result
        return all(test is not self for test, _ in result.failures + result.errors)

    # ---- what a test sets up

    def line(self, number=0):
        return str(self.place / f"line{number}")

    def start_sim(self, *options, lines=1):
        self.sim = Program([DIALSIM, *options, *map(self.line, range(lines))], self.place / "sim.log",
                           stdout=subprocess.PIPE, text=True)
        self.assertEqual(self.sim.process.stdout.readline(), "ready\n")

    def start_daemon(self, *options, command=(), **how):
        """`command`: what starts it; `how`: its environment and descriptors, as of Popen."""
        self.daemon = Program(
            [*command, DIALD, "--socket", self.socket, "--profiles", str(self.place / "profiles"), "--secrets",
             str(self.place / "secrets.toml"), "--lock-directory", str(self.place / "lock"),
             "--interpreter", DIAL_LUA, "--state-directory", str(self.state or self.place),
             "--runtime-directory", str(self.place / "run"), "--hook-directory", str(self.place / "ppp"), "--resolvconf", "",
             "--log-level", "debug", *options], self.place / "diald.log", **how)
        wait_until(lambda: self._answers() or not self.daemon.is_running(), "diald answers")
        self.assertTrue(self.daemon.is_running(), self.daemon.text())

    def _answers(self):
        try:
            with Client(self.socket) as client:
                return client.call("List") is not None
        except OSError:
            return False

    def profile(self, name, line=0, top="", modem="", ppp="", extra=""):
        # One table of each name: TOML allows no second one.
        top = 'number = "5551234"\n' * ("number" not in top) + top
        (self.place / "profiles" / f"{name}.toml").write_text(
            f'user = "alice"\nsecret = "demo"\nlink = "direct"\n{top}\n'
            f'[line]\ndevice = "{self.line(line)}"\n[modem]\n{modem}\n[ppp]\n{ppp}\n{extra}\n')

    def secrets(self, password="secret", mode=0o600):
        path = self.place / "secrets.toml"
        path.write_text(f"[demo]\npassword = '{password}'\n")
        path.chmod(mode)

    # ---- what a test does

    def ctl(self, *arguments, **options):
        return run(DIALCTL, "--socket", self.socket, *arguments, check=False, **options)

    def ctl_json(self, *arguments, status=0):
        """What dialctl says with --json: one document per line."""
        done = self.ctl("--json", *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "", "with --json everything is on standard output")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def connect(self, entry, *arguments):
        done = self.ctl("connect", entry, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def disconnect(self, entry):
        done = self.ctl("disconnect", entry)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def client(self, timeout=10):
        client = Client(self.socket, timeout)
        self.addCleanup(client.close)
        return client

    def watch(self):
        watch = Watch(self.socket)
        self.addCleanup(watch.close)
        return watch

    def connections(self):
        with Client(self.socket) as client:
            return client.call("List")["connections"]

    def locks(self):
        return sorted(os.listdir(self.place / "lock"))

    def open_ttys(self):
        """Terminals that the daemon has open."""
        found = []
        for descriptor in pathlib.Path(f"/proc/{self.daemon.process.pid}/fd").iterdir():
            try:
                target = os.readlink(descriptor)
            except OSError:
                continue
            if target.startswith(("/dev/pts/", "/dev/net/")):
                found.append(target)
        return found

    def assert_nothing_left(self):
        """No connection, lock, descriptor, interface or route: at once, not after a while."""
        self.assertEqual(self.connections(), [])
        self.assertEqual(self.locks(), [])
        self.assertEqual(self.open_ttys(), [])
        self.assertEqual(interfaces(), [])
        self.assertEqual(routes(), [])


def main():
    for program in (DIALD, DIALCTL, DIALSIM):
        if not shutil.which(program):
            sys.exit(f"{program} is not built")
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.skipped and len(result.skipped) == result.testsRun else 0)
