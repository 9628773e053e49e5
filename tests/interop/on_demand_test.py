#!/usr/bin/env python3
"""A line that the first packet dials: the packet is not lost, and the interface is the same one before, while and
after the call. dialsim and slirp-fullbolt answer; the packets are those of real sockets."""
import http.server
import json
import shutil
import signal
import socket
import threading
import time
import unittest
import urllib.request

import rig

BUSY = "5557700"
SLIRP = "10.0.2.2"
PLACEHOLDER = "10.64.64.64"
BEHIND = "10.64.0.77"  # nobody answers there
IP = '[ip]\nremote = "10.64.0.1"\nroutes = ["10.64.0.77"]\n'
QUICK = "[redial]\npause = '1s'\nmax_pause = '1s'\njitter = 0\n"
PINGS_COUNT = "[limits]\nidle_ignores = []\n"


def links():
    found = json.loads(rig.run("ip", "-json", "addr").stdout)
    return {link["ifname"]: link for link in found if link["ifname"] != "lo"}


def addresses(link):
    return [each["local"] for each in link["addr_info"] if each["family"] == "inet"]


def ping_once(address=rig.PEER, limit=15):
    """One Echo Request, never repeated, and whether it was answered."""
    done = rig.run("ping", "-n", "-q", "-c", "1", "-W", str(limit), address, check=False, timeout=limit + 10)
    return done.returncode == 0


def send(data=b"x", address=BEHIND):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(data, (address, 9))


class Rig(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self, extra="", top="", sim=("--auth", "chap")):
        self.start_sim(*sim)
        self.profile("demo", top="on_demand = true\n" + top, extra=extra)
        self.start_daemon()
        self.wait_for_interface()

    def wait_for_interface(self, name="dial0"):
        rig.wait_until(lambda: name in links() and links()[name]["operstate"] != "DOWN", f"{name} stands by")
        return links()[name]

    def explained(self):
        return " ".join(self.ctl_json("explain", "demo")[0]["sentences"])

    def is_up(self):
        return [each for each in self.connections() if each["state"] == "Connected"]

    def reload(self):
        told = len(self.daemon.text())
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("profile", start=told)


