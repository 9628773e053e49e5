"""Varlink as its specification says, and nothing of libdial: NUL-terminated JSON over a stream
socket, one call at a time on each connection."""
import json
import select
import socket

INTERFACE = "org.libdial.dial"


class Refused(Exception):
    """An error reply: `name` without the interface, `problem` of Failed, `parameter` of
    InvalidParameter."""

    def __init__(self, error, parameters):
        super().__init__(f"{error} {parameters}")
        self.error = error
        self.name = error.rpartition(".")[2]
        self.problem = (parameters or {}).get("problem", {})
        self.parameter = (parameters or {}).get("parameter")


class Client:
    def __init__(self, path, timeout=10):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout)
        self._input = b""
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send_octets(self, octets):
        self._socket.sendall(octets)

    def send(self, method, more=False, oneway=False, upgrade=False, **parameters):
        full = method if "." in method else f"{INTERFACE}.{method}"
        message = {"method": full, "parameters": parameters}
        message.update({key: True for key, on in (("more", more), ("oneway", oneway), ("upgrade", upgrade)) if on})
        self.send_octets(json.dumps(message).encode() + b"\0")

    def receive_message(self):
        """The next reply as it is; None at the end of the stream."""
        while b"\0" not in self._input:
            octets = self._socket.recv(65536)
            if not octets:
                return None
            self._input += octets
        message, _, self._input = self._input.partition(b"\0")
        return json.loads(message)

    def is_ready(self):
        """Whether receive_message() would not have to wait."""
        return b"\0" in self._input or bool(select.select([self._socket], [], [], 0)[0])

    def receive(self):
        """(parameters, whether more follow)."""
        message = self.receive_message()
        if message is None:
            raise EOFError("the daemon closed the connection")
        if "error" in message:
            raise Refused(message["error"], message.get("parameters"))
        return message.get("parameters", {}), message.get("continues", False)

    def call(self, method, **parameters):
        self.send(method, **parameters)
        return self.receive()[0]

    def stream(self, method, **parameters):
        """All replies of a call with `more`."""
        self.send(method, more=True, **parameters)
        goes_on = True
        while goes_on:
            reply, goes_on = self.receive()
            yield reply
