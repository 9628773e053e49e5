"""Client processes, each with a mood, and what they were told. A client is a child of the test, so
that it can be stopped and killed as any program; what it hears goes to the test by a pipe."""
import json
import os
import select
import signal
import socket
import time
import warnings

import rig
import varlink

TERMINAL = ("Connected", "Disconnected")


class Client:
    """One dial by one process. `heard` has, when it has ended, every reply in its order, and why the
    stream ended: {"reply": …}, {"refused": …}, {"closed": …}, {"after": …} what came behind the end."""

    def __init__(self, path, mood, random, **parameters):
        self.mood = mood
        self.heard = []
        self.was_killed = False
        self.was_stopped = False
        self._input = b""
        self._pipe, write = os.pipe()
        seed = random.random()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._pipe)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            warnings.simplefilter("ignore")  # a process that ends closes its sockets
            try:
                Child(path, write, seed).be(mood, parameters)
            except (EOFError, OSError, varlink.Refused) as error:  # the daemon has gone, or hung up on us
                os.write(write, json.dumps({"closed": repr(error)}).encode() + b"\n")
            finally:
                os._exit(0)
        os.close(write)

    @property
    def connection(self):
        return next((each["reply"]["connection"] for each in self.heard if "reply" in each), None)

    def signal(self, number):
        if self.pid is None:
            return
        self.was_killed |= number == signal.SIGKILL
        self.was_stopped |= number == signal.SIGSTOP
        os.kill(self.pid, number)

    def read(self):
        """Takes what it has reported; true when it has ended."""
        while self.pid is not None and select.select([self._pipe], [], [], 0)[0]:
            octets = os.read(self._pipe, 65536)
            if not octets:
                os.waitpid(self.pid, 0)
                os.close(self._pipe)
                self.pid = None
                break
            self._input += octets
            *lines, self._input = self._input.split(b"\n")
            self.heard += map(json.loads, lines)
        return self.pid is None

    def wait(self, limit):
        rig.wait_until(self.read, f"the client ({self.mood}) ends", limit)


class Child:
    """What runs in the process."""

    def __init__(self, path, report, seed):
        self._path = path
        self._report = report
        self._seed = seed  # between 0 and 1: where in its course it does what its mood wants

    def be(self, mood, parameters):
        getattr(self, mood)(parameters)

    def tell(self, **what):
        os.write(self._report, json.dumps(what).encode() + b"\n")

    def _connect(self):
        """A connection that the daemon has taken, or EOFError: it may be out of descriptors."""
        client = varlink.Client(self._path, 30)
        client.call("List")
        return client

    def _replies(self, client, **parameters):
        """Each reply, told to the test first."""
        try:
            for reply in client.stream("Dial", **parameters):
                self.tell(reply=reply)
                yield reply
        except varlink.Refused as refused:
            self.tell(refused=refused.name, problem=refused.problem)

    def _end(self, client):
        """The stream has ended: what is on it now is the answer to the next call, and nothing else."""
        try:
            self.tell(after=sorted(client.call("List")))
        except varlink.Refused as refused:
            self.tell(after=[refused.name])

    # ---- moods

    def patient(self, parameters):
        """Acknowledges everything, as libdial does, and then lets the line be."""
        calls = self._connect()
        stream = self._connect()
        token = None
        for reply in self._replies(stream, acknowledge=True, **parameters):
            token = reply["token"] or token
            if reply["sequence"] and reply["state"] not in TERMINAL:
                calls.call("Acknowledge", connection=reply["connection"], token=token, sequence=reply["sequence"])
        self._end(stream)

    def plain(self, parameters):
        """An ordinary Varlink client."""
        stream = self._connect()
        for _ in self._replies(stream, **parameters):
            pass
        self._end(stream)

    def hesitant(self, parameters):
        """Wants its dial ended, or hangs up, somewhere on the way."""
        calls = self._connect()
        stream = self._connect()
        token = None
        for reply in self._replies(stream, **parameters):
            token = reply["token"] or token
            if reply["sequence"] != int(self._seed * 10):
                continue
            if int(self._seed * 100) % 2:
                calls.call("Cancel", connection=reply["connection"], token=token)
            else:
                calls.call("HangUp", connection=reply["connection"], force=True)
        self._end(stream)

    def deaf(self, parameters):
        """Dials, watches, asks, and reads nothing of it."""
        clients = []
        for method in ("Dial", "Watch", "Watch"):
            client = varlink.Client(self._path, 30)
            client._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.send(method, more=True, **(parameters if method == "Dial" else {}))
            clients.append(client)
        time.sleep(0.1 + self._seed)

    def rude(self, parameters):
        """Floods, as a user of his own: calls that nobody reads the answers of, connections, and what is no Varlink."""
        del parameters
        os.setuid(rig.NOBODY)
        clients = []
        for number in range(int(20 + self._seed * 100)):
            try:
                clients.append(varlink.Client(self._path, 1))
            except OSError:
                break
            client = clients[-1]
            client._socket.settimeout(0.05)
            try:
                for _ in range(20):
                    client.send(("List", "Profiles", "Devices", "Watch")[number % 4], more=number % 4 == 3)
                if number % 7 == 0:
                    client.send_octets(b'{"method":' + b"[" * 5000)
                if number % 11 == 0:
                    client.send_octets(b"\0" * 100 + os.urandom(200) + b"\0")
                if number % 29 == 0:
                    client.send_octets(b"x" * (2 << 20))  # over the limit of a message
            except OSError:  # closed, or full: what a flood comes to
                pass
        time.sleep(self._seed / 4)