class OnDemand(Rig):
    def test_a_ping_dials_and_is_answered_and_so_does_the_next_after_an_idle_hang_up(self):
        self.start(IP + PINGS_COUNT + "idle = '1s'\n")
        before = self.wait_for_interface()
        self.assertEqual(addresses(before), [PLACEHOLDER])
        self.assertEqual(self.connections(), [])
        self.assertIn("Waits for a packet", self.explained())
        self.assertIn("Waits for a packet", self.ctl("status", "demo").stdout)
        watch = self.watch()
        for _ in range(2):
            self.assertTrue(ping_once(), "the packet that dials is lost")
            up, = self.is_up()
            self.assertEqual(up["interface"], "dial0")
            during = links()["dial0"]
            self.assertEqual(during["ifindex"], before["ifindex"])
            self.assertEqual(addresses(during), ["10.64.0.2", PLACEHOLDER])
            self.assertEqual(watch.wait_for(up["connection"])["error"]["code"], 828)
            rig.wait_until(lambda: not self.connections(), "it is down")
            self.assertEqual(links()["dial0"]["ifindex"], before["ifindex"])
            self.assertEqual(addresses(links()["dial0"]), [PLACEHOLDER])
            self.assertEqual([route["dst"] for route in rig.routes()], [rig.PEER, BEHIND])
        self.assertEqual((self.locks(), len(self.open_ttys())), ([], 1))  # its interface

    def test_the_hooks_are_told_of_the_call_alone(self):
        said = self.place / "said"
        for name in ("up", "down"):
            hook = self.place / name
            hook.write_text(f'#!/bin/sh\necho {name} $1 $4 $5 >> {said}\n')
            hook.chmod(0o755)
        self.start(IP + f'[hooks]\nup = "{self.place}/up"\ndown = "{self.place}/down"\n')
        self.assertFalse(said.exists())
        self.connect("demo")
        rig.wait_until(said.exists, "the call is told")
        self.disconnect("demo")
        self.daemon.stop()
        told = ["up dial0 10.64.0.2 10.64.0.1", "down dial0 10.64.0.2 10.64.0.1"]
        self.assertEqual(said.read_text().splitlines(), told)

    def test_what_does_not_count_dials_nothing(self):
        self.start(IP)
        self.assertFalse(ping_once(limit=1))
        self.assertEqual(self.connections(), [])
        self.assertIn("Waits for a packet", self.explained())
        send()
        rig.wait_until(self.is_up, "a packet that counts dials")

    def test_packets_make_no_storm_of_dials_that_fail(self):
        self.start(IP + "[redial]\npause = '1h'\nmax_pause = '1h'\n", top=f"number = '{BUSY}'\n")
        watch = self.watch()
        send()
        watch.wait_for()
        for _ in range(50):
            send()
        time.sleep(0.3)  # nothing comes that could be waited for
        self.assertEqual(self.connections(), [])
        self.assertIn("No packet dials in the next", self.explained())
        self.assertIn("the number was busy", self.explained())

    def test_a_packet_in_the_pause_dials_when_it_is_over(self):
        self.start(IP + QUICK, top=f"number = '{BUSY}'\n")
        watch = self.watch()
        for _ in range(2):
            send()
            watch.wait_for()

    def test_hung_up_it_stays_down_until_somebody_dials(self):
        self.start(IP)
        self.disconnect("demo")
        self.assertIn("Stays down until somebody dials it", self.explained())
        self.assertEqual(rig.routes(), [])
        with self.assertRaises(OSError):
            send()
        self.reload()
        self.assertEqual(rig.routes(), [])
        self.connect("demo")
        self.assertEqual(self.is_up()[0]["interface"], "dial0")
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo")
        rig.wait_until(lambda: not rig.routes(), "it is held down again")

    def test_the_interface_follows_its_profile(self):
        self.start(IP)
        self.profile("demo", top="on_demand = true\n", extra=IP + 'interface = "wan"\n')
        self.reload()
        self.wait_for_interface("wan")
        rig.wait_until(lambda: list(links()) == ["wan"], "the former one has gone")
        self.profile("demo", extra=IP)
        self.reload()
        rig.wait_until(lambda: not links(), "no packet dials it any more")
        self.profile("demo", top="on_demand = true\n", extra=IP)
        self.reload()
        self.wait_for_interface()
        (self.place / "profiles" / "demo.toml").unlink()
        self.reload()
        rig.wait_until(lambda: not links(), "the entry has gone")

    def test_a_call_outlives_that_its_profile_is_taken_away(self):
        self.start(IP)
        self.connect("demo")
        self.profile("demo", extra=IP)
        self.reload()
        self.assertTrue(rig.ping(rig.PEER))
        self.disconnect("demo")
        self.assert_nothing_left()

    def test_nothing_is_left_of_a_daemon_that_ends_or_is_killed(self):
        self.start(IP)
        for number in (signal.SIGKILL, signal.SIGTERM):
            self.daemon.stop(number)
            rig.wait_until(lambda: not links(), "its interface has gone")
            self.assertEqual(rig.routes(), [])
            self.start_daemon()
            self.wait_for_interface()
        send()
        rig.wait_until(self.is_up, "the next one dials")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


@unittest.skipUnless(shutil.which("slirp-fullbolt"), "slirp-fullbolt is not installed")
class BehindSlirp(Rig):
    """Sockets that were opened while the line was down keep the placeholder's address."""

    def start_slirp(self, extra=""):
        self.start(f'[ip]\nremote = "{SLIRP}"\n' + extra, sim=("--exec", "slirp-fullbolt ppp"))

    def test_datagrams_that_came_while_it_dialled_arrive_once_and_in_order_and_are_answered(self):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(server.close)
        server.bind(("127.0.0.1", 0))
        server.settimeout(20)
        self.start_slirp()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect((SLIRP, server.getsockname()[1]))
            client.settimeout(20)
            self.assertEqual(client.getsockname()[0], PLACEHOLDER)
            sent = [str(number).encode() for number in range(20)]
            for data in sent:
                client.send(data)
            got = []
            for _ in sent:
                data, whence = server.recvfrom(100)
                got.append(data)
            self.assertEqual(got, sent)
            server.sendto(b"answer", whence)
            self.assertEqual(client.recv(100), b"answer")
            client.send(b"later")
            self.assertEqual(server.recv(100), b"later")
            server.settimeout(0.2)
            with self.assertRaises(TimeoutError):
                server.recv(100)

    def test_a_connection_whose_first_segment_dials_is_made(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.start_slirp()
        url = f"http://{SLIRP}:{server.server_port}/"
        for _ in range(2):  # the second one has the peer's address from its beginning
            with urllib.request.urlopen(url, timeout=30) as reply:
                self.assertEqual(reply.read(), b"hello")


if __name__ == "__main__":
    rig.main()
