#!/usr/bin/env python3
"""What comes from outside and is wrong, at the socket and at the modem: it gets a clear error or
its end, and never brings down the daemon or another line, which carries pings all the while."""
import json
import os
import random
import signal
import socket
import threading

import rig
import varlink

SLOW = "5550001"  # rings for a minute

# Each is refused: by the name of an error, as InvalidParameter by the name of the parameter, or with
# Failed and this number; the connection goes on.
REFUSED = [
    ("NoSuch", {}, "MethodNotFound"),
    ("org.example.None.List", {}, "InterfaceNotFound"),
    ("Dial", {}, ".entry"),
    ("Dial", {"entry": 7}, ".entry"),
    ("Dial", {"entry": None}, ".entry"),
    ("Dial", {"entry": "demo0", "detached": "yes"}, ".detached"),
    ("Dial", {"entry": "demo0", "handler_limit_ms": 1 << 70}, ".handler_limit_ms"),
    ("Dial", {"entry": "demo0", "numbre": "5551234"}, ".numbre"),
    ("Dial", {"entry": "demo0", "acknowledge": True}, ".acknowledge"),  # without `more`
    ("Dial", {"entry": "../../etc/passwd"}, 623),
    ("Dial", {"entry": "demo0\0"}, 623),
    ("Dial", {"entry": "x" * 100000}, 623),
    ("ProfileText", {"entry": "../secrets"}, 623),
    ("Status", {"connection": -1}, ".connection"),
    ("Status", {"connection": 1.5}, ".connection"),
    ("Status", {"connection": [1]}, ".connection"),
    ("Status", {"connection": 999999}, 6),
    ("Acknowledge", {"connection": 1, "token": "0", "sequence": 1}, "WrongToken"),
    ("Watch", {}, "ExpectedMore"),  # without `more`
]

LIST = f'"{varlink.INTERFACE}.List"'.encode()

# No Varlink messages: the connection is over, with or without a word.
HOPELESS = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"",
    b"\0" * 1000,
    b"{}",
    b"[]",
    b"null",
    LIST,
    b'{"method": 5}',
    b'{"method": "\xed\xa0\x80"}',
    b'{"method": %s' % LIST,
    b'{"method": %s\xff\xfe"}' % LIST[:-1],
    b'{"method": %s, "more": "yes"}' % LIST,
    b'{"method": %s, "parameters": []}' % LIST,
    b'{"method": %s, "parameters": %s%s}' % (LIST, b"[" * 100000, b"]" * 100000),
    b'{"a":' * 20000 + b"1" + b"}" * 20000,
]


def call_of(method, more=False, **parameters):
    """The octets of a call."""
    message = {"method": f"{varlink.INTERFACE}.{method}", "more": more, "parameters": parameters}
    return json.dumps(message).encode() + b"\0"


