#!/usr/bin/env python3
"""Each profile of config/examples, with its own number, commands and login script, dials and carries
packets; only the device is another."""
import os
import pathlib
import re
import shutil

import rig

CONFIG = pathlib.Path(os.environ["DIAL_CONFIG"])
EXAMPLES = sorted(path.stem for path in (CONFIG / "examples").glob("*.toml"))

# What is behind the line, and what dialsim then has dialled: "" for a cable.
FAR_ENDS = {
    "telephone-isp": (["--auth", "chap", "--user", "alice@isp.example:change me"], "05551234"),
    "cellular": (["--auth", "pap", "--user", "web:change me too"], "*99#"),
    "iridium": ([], "008816000025"),
    "null-modem": (["--cable", "--login", "--user", "alice:change me", "--local", "192.168.7.1",
                    "--remote", "192.168.7.2"], ""),
    "tcp-console-server": (["--cable", "--local", "192.168.8.1", "--remote", "192.168.8.2"], ""),
    "terminal-server": (["--menu", "--user", "alice:and me"], "5550100"),
}
PORT = 7001


class Examples(rig.Test):
    def setUp(self):
        super().setUp()
        shutil.copy(CONFIG / "secrets.example.toml", self.place / "secrets.toml")
        (self.place / "secrets.toml").chmod(0o600)

    def install(self, example, device):
        text = (CONFIG / "examples" / f"{example}.toml").read_text()
        text, count = re.subn(r'(?m)^device = "[^"]*"', f'device = "{device}"', text)
        self.assertEqual(count, 1)
        (self.place / "profiles" / f"{example}.toml").write_text(text)

    def dial(self, example):
        """Connects, pings the far end, and hangs up."""
        self.connect(example)
        [connection] = self.connections()
        peer = connection["projection"]["remote"]
        self.assertTrue(rig.ping(peer), connection)
        self.disconnect(example)
        self.assert_nothing_left()

    def start(self, example):
        options, number = FAR_ENDS[example]
        self.start_sim(*options)
        return number

    def test_every_example_is_dialled_here(self):
        self.assertEqual(EXAMPLES, sorted(FAR_ENDS))

    def test_every_example_passes_the_check(self):
        for example in EXAMPLES:
            done = rig.run(rig.DIALCTL, "profile", "check", str(CONFIG / "examples" / f"{example}.toml"))
            self.assertTrue(done.stdout.endswith(": ok\n"), done.stdout)

    def test_what_is_behind_a_line_of_our_own(self):
        for example in EXAMPLES:
            if example == "tcp-console-server":
                continue
            with self.subTest(example):
                number = self.start(example)
                self.install(example, self.line())
                self.start_daemon()
                self.dial(example)
                self.sim.wait_for_log(f'dials "{number}": connect' if number else "connected")
                self.daemon.stop()
                self.sim.stop()

    def test_a_wrong_password_ends_the_login_by_its_abort(self):
        self.start("terminal-server")
        self.install("terminal-server", self.line())
        secrets = self.place / "secrets.toml"
        secrets.write_text(secrets.read_text().replace("and me", "wrong"))
        self.start_daemon()
        done = self.ctl("connect", "terminal-server")
        self.assertEqual(done.returncode, 8, done.stdout + done.stderr)
        self.assertIn("ogin incorrect", done.stderr)
        self.assert_nothing_left()

    def test_a_console_server_is_reached_through_the_socat_of_the_example(self):
        """With a console server that others wrote in front of the line, if there is one here."""
        for program in ("socat", "ser2net"):
            if not shutil.which(program):
                self.skipTest(f"{program} is not installed")
        # Without an address that is not loopback, ser2net finds no name for its own.
        rig.run("ip", "addr", "add", "192.0.2.1/32", "dev", "lo")
        self.addCleanup(rig.run, "ip", "addr", "del", "192.0.2.1/32", "dev", "lo")
        self.start("tcp-console-server")
        config = self.place / "ser2net.yaml"
        config.write_text("connection: &line\n"
                          f"  accepter: tcp,127.0.0.1,{PORT}\n"
                          f"  connector: serialdev,{self.line()},115200n81,local\n")
        server = rig.Program(["ser2net", "-n", "-u", "-c", str(config)], self.place / "ser2net.log")
        self.addCleanup(server.stop, rig.signal.SIGKILL)
        rig.wait_until(self.is_served, "ser2net listens")
        command, = re.findall(r"(?m)^#\s+(socat PTY.*)$", (CONFIG / "examples" / "tcp-console-server.toml").read_text())
        device = self.place / "console"
        command = command.replace("/run/console-ts1", str(device)).replace("ts1.example:7001", f"127.0.0.1:{PORT}")
        self.install("tcp-console-server", device)
        self.start_daemon()
        for _ in range(2):  # the second time with another socat, as a service would start it
            relay = rig.Program(command.split(), self.place / "socat.log")
            self.addCleanup(relay.stop, rig.signal.SIGKILL)
            rig.wait_until(device.is_symlink, "socat makes its terminal")
            self.dial("tcp-console-server")
            relay.stop(0)

    @staticmethod
    def is_served():
        """Somebody listens there: not by a connection, which would be the only one it takes."""
        sockets = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
        return any(words[1].endswith(f":{PORT:04X}") and words[3] == "0A" for words in map(str.split, sockets))


if __name__ == "__main__":
    rig.main()
