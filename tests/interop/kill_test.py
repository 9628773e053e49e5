#!/usr/bin/env python3
"""Clients that die. While it dials, a client takes its dial along, in whatever state that is: the
line is hung up, the port closed and unlocked, within a second where DTR or closing the port drops
the line, and within the guard times and a second where only +++ATH does. A connection that is up
stays."""
import os
import select
import signal
import subprocess
import time

import rig
import varlink

# In this order, with CHAP.
STATES = ["OpenPort", "PortOpened", "ConnectDevice", "DeviceConnected", "AllDevicesConnected", "Authenticate",
          "AuthNotify", "Authenticated", "AuthProject", "Projected"]
DIALLED = STATES[3:]  # the states with a call that is to be hung up
SLOW = "5550001"  # rings for a minute
GUARD = 0.25
# What the daemon, the simulator and this test may take on a busy machine is in the second.
DTR_LIMIT = 1.0
ESCAPE_LIMIT = 2 * GUARD + 1.0


class Dialler:
    """A process that dials with `acknowledge`. It acknowledges each state before the wanted one, and
    that one too if its step is to be under way; tells so, and does nothing more."""

    def __init__(self, path, state, under_way=False, **parameters):
        self._report, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._dial(path, state, under_way, write, parameters)
            finally:
                os._exit(1)
        os.close(write)
        self.connection = int(self._line())
        self.reached = self._line()

    @staticmethod
    def _dial(path, wanted, under_way, write, parameters):
        calls = varlink.Client(path)
        token = None
        for reply in varlink.Client(path).stream("Dial", acknowledge=True, **parameters):
            if reply["sequence"] == 0:
                token = reply["token"]
                os.write(write, f"{reply['connection']}\n".encode())
                continue
            reached = reply["state"] == wanted
            if not reached or under_way:
                calls.call("Acknowledge", connection=reply["connection"], token=token,
                           sequence=reply["sequence"])
            if reached or reply.get("error"):
                os.write(write, f"{reply['state']}\n".encode())
                while True:
                    signal.pause()

    def _line(self):
        line = b""
        while not line.endswith(b"\n"):
            if not select.select([self._report], [], [], 10)[0]:
                raise AssertionError("the client reports nothing")
            octet = os.read(self._report, 1)
            if not octet:
                raise AssertionError("the client ended by itself")
            line += octet
        return line.decode().strip()

    def end(self, number=signal.SIGKILL):
        """Kills it; when that was."""
        at = time.monotonic()
        os.kill(self.pid, number)
        os.waitpid(self.pid, 0)
        os.close(self._report)
        return at


