"""The claims about diald as a service, run by systemd in a container (boot.py)."""
import contextlib
import fcntl
import grp
import os
import pathlib
import pty
import pwd
import signal
import socket
import stat
import subprocess
import sys
import unittest

from lab import ETC, LINE, LOCKS, PROFILE, UNIT, ctl, locks, main_pid, show
from restarts import Restarts
from rig import PEER, interfaces, ping, run, wait_until
from shutdown import Shutdown

SECOND = "/run/second"
HELPER = "/run/dial-helper.sock"
NET_ADMIN = 1 << 12


@contextlib.contextmanager
def acting_as(user):
    """What the kernel says of us to whom we connect to."""
    found = pwd.getpwnam(user)
    os.setegid(found.pw_gid)
    os.seteuid(found.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def ask_helper(verb, name, *arguments, descriptors=(), user="diald", limit=10_000):
    """The fields of dial-helper's reply, and the descriptors that came with it."""
    fields = [f"verb={verb}", f"name={name}", f"limit={limit}", *(f"argument={one}" for one in arguments)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
        client.settimeout(20)
        with acting_as(user):
            client.connect(HELPER)
        socket.send_fds(client, ["".join(field + "\0" for field in fields).encode()], descriptors)
        said, found, _, _ = socket.recv_fds(client, 1 << 14, 4)
    return dict(field.split("=", 1) for field in said.decode().split("\0")[:-1]), found


@contextlib.contextmanager
def our_network():
    descriptor = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def process_status(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


class Service(Restarts, Shutdown, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        (ETC / "profiles/demo.toml").write_text(PROFILE.replace("LINE", LINE))
        cls.sim = subprocess.Popen(["dialsim", LINE, SECOND, "--quiet", "--auth", "chap", "--user", "alice:secret"],
                                   stdout=subprocess.PIPE, text=True)
        assert cls.sim.stdout.readline() == "ready\n"

    @classmethod
    def tearDownClass(cls):
        cls.sim.terminate()
        cls.sim.wait()
        cls.sim.stdout.close()

    def connect(self, entry="demo"):
        self.addCleanup(ctl, "disconnect", "--force", entry)  # should the rest fail
        done = ctl("connect", entry)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + self.journal())

    def disconnect(self):
        done = ctl("disconnect", "demo")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def journal(self):
        return run("journalctl", "--no-pager", "-u", UNIT, check=False).stdout

    def start(self):
        ctl("list")
        wait_until(lambda: show("ActiveState") == "active", "diald runs")

    # ---- in this order: unittest sorts by name

    def test_10_the_first_client_starts_it_and_it_says_what_it_has(self):
        self.assertEqual(show("ActiveState"), "inactive")
        self.assertEqual(show("ActiveState", unit="diald.socket"), "active")
        done = ctl("list", user="bob")  # anybody may look
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + self.journal())
        state, kind, text = show("ActiveState", "Type", "StatusText")
        self.assertEqual((state, kind), ("active", "notify"), self.journal())
        self.assertEqual(text, "1 profile on 1 line; 0 connections up")

    def test_11_it_is_its_own_user_with_one_capability(self):
        self.start()
        status = process_status(main_pid())
        diald = pwd.getpwnam("diald")
        self.assertEqual(set(status["Uid"].split()), {str(diald.pw_uid)})
        groups = {int(number) for number in status["Groups"].split()}
        self.assertLessEqual({grp.getgrnam("dialout").gr_gid, grp.getgrnam("dip").gr_gid}, groups)
        for kind in ("CapEff", "CapPrm", "CapBnd", "CapAmb"):
            self.assertEqual(int(status[kind], 16), NET_ADMIN, kind)
        self.assertEqual(status["NoNewPrivs"].strip(), "1")
        self.assertEqual(status["Seccomp"].strip(), "2")
        for place, mode in (("/run/dial", 0o755), ("/var/lib/dial", 0o750)):
            found = os.stat(place)
            self.assertEqual((found.st_uid, found.st_mode & 0o777), (diald.pw_uid, mode), place)

    def test_20_a_dial_has_interface_lock_and_the_password_that_root_wrote(self):
        self.connect()
        self.assertTrue(ping(PEER))
        self.assertEqual(len(locks()), 2)  # the name and the node
        lock = os.stat(LOCKS / locks()[0])
        self.assertEqual((pwd.getpwuid(lock.st_uid).pw_name, lock.st_mode & 0o777), ("diald", 0o644))
        self.assertEqual(show("StatusText"), "1 profile on 1 line; 1 connection up")
        self.disconnect()
        self.assertEqual((locks(), interfaces()), ([], []))
        self.assertEqual(show("StatusText"), "1 profile on 1 line; 0 connections up")

    def test_21_root_changes_a_profile_and_a_password_through_the_api(self):
        done = ctl("profile", "set", "demo", "number=5557777")
        self.assertEqual(done.returncode, 0, done.stderr + self.journal())
        self.assertIn("5557777", (ETC / "profiles/demo.toml").read_text())
        changed = subprocess.run(["dialctl", "profile", "credentials", "demo", "--password-stdin"], input="wrong\n",
                                 text=True, capture_output=True, timeout=10)
        self.assertEqual(changed.returncode, 0, changed.stderr + self.journal())
        stored = os.stat("/var/lib/dial/secrets.toml")
        self.assertEqual((pwd.getpwuid(stored.st_uid).pw_name, stored.st_mode & 0o777), ("diald", 0o600))
        self.assertNotEqual(ctl("connect", "demo").returncode, 0, "what was set last is what counts")
        os.unlink("/var/lib/dial/secrets.toml")
        self.connect()
        self.disconnect()

    def test_22_a_member_of_dip_dials_and_another_may_not(self):
        self.assertEqual(ctl("connect", "demo", user="alice").returncode, 0, self.journal())
        refused = ctl("connect", "demo", user="bob")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("group dip", refused.stderr)
        self.assertEqual(ctl("disconnect", "demo", user="alice").returncode, 0)
        self.assertEqual(locks(), [])

    def reload(self):
        run("systemctl", "reload", UNIT)
        wait_until(lambda: show("ActiveState") == "active", "the reload ends")

    def test_23_a_lua_script_runs_confined_within_the_unit(self):
        (ETC / "login.lua").write_text("print('it runs')\n")
        script = f'[script]\nfile = "{ETC}/login.lua"\n'
        (ETC / "profiles/scripted.toml").write_text(PROFILE.replace("LINE", LINE) + script)
        self.reload()
        self.connect("scripted")
        self.assertIn("it runs", self.journal())
        self.assertEqual(ctl("disconnect", "scripted").returncode, 0)
        (ETC / "profiles/scripted.toml").unlink()
        self.reload()

    def test_30_a_reload_reads_options_and_profiles_and_keeps_the_connection(self):
        self.connect()
        pid = main_pid()
        config = ETC / "diald.toml"
        before = config.read_text()
        config.write_text("[numbers]\ndeny = ['555']\n")
        (ETC / "profiles/second.toml").write_text(PROFILE.replace("LINE", SECOND))
        self.reload()
        wait_until(lambda: show("StatusText").startswith("2 profiles on 2 lines; 1 connection up"), "the new profile")
        self.assertEqual(main_pid(), pid)
        self.assertTrue(ping(PEER))
        self.disconnect()
        self.assertIn("555", ctl("connect", "demo").stderr)

        config.write_text("group = 'dip\n")
        self.reload()
        wait_until(lambda: "not reloaded" in show("StatusText"), "the mistake is told")
        self.assertIn("configuration:1:", show("StatusText"))
        self.assertNotEqual(ctl("connect", "demo").returncode, 0, "the old rules are in force")

        config.write_text(before)
        self.reload()
        wait_until(lambda: "not reloaded" not in show("StatusText"), "the mistake is mended")
        self.connect()
        self.disconnect()

    def test_35_the_holder_of_a_busy_line_is_named_with_the_helper(self):
        self.start()
        holder = os.open(SECOND, os.O_RDWR | os.O_NOCTTY)
        self.addCleanup(os.close, holder)
        fcntl.flock(holder, fcntl.LOCK_EX)
        busy = ctl("connect", "second")
        self.assertIn(f"held by python3 (pid {os.getpid()})", busy.stderr, self.journal())
        run("systemctl", "stop", "dial-helper.socket")
        busy = ctl("connect", "second")
        self.assertIn("held by another program", busy.stderr)
        run("systemctl", "start", "dial-helper.socket")
        fcntl.flock(holder, fcntl.LOCK_UN)
        self.connect("second")
        self.assertEqual(ctl("disconnect", "second").returncode, 0)

    def test_36_the_helper_serves_diald_and_nobody_else(self):
        with self.assertRaises(PermissionError):
            ask_helper("name-holder", LINE, user="alice")
        refused, _ = ask_helper("name-holder", LINE, user="root")
        self.assertEqual(refused["error"], "5")
        self.assertIn(f"uid {pwd.getpwnam('diald').pw_uid} and nobody else", refused["context"])
        named, _ = ask_helper("name-holder", LINE)
        self.assertEqual(named["error"], "0")

    def test_37_the_helper_runs_what_is_roots_in_the_network_it_is_handed(self):
        hook = ETC / "hooks/up"
        hook.write_text("#!/bin/sh\nreadlink /proc/self/ns/net; echo \"$1\"; id -u; exit 3\n")
        hook.chmod(0o755)
        ours, theirs = os.pipe()
        with our_network() as network:
            inside = os.readlink("/proc/self/ns/net")
            reply, _ = ask_helper("run-hook", hook, "ppp0", descriptors=(network, theirs))
            os.close(theirs)
            with os.fdopen(ours) as output:
                self.assertEqual(output.read().split(), [inside, "ppp0", "0"], reply)
            self.assertEqual((reply["error"], reply["status"]), ("0", "3"))
            os.chown(hook, pwd.getpwnam("diald").pw_uid, 0)
            self.assertEqual(ask_helper("run-hook", hook, descriptors=(network,))[0]["error"], "5")
            self.assertEqual(ask_helper("run-hook", "/bin/sh", descriptors=(network,))[0]["error"], "5")
            # The profiles are diald's to write: nothing there is run.
            planted = ETC / "profiles/hook"
            planted.write_text("#!/bin/sh\n")
            planted.chmod(0o755)
            self.assertEqual(ask_helper("run-hook", planted, descriptors=(network,))[0]["error"], "5")
            planted.unlink()

    def test_38_the_helper_opens_a_namespace_and_sets_what_concerns_one_interface(self):
        run("ip", "netns", "add", "lab")
        reply, found = ask_helper("open-namespace", "lab")
        self.assertEqual((reply["error"], len(found)), ("0", 3))
        self.assertEqual(os.fstat(found[0]).st_ino, os.stat("/run/netns/lab").st_ino)
        self.assertTrue(stat.S_ISSOCK(os.fstat(found[1]).st_mode))
        value = ("ip", "netns", "exec", "lab", "cat", "/proc/sys/net/ipv4/conf/lo/rp_filter")
        before = run(*value).stdout
        reply, _ = ask_helper("set-sysctl", "ipv4/rp_filter", "lo", "2", descriptors=(found[0],))
        self.assertEqual(reply["error"], "0", reply)
        self.assertEqual((before == "2\n", run(*value).stdout), (False, "2\n"))
        for descriptor in found:
            os.close(descriptor)
        run("ip", "netns", "del", "lab")

    def test_39_the_helper_runs_pppd_on_the_line_it_is_handed(self):
        if not os.path.exists("/usr/sbin/pppd"):
            self.skipTest("pppd is not installed")
        (ETC / "pppd/direct").write_text("noauth\nlocal\nnolock\n")
        master, line = pty.openpty()
        ours, theirs = os.pipe()
        with our_network() as network:
            reply, _ = ask_helper("run-pppd", "direct", descriptors=(line, network, theirs))
        os.close(theirs)
        with os.fdopen(ours) as output:
            said = output.read()
        # pppd(8), EXIT STATUS: 4, the kernel of this machine has no PPP; it has read its options by then.
        self.assertEqual((reply["error"], reply.get("status")), ("0", "4"), said)
        os.close(master)
        os.close(line)

    def test_40_a_daemon_that_hangs_is_killed_and_started_again(self):
        self.start()
        pid = main_pid()
        restarts = int(show("NRestarts"))
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: int(show("NRestarts")) > restarts, "a restart by the watchdog", 30)
        wait_until(lambda: show("ActiveState") == "active", "it runs again", 10)
        self.assertNotEqual(main_pid(), pid)
        self.assertIn("atchdog", self.journal())
        self.connect()
        self.disconnect()

    def add_profile(self, name, extra):
        path = ETC / f"profiles/{name}.toml"
        path.write_text(PROFILE.replace("LINE", LINE) + extra)
        self.addCleanup(self.reload)
        self.addCleanup(path.unlink)
        self.reload()

    def test_41_hooks_run_by_the_helper_as_root(self):
        self.start()
        hook, said = ETC / "hooks/note", pathlib.Path("/run/hooked")
        hook.write_text(f'#!/bin/sh\necho "$IFNAME $PPP_IPPARAM $(id -u) ${{BYTES_SENT:+down}}" >>{said}\n')
        hook.chmod(0o755)
        self.addCleanup(hook.unlink)
        self.add_profile("hooked", f'[hooks]\nup = "{hook}"\ndown = "{hook}"\nparameter = "x y"\nsystem = false\n')
        self.connect("hooked")
        name = interfaces()[0]
        wait_until(lambda: said.exists() and said.read_text() == f"{name} x y 0 \n", "the beginning is told")
        self.assertEqual(ctl("disconnect", "hooked").returncode, 0)
        wait_until(lambda: said.read_text().endswith(f"{name} x y 0 down\n"), "the end is told")
        run("systemctl", "stop", "dial-helper.socket")
        self.addCleanup(run, "systemctl", "start", "dial-helper.socket")
        self.connect("hooked")
        wait_until(lambda: "note was not run" in self.journal(), "what is missing is told")
        self.assertIn("dial-helper is needed to run a hook", self.journal())
        self.assertEqual(ctl("disconnect", "hooked").returncode, 0)

    def test_42_an_interface_lives_in_a_name_space_that_the_helper_opens(self):
        self.start()
        run("ip", "netns", "add", "blue")
        self.addCleanup(run, "ip", "netns", "del", "blue")
        self.add_profile("inside", '[ip]\nnamespace = "blue"\ndefault_route = true\n')

        def routes():
            return run("ip", "-n", "blue", "route", "show", "default").stdout

        self.connect("inside")
        self.assertEqual(interfaces(), [])
        self.assertIn(f"peer {PEER}", run("ip", "-n", "blue", "-4", "address").stdout)
        self.assertIn("proto 209", routes())
        off = ("ip", "netns", "exec", "blue", "sh", "-c", "cat /proc/sys/net/ipv6/conf/dial*/disable_ipv6")
        wait_until(lambda: run(*off, check=False).stdout in ("1\n", ""), "IPv6 is off")
        run("ip", "-n", "blue", "route", "del", "default")
        wait_until(lambda: "proto 209" in routes(), "the route is back")
        self.assertEqual(ctl("disconnect", "inside").returncode, 0)
        self.assertEqual(routes(), "")
        run("systemctl", "stop", "dial-helper.socket")
        self.addCleanup(run, "systemctl", "start", "dial-helper.socket")
        self.assertIn("dial-helper is needed to open a network namespace", ctl("connect", "inside").stderr)

    def test_43_the_resolvers_file_is_written_by_the_helper_and_given_back(self):
        resolver, config = pathlib.Path("/etc/resolv.conf"), ETC / "diald.toml"
        theirs, before = "nameserver 192.0.2.1\n", config.read_text()
        resolver.write_text(theirs)
        config.write_text(f'resolv-conf = "{resolver}"\n' + before)
        self.add_profile("told", '[ip]\ndns = "file"\ndns_servers = ["9.9.9.9"]\nsearch = ["example.org"]\n')
        run("systemctl", "restart", UNIT)
        self.addCleanup(run, "systemctl", "restart", UNIT)
        self.addCleanup(config.write_text, before)
        self.connect("told")
        wait_until(lambda: "nameserver 9.9.9.9\nsearch example.org\n" in resolver.read_text(), "it is written")
        self.assertEqual(ctl("disconnect", "told").returncode, 0)
        wait_until(lambda: resolver.read_text() == theirs, "it is given back")

    def test_50_it_feeds_the_watchdog_and_stops_clean_with_a_line_up(self):
        self.connect()
        restarts = show("NRestarts")
        fed = int(show("WatchdogTimestampMonotonic"))
        limit = 5_000_000  # µs, of lab.conf
        wait_until(lambda: int(show("WatchdogTimestampMonotonic")) > fed + limit, "it is fed past the limit", 20)
        run("systemctl", "stop", UNIT, "diald.socket")
        self.assertEqual(show("Result", "NRestarts"), ["success", restarts])
        self.assertEqual((locks(), interfaces()), ([], []))
        run("systemctl", "start", "diald.socket")


def main():
    result = unittest.main(exit=False, verbosity=2, testRunner=unittest.TextTestRunner(sys.stdout, verbosity=2)).result
    pathlib.Path("/result/status").write_text("0" if result.wasSuccessful() else "1")


if __name__ == "__main__":
    main()
