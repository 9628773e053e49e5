#!/usr/bin/env python3
"""A dial to slirp-fullbolt, a PPP peer that others wrote: it is silent until the first LCP packet,
asks for its own address with 0.0.0.0, and is reached as 10.0.2.2, where this namespace's
127.0.0.1 answers."""
import hashlib
import http.server
import os
import shutil
import threading
import unittest
import urllib.request

import rig

DOCUMENT = os.urandom(256 << 10)  # does not compress
SLIRP = "10.0.2.2"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.askers.append(self.client_address[0])
        self.send_response(200)
        self.send_header("Content-Length", str(len(DOCUMENT)))
        self.end_headers()
        self.wfile.write(DOCUMENT)

    def log_message(self, *_):
        pass


@unittest.skipUnless(shutil.which("slirp-fullbolt"), "slirp-fullbolt is not installed")
class Slirp(rig.Test):
    def setUp(self):
        super().setUp()
        self.secrets()
        self.start_sim("--exec", "slirp-fullbolt ppp")
        self.profile("isp", extra=f'[ip]\nremote = "{SLIRP}"')
        self.start_daemon()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.askers = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def fetch(self):
        url = f"http://{SLIRP}:{self.server.server_port}/document"
        with urllib.request.urlopen(url, timeout=20) as reply:
            return reply.read()

    def test_a_document_is_fetched_over_the_link_and_nothing_is_left_afterwards(self):
        self.connect("isp")
        status, = self.ctl_json("status", "isp")
        projection = status["connection"]["projection"]
        self.assertEqual((projection["local"], projection["remote"]), ("10.0.2.15", SLIRP))
        self.assertEqual(status["connection"]["datapath"], "tun")
        interface = status["connection"]["interface"]
        self.assertEqual(rig.interfaces(), [interface])
        route, = rig.routes()
        self.assertEqual(route["dev"], interface)
        self.assertTrue(rig.ping(SLIRP))

        before = self.ctl_json("status", "isp")[0]["counters"]
        body = self.fetch()
        after = self.ctl_json("status", "isp")[0]["counters"]
        self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(DOCUMENT).digest())
        self.assertEqual(self.server.askers, ["127.0.0.1"])  # slirp asked, not we
        crossed = after["bytes_received"] - before["bytes_received"]
        self.assertGreater(crossed, len(DOCUMENT))
        self.assertLess(crossed, 1.3 * len(DOCUMENT))
        on_the_line = after["line_bytes_received"] - before["line_bytes_received"]
        self.assertGreater(on_the_line, crossed)  # framed and escaped
        self.assertGreater(after["bytes_sent"], before["bytes_sent"])
        self.assertEqual(after["fcs_errors"], 0)

        self.disconnect("isp")
        self.assert_nothing_left()
        rig.wait_until(lambda: not rig.processes("slirp-fullbolt"), "slirp has ended", 2)
        self.assertTrue(self.daemon.is_running())

    def test_three_dials_in_a_row_work(self):
        for _ in range(3):
            self.connect("isp")
            self.assertTrue(rig.ping(SLIRP))
            self.disconnect("isp")
            self.assert_nothing_left()

    def test_a_killed_peer_is_a_lost_link_and_nothing_is_left(self):
        watch = self.watch()
        self.connect("isp")
        pid, = rig.processes("slirp-fullbolt")
        os.kill(pid, 9)
        ended = watch.wait_for(state="Disconnected")
        self.assertEqual(ended["error"]["code"], 829)
        self.assert_nothing_left()
        self.connect("isp")
        self.disconnect("isp")


if __name__ == "__main__":
    rig.main()
