#!/usr/bin/env python3
"""What a connection does to the machine's network: routes, name servers and hooks, with the real
kernel; and what is left of it when the daemon is killed: nothing."""
import ctypes
import json
import os
import signal
import subprocess

import rig

LOCAL, PEER_ADDRESS = "10.64.0.2", rig.PEER
HOOK = '#!/bin/sh\necho "$0 $* dns=$DNS1 call=$CALL_FILE" | sed "s|.*/||" >> {said}\n'


def our_routes():
    return sorted((route["dst"], route.get("metric", 0)) for route in rig.routes()
                  if route.get("protocol") in ("dial", "209"))


class Network(rig.Test):
    def start(self, ip="", hooks="", sim=()):
        self.secrets()
        self.start_sim("--auth", "chap", *sim)
        self.profile("demo", extra=f"[ip]\n{ip}\n[hooks]\n{hooks}\n")
        for name in ("ip-up.d", "ip-down.d"):
            (self.place / "ppp" / name).mkdir(parents=True, exist_ok=True)
        self.start_daemon()

    def add_hook(self, name):
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HOOK.format(said=self.place / "said"))
        path.chmod(0o755)
        return path

    def said(self):
        path = self.place / "said"
        return path.read_text().splitlines() if path.exists() else []

    def journal(self):
        """What stands there as done and not undone."""
        done = {}
        for path in (self.place / "run" / "journal").glob("*.journal"):
            for line in path.read_text().splitlines():
                record = json.loads(line)
                if "do" in record:
                    done[path, record["do"]] = record["kind"]
                done.pop((path, record.get("undone")), None)
        return sorted(done.values())

    def add_foreign_link(self):
        """An interface of somebody else's, of the same kind as ours."""
        rig.run("ip", "tuntap", "add", "mode", "tun", "name", "wan")
        self.addCleanup(rig.run, "ip", "tuntap", "del", "mode", "tun", "name", "wan")
        rig.run("ip", "link", "set", "wan", "up")

    def kill_daemon(self):
        self.daemon.stop(signal.SIGKILL)

    # ---- routes

    def test_routes_have_metric_and_protocol_and_go_with_the_connection(self):
        self.start('default_route = true\nmetric = 700\nroutes = ["10.9.0.0/16", "192.0.2.7 metric 50"]')
        self.connect("demo")
        self.assertEqual(our_routes(), [("10.9.0.0/16", 700), ("192.0.2.7", 50), ("default", 700)])
        self.assertEqual(rig.interfaces(), ["dial0"])
        self.assertTrue(rig.ping(PEER_ADDRESS))
        self.disconnect("demo")
        self.assert_nothing_left()

    def test_a_route_of_ours_that_somebody_deletes_is_back(self):
        self.start("default_route = true\nmetric = 700")
        self.connect("demo")
        rig.run("ip", "route", "del", "default", "metric", "700")
        rig.wait_until(lambda: our_routes() == [("default", 700)], "the route is back")
        self.daemon.wait_for_log("somebody took away the route default metric 700: it is back")
        # What is taken back by us stays away.
        self.disconnect("demo")
        self.assert_nothing_left()

    def test_foreign_routes_are_left_alone_and_the_smaller_metric_wins(self):
        self.add_foreign_link()
        rig.run("ip", "route", "add", "default", "dev", "wan", "metric", "100")
        self.start("default_route = true\nmetric = 50")
        way = lambda: json.loads(rig.run("ip", "-json", "route", "get", "198.51.100.1").stdout)[0]["dev"]
        self.assertEqual(way(), "wan")
        self.connect("demo")
        self.assertEqual(way(), "dial0")
        foreign = [route for route in rig.routes() if route["dev"] == "wan"]
        self.assertEqual([(route["dst"], route["metric"]) for route in foreign], [("default", 100)])
        self.disconnect("demo")
        self.assertEqual(way(), "wan")

    def test_a_route_with_the_same_metric_as_a_foreign_one_fails_the_dial_and_leaves_it(self):
        self.add_foreign_link()
        rig.run("ip", "route", "add", "default", "dev", "wan", "metric", "100")
        self.start("default_route = true\nmetric = 100")
        refused = self.ctl("connect", "demo")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("another one has that metric", refused.stderr)
        self.assertEqual(rig.interfaces(), ["wan"])
        self.assertEqual([route["dev"] for route in rig.routes()], ["wan"])

    def test_the_mtu_is_the_smaller_of_both(self):
        self.start('interface = "pppN"', sim=("--mru", "1400"))
        self.connect("demo")
        link, = json.loads(rig.run("ip", "-json", "link", "show", "ppp0").stdout)
        self.assertEqual(link["mtu"], 1400)
        self.assertEqual(self.connections()[0]["mtu"], 1400)
        self.assertRegex(self.ctl("status", "demo").stdout, r"(?m)^  MTU +1400$")
        self.assertEqual(link["ifalias"], "diald: demo")

    def test_in_a_name_space_nothing_of_it_is_seen_from_ours(self):
        if rig.run("ip", "netns", "add", "blue", check=False).returncode != 0:
            self.skipTest("no name space can be made here")
        self.addCleanup(rig.run, "ip", "netns", "del", "blue")
        self.start('default_route = true\nnamespace = "blue"\ndns_servers = ["10.64.0.53"]')
        self.connect("demo")
        self.assertEqual((rig.interfaces(), rig.routes()), ([], []))
        there = rig.run("ip", "netns", "exec", "blue", "ping", "-n", "-q", "-c", "2", "-W", "2", PEER_ADDRESS,
                        check=False)
        self.assertEqual(there.returncode, 0, there.stdout)
        self.assertIn("nameserver 10.64.0.53", (self.place / "run" / "resolv.conf.dial0").read_text())
        self.disconnect("demo")
        self.assertEqual(rig.run("ip", "-n", "blue", "route").stdout, "")
        self.assertFalse((self.place / "run" / "resolv.conf.dial0").exists())

    def test_links_in_one_name_space_and_in_ours_have_names_and_servers_of_their_own(self):
        if rig.run("ip", "netns", "add", "blue", check=False).returncode != 0:
            self.skipTest("no name space can be made here")
        self.addCleanup(rig.run, "ip", "netns", "del", "blue")
        self.secrets()
        self.start_sim("--auth", "chap", lines=3)
        for line, (name, space) in enumerate({"a": 'namespace = "blue"', "b": "", "c": 'namespace = "blue"'}.items()):
            self.profile(name, line, extra=f'[ip]\n{space}\ndns = "file"\ndns_servers = ["10.64.0.5{line}"]\n')
        self.start_daemon()
        for name in ("a", "b", "c"):
            self.connect(name)
        there = {link["ifname"]: link["ifalias"] for link in
                 json.loads(rig.run("ip", "-n", "blue", "-json", "link").stdout) if "ifalias" in link}
        self.assertEqual(there, {"dial0": "diald: a", "dial2": "diald: c"})
        self.assertEqual(rig.interfaces(), ["dial1"])
        run = self.place / "run"
        self.disconnect("a")
        self.assertFalse((run / "resolv.conf.dial0").exists())
        self.assertIn("nameserver 10.64.0.51", (run / "resolv.conf").read_text())
        self.assertIn("nameserver 10.64.0.52", (run / "resolv.conf.dial2").read_text())
        self.connect("a")
        self.assertIn("nameserver 10.64.0.50", (run / "resolv.conf.dial0").read_text())

    def test_a_route_that_another_one_replaces_is_back_when_that_one_is_gone(self):
        self.add_foreign_link()
        self.start("default_route = true\nmetric = 700")
        self.connect("demo")
        foreign = ["default", "dev", "wan", "metric", "700"]
        rig.run("ip", "route", "replace", *foreign)
        self.daemon.wait_for_log("a route of ours is gone: adding the route default metric 700")
        self.assertEqual([route["dev"] for route in rig.routes() if route["dst"] == "default"], ["wan"])
        rig.run("ip", "route", "del", *foreign)
        rig.wait_until(lambda: our_routes() == [("default", 700)], "the route is back")

    # ---- hooks

    def test_hooks_run_with_what_pppd_gives_them(self):
        own = self.add_hook("own")
        self.start("", f'up = "{own}"\ndown = "{own}"\nparameter = "office"', sim=("--dns", "9.9.9.9"))
        self.add_hook("ppp/ip-up.d/10machine")
        self.add_hook("ppp/ip-down.d/10machine")
        self.connect("demo")
        words = f"dial0 {self.line()} 115200 {LOCAL} {PEER_ADDRESS} office dns=9.9.9.9 call=demo"
        # sed keeps what is behind the last slash of the name and of the device.
        tail = words[words.index("line0"):]
        rig.wait_until(lambda: len(self.said()) == 2, "both hooks have run")
        self.disconnect("demo")
        rig.wait_until(lambda: len(self.said()) == 4, "both hooks have run again")
        self.assertTrue(all(line.endswith(tail) for line in self.said()), self.said())
        rig.wait_until(lambda: self.journal() == [], "nothing is left to be undone")

    def test_a_hook_that_hangs_holds_up_neither_connection_nor_end(self):
        hang = self.place / "hang"
        hang.write_text("#!/bin/sh\nexec sleep 1000\n")
        hang.chmod(0o755)
        self.start("", f'up = "{hang}"\nlimit = "500ms"')
        self.connect("demo")
        self.daemon.wait_for_log("hang was killed after 500 ms")
        self.disconnect("demo")
        self.assert_nothing_left()
        self.assertEqual(self.daemon.stop(), 0)

    def test_a_daemon_that_stops_lets_its_hooks_hear_of_the_end(self):
        own = self.add_hook("own")
        self.start("", f'down = "{own}"')
        self.connect("demo")
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(len(self.said()), 1)
        self.assertEqual(self.journal(), [])

    # ---- kill -9

    def test_what_a_killed_daemon_leaves_is_gone_when_the_next_one_has_started(self):
        own = self.add_hook("own")
        self.start('default_route = true\ndns = "file"\ndns_servers = ["10.64.0.53"]', f'down = "{own}"')
        self.connect("demo")
        self.assertEqual(self.journal(), ["dns", "hooks", "link", "lock"])
        resolv_conf = self.place / "run" / "resolv.conf"
        self.assertIn("nameserver 10.64.0.53", resolv_conf.read_text())
        # Somebody who holds the interface, as systemd's descriptor store does.
        holder = self.hold_tun()
        self.kill_daemon()
        self.assertEqual(rig.interfaces(), ["dial0"])
        self.assertEqual(our_routes(), [("default", 0)])
        self.assertNotEqual(self.locks(), [])
        self.add_foreign_link()
        self.start_daemon()
        self.assertEqual(rig.interfaces(), ["wan"])
        self.assertEqual(our_routes(), [])
        self.assertEqual(self.locks(), [])
        self.assertFalse(resolv_conf.exists())
        rig.wait_until(lambda: len(self.said()) == 1, "the hook has heard of the end")
        rig.wait_until(lambda: self.journal() == [], "nothing is left to be undone")
        os.close(holder)
        self.connect("demo")
        self.disconnect("demo")

    def hold_tun(self):
        """A descriptor of the daemon's TUN, taken from outside (pidfd_getfd(2))."""
        folder = f"/proc/{self.daemon.process.pid}/fd"
        number, = [int(name) for name in os.listdir(folder) if os.readlink(f"{folder}/{name}") == "/dev/net/tun"]
        libc = ctypes.CDLL(None, use_errno=True)
        pidfd = os.pidfd_open(self.daemon.process.pid)
        held = libc.syscall(438, pidfd, number, 0)
        os.close(pidfd)
        if held < 0:
            self.skipTest(f"pidfd_getfd: {os.strerror(ctypes.get_errno())}")
        return held

    def test_a_second_daemon_takes_nothing_from_a_living_one(self):
        self.start("default_route = true")
        self.connect("demo")
        first = self.journal()
        second = rig.Program(
            [rig.DIALD, "--socket", str(self.place / "other"), "--profiles", str(self.place / "profiles"), "--secrets",
             str(self.place / "secrets.toml"), "--lock-directory", str(self.place / "lock"), "--runtime-directory",
             str(self.place / "run")], self.place / "second.log")
        second.wait_for_log("1 profile in")
        self.assertEqual(second.stop(), 0)
        self.assertEqual(self.journal(), first)
        self.assertEqual(our_routes(), [("default", 0)])
        self.assertTrue(rig.ping(PEER_ADDRESS))
        self.disconnect("demo")

    # ---- systemd-resolved, of which a stub stands on a bus of its own

    def start_bus(self):
        config = self.place / "bus.conf"
        address = f"unix:path={self.place}/bus"
        config.write_text(f'<busconfig><listen>{address}</listen><auth>EXTERNAL</auth><policy context="default">'
                          '<allow user="*"/><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>'
                          '</policy></busconfig>')
        try:
            bus = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile",
                                    "--print-address"], stdout=subprocess.PIPE, text=True)
        except FileNotFoundError:
            self.skipTest("there is no dbus-daemon")
        self.addCleanup(lambda: (bus.kill(), bus.wait(), bus.stdout.close()))
        self.assertTrue(bus.stdout.readline())
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address
        self.addCleanup(os.environ.pop, "DBUS_SYSTEM_BUS_ADDRESS")

    def start_resolver(self):
        log = self.place / "resolver.log"
        log.write_text("")
        resolver = rig.Program([os.environ["DIAL_RESOLVER_STUB"]], log)
        self.addCleanup(lambda: resolver.is_running() and resolver.stop(signal.SIGKILL))
        resolver.wait_for_log("ready")
        return resolver

    def test_the_resolver_knows_the_servers_of_the_link_and_again_after_its_restart(self):
        self.start_bus()
        resolver = self.start_resolver()
        self.start('default_route = true\ndns_servers = ["10.64.0.53"]\nsearch = ["example.org", "~corp.example"]')
        self.connect("demo")
        link, = json.loads(rig.run("ip", "-json", "link", "show", "dial0").stdout)
        index = link["ifindex"]
        told = [f"SetLinkDNS {index} 10.64.0.53", f"SetLinkDomains {index} example.org ~corp.example",
                f"SetLinkDefaultRoute {index} yes"]
        resolver.wait_for_log("\n".join(told))
        resolver.stop(signal.SIGKILL)
        resolver = self.start_resolver()
        resolver.wait_for_log("\n".join(told))
        self.disconnect("demo")
        resolver.wait_for_log(f"RevertLink {index}")


if __name__ == "__main__":
    rig.main()