class BadInput(rig.Test):
    """Line 0 belongs to the tests; line 1 is somebody else's, and up."""

    def setUp(self):
        super().setUp()
        self.secrets()

    def start(self):
        self.start_sim("--number", f"{SLOW}=connect 33600 delay=60s", lines=2)
        self.profile("demo0", ppp='restart = "10ms"')
        self.profile("other", line=1)
        self.start_daemon()
        self.connect("other")

    def assert_unharmed(self):
        self.assertTrue(self.daemon.is_running())
        self.assertTrue(rig.ping(rig.PEER))
        other, = [item for item in self.connections() if item["entry"] == "other"]
        self.assertEqual(other["state"], "Connected")

    def raw(self):
        raw = socket.socket(socket.AF_UNIX)
        self.addCleanup(raw.close)
        raw.settimeout(10)
        raw.connect(self.socket)
        return raw

    def test_a_call_that_is_wrong_is_refused_by_name_and_the_next_one_works(self):
        self.start()
        client = self.client()
        for method, parameters, error in REFUSED:
            with self.subTest(f"{method} {parameters}"[:80]):
                with self.assertRaises(varlink.Refused) as refusal:
                    client.call(method, **parameters)
                refused = refusal.exception
                self.assertIn(error, (refused.name, f".{refused.parameter}", refused.problem.get("code")))
                self.assertEqual(refused.name == "InvalidParameter", refused.parameter is not None)
                self.assertEqual(len(client.call("List")["connections"]), 1)
        self.assert_unharmed()

    def test_an_unknown_parameter_is_named_and_an_unknown_field_of_a_message_is_no_harm(self):
        self.start()
        client = self.client()
        client.send_octets(call_of("List").replace(b"}\0", b', "nothing": {"a": [1, 2]}}\0'))
        self.assertIn("connections", client.receive()[0])
        with self.assertRaises(varlink.Refused) as refusal:
            client.call("Dial", entry="demo0", numbre="5551234")
        self.assertEqual(refusal.exception.error, "org.varlink.service.InvalidParameter")
        self.assertEqual(refusal.exception.parameter, "numbre")
        self.assert_unharmed()

    def test_what_is_no_message_ends_its_connection_only(self):
        self.start()
        for octets in HOPELESS:
            with self.subTest(octets[:60]):
                raw = self.raw()
                raw.sendall(octets + b"\0")
                raw.shutdown(socket.SHUT_WR)
                self.read_to_the_end(raw)
        self.assert_unharmed()

    def read_to_the_end(self, raw):
        said = b""
        try:
            while octets := raw.recv(65536):
                said += octets
        except ConnectionResetError:
            pass
        for message in said.split(b"\0")[:-1]:
            json.loads(message)  # whatever it says, it is Varlink
        return said

    def test_random_octets_and_half_messages_are_no_harm(self):
        self.start()
        source = random.Random(20261121)
        for _ in range(200):
            raw = self.raw()
            try:
                raw.sendall(source.randbytes(source.randrange(1, 5000)))
                if source.random() < 0.5:
                    raw.sendall(b"\0")
            except (BrokenPipeError, ConnectionResetError):
                pass
            raw.close()
        whole = call_of("Dial", more=True, entry="demo0")
        for length in range(0, len(whole), 3):
            raw = self.raw()
            raw.sendall(whole[:length])
            raw.close()
        self.assert_unharmed()
        self.assertEqual(len(self.connections()), 1)

    def test_a_message_of_two_mebibytes_is_too_large_by_name(self):
        self.start()
        raw = self.raw()
        try:
            raw.sendall(b'{"method": "' + b"x" * (2 << 20) + b'"}\0')
        except (BrokenPipeError, ConnectionResetError):
            pass  # it need not be read to its end
        self.assertIn(f"{varlink.INTERFACE}.MessageTooLarge".encode(), self.read_to_the_end(raw))
        self.assert_unharmed()

    def test_a_thousand_calls_at_once_are_answered_in_order_or_refused_by_name(self):
        self.start()
        client = self.client()
        calls = [call_of("List"), call_of("Profiles")] * 500
        sender = threading.Thread(target=client.send_octets, args=(b"".join(calls),))
        sender.start()
        for number in range(len(calls)):
            self.assertIn("profiles" if number % 2 else "connections", client.receive()[0])
        sender.join()
        self.assert_unharmed()

    def test_too_many_calls_behind_an_open_one_are_refused_by_name(self):
        self.start()
        watch = self.watch()
        raw = self.raw()
        raw.sendall(call_of("Dial", entry="demo0", number=SLOW))
        try:
            raw.sendall(call_of("List") * 200)
        except (BrokenPipeError, ConnectionResetError):
            pass
        ringing = watch.wait_for(state="ConnectDevice")["connection"]
        self.assert_unharmed()
        self.client().call("HangUp", connection=ringing, force=True)
        said = self.read_to_the_end(raw)  # each in its turn, behind the end of the dial
        self.assertIn(b'"code":631', said)
        self.assertIn(f"{varlink.INTERFACE}.TooManyCalls".encode(), said)
        self.assertLess(said.count(b'"connections"'), 100)
        self.assert_unharmed()

    def test_a_client_that_never_reads_its_watch_holds_up_nobody(self):
        self.start()
        idle = [self.raw() for _ in range(20)]
        for raw in idle:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            raw.sendall(call_of("Watch", more=True))
        client = self.client()
        for _ in range(30):  # 13 changes each
            while True:
                try:
                    replies = list(client.stream("Dial", entry="demo0"))
                    break
                except varlink.Refused as refused:
                    self.assertEqual(refused.problem["code"], 617)
            self.assertEqual(replies[-1]["state"], "Connected")
            client.call("HangUp", connection=replies[-1]["connection"])
        self.assert_unharmed()
        for raw in idle:
            raw.close()
        self.assert_unharmed()

    def test_a_modem_that_says_anything_at_all_is_an_error_of_the_modem(self):
        self.start_daemon_on_terminal()
        source = random.Random(7)
        for answer in (lambda: source.randbytes(200), lambda: b"A" * 5000, lambda: b"\r\nRING\r\n\xff\xfe\r\n"):
            with self.subTest(answer().hex()[:40]):
                self.modem_says = answer
                *_, last = self.ctl_json("connect", "noise", status=6)
                self.assertIn(last["problem"]["code"], (651, 652, 666))
                self.assertEqual(last["problem"]["layer"], "modem")
                self.assert_unharmed()
                self.assertEqual(len(self.connections()), 1)

    def start_daemon_on_terminal(self):
        """A third line, a pty that answers whatever modem_says() to each command."""
        self.start()
        master, slave = os.openpty()
        (self.place / "profiles" / "noise.toml").write_text(
            f'number = "1"\n[line]\ndevice = "{os.ttyname(slave)}"\n'
            '[modem]\ninit_timeout = "150ms"\nguard_time = "20ms"\n')
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("3 profiles")
        self.modem_says = bytes

        def answer():
            try:
                while os.read(master, 4096):
                    os.write(master, self.modem_says())
            except OSError:
                pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()

        def end():
            os.close(slave)  # the master reads no more: EIO
            thread.join(5)
            os.close(master)

        self.addCleanup(end)

    def test_garbage_behind_connect_harms_no_other_line(self):
        self.start()
        dial = self.client(30)
        dial.send("Dial", more=True, entry="demo0", number="5557706")
        while dial.receive()[0]["state"] != "AllDevicesConnected":
            pass
        self.assert_unharmed()
        connection, = [item for item in self.connections() if item["entry"] == "demo0"]
        self.assertTrue(self.client().call("HangUp", connection=connection["connection"])["closed"])
        self.assert_unharmed()


if __name__ == "__main__":
    rig.main()