class Killed(rig.Test):
    def start(self, *options, modem="", top="", extra=""):
        self.secrets()
        self.start_sim("--auth", "chap", "--number", f"{SLOW}=connect 33600 delay=60s", *options)
        self.profile("demo", modem=modem, top=top, extra=extra)
        self.start_daemon()

    def assert_free_within(self, limit, dialler, watch, what, is_hung_up):
        log = len(self.sim.text())
        killed = dialler.end()
        ended = watch.wait_for(dialler.connection)
        took = time.monotonic() - killed
        self.assert_nothing_left()
        if is_hung_up:
            self.sim.wait_for_log("hung up: ", log, limit)
        took = max(took, time.monotonic() - killed) if is_hung_up else took
        print(f"    {what}: free after {took:.3f} s", flush=True)
        self.assertLess(took, limit)
        self.assertEqual(ended["error"]["code"], 631)
        self.assertIn("gone", ended["error"]["context"])
        with varlink.Client(self.socket) as client:
            self.assertEqual(client.call("Status", connection=dialler.connection)["connection"]["state"],
                             "Disconnected")
        return self.sim.text()[log:]

    def redial(self, number=None):
        self.connect("demo", *(["--number", number] if number else []))
        self.disconnect("demo")
        self.assert_nothing_left()

    def kill_in_each_state(self, limit, hung_up):
        watch = self.watch()
        for state in STATES:
            with self.subTest(state):
                dialler = Dialler(self.socket, state, entry="demo")
                self.assertEqual(dialler.reached, state)
                said = self.assert_free_within(limit, dialler, watch, state, state in DIALLED)
                if state in DIALLED:
                    self.assertRegex(said, hung_up)
                self.redial()
        with self.subTest("ringing"):
            dialler = Dialler(self.socket, "ConnectDevice", under_way=True, entry="demo", number=SLOW)
            self.sim.wait_for_log(f'dials "{SLOW}"')
            self.assert_free_within(limit, dialler, watch, "ConnectDevice, while it rings", True)
            self.redial()

    def test_in_each_state_dtr_frees_the_line_within_a_second(self):
        self.start()
        self.kill_in_each_state(DTR_LIMIT, "hung up: DTR is low")

    def test_in_each_state_an_escape_frees_the_line_within_its_guard_times_and_a_second(self):
        escape = f'hang_up = "escape"\nguard_time = "{GUARD * 1000:.0f}ms"\ninit = ["ATZ", "ATE0", "ATS12=10"]'
        self.start("--no-dtr", modem=escape)
        self.kill_in_each_state(ESCAPE_LIMIT, "hung up: ")
        self.assertNotIn("DTR", self.sim.text())

    def test_an_escape_with_guard_times_of_a_second_keeps_to_its_limit(self):
        self.start("--no-dtr", modem='hang_up = "escape"')
        watch = self.watch()
        dialler = Dialler(self.socket, "Projected", entry="demo")
        self.assert_free_within(3.0, dialler, watch, "Projected, guard times of 1 s", True)
        self.redial()

    def test_with_a_step_under_way_the_line_is_free_within_a_second(self):
        self.start("--silent", extra="[script]\nlogin = '''\nTIMEOUT 60\nogin: $USER\n'''")
        self.profile("bare")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("2 profiles")
        watch = self.watch()
        for entry, state in (("demo", "DeviceConnected"), ("bare", "AllDevicesConnected")):
            with self.subTest(state):
                dialler = Dialler(self.socket, state, under_way=True, entry=entry)
                said = self.assert_free_within(DTR_LIMIT, dialler, watch, f"{state}, its step under way", True)
                self.assertIn("hung up: DTR is low", said)

    def test_a_client_that_stands_still_is_gone_when_the_handler_limit_is_over(self):
        self.start()
        watch = self.watch()
        dialler = Dialler(self.socket, "Authenticate", entry="demo", handler_limit_ms=400)
        os.kill(dialler.pid, signal.SIGSTOP)
        stopped = time.monotonic()
        ended = watch.wait_for(dialler.connection)
        self.assertLess(time.monotonic() - stopped, 0.4 + DTR_LIMIT)
        self.assertIn("handler_limit", ended["error"]["context"])
        self.assert_nothing_left()
        self.redial()
        dialler.end()

    def test_a_closed_stream_alone_ends_the_dial(self):
        self.start()
        watch = self.watch()
        with self.client() as client:
            client.send("Dial", more=True, acknowledge=True, entry="demo")
            connection = client.receive()[0]["connection"]
        self.assertEqual(watch.wait_for(connection)["error"]["code"], 631)
        self.redial()

    def test_after_connected_the_line_stays_and_another_client_ends_it(self):
        self.start()
        watch = self.watch()
        dialler = Dialler(self.socket, "Connected", entry="demo")
        dialler.end()
        self.assertTrue(rig.ping(rig.PEER, 3))
        status, = self.ctl_json("status", "demo")
        self.assertEqual(status["connection"]["connection"], dialler.connection)
        self.assertEqual(status["connection"]["state"], "Connected")
        self.disconnect("demo")
        self.assertEqual(watch.wait_for(dialler.connection)["error"]["code"], 631)
        self.assert_nothing_left()
        self.redial()

    def start_dialctl(self):
        """dialctl while it rings, and the connection."""
        watch = self.watch()
        dialctl = rig.Program([rig.DIALCTL, "--socket", self.socket, "connect", "demo", "--number", SLOW],
                              self.place / "dialctl.log", stdout=subprocess.PIPE, text=True)
        connection = watch.wait_for(state="ConnectDevice")["connection"]
        self.sim.wait_for_log(f'dials "{SLOW}"')
        return dialctl, watch, connection

    def test_dialctl_killed_while_it_rings_leaves_a_free_line(self):
        self.start()
        dialctl, watch, connection = self.start_dialctl()
        killed = time.monotonic()
        dialctl.stop(signal.SIGKILL)
        watch.wait_for(connection)
        self.assertLess(time.monotonic() - killed, DTR_LIMIT)
        self.assert_nothing_left()
        self.redial()

    def test_dialctl_interrupted_while_it_rings_hangs_up_and_exits_with_130(self):
        self.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                dialctl, _, _ = self.start_dialctl()
                killed = time.monotonic()
                self.assertEqual(dialctl.stop(number), 130)
                self.assertLess(time.monotonic() - killed, DTR_LIMIT)
                self.assert_nothing_left()  # already when it exits
                self.redial()


if __name__ == "__main__":
    rig.main()
