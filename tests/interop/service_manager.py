"""A service manager as diald sees one: what sd_notify(3) says, with a descriptor store."""
import array
import os
import socket
import sys
import threading

# What runs between the service manager and diald: descriptors from 3 on, and their names.
STARTER = """
import fcntl, os, sys
given = [int(each) for each in sys.argv[1].split(",") if each]
moved = [fcntl.fcntl(each, fcntl.F_DUPFD, 100) for each in given]
for each in given:
    os.close(each)
for number, each in enumerate(moved):
    os.dup2(each, 3 + number, inheritable=True)
    os.close(each)
if moved:
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.environ["LISTEN_FDS"] = str(len(moved))
os.execv(sys.argv[2], sys.argv[2:])
"""


class ServiceManager:
    def __init__(self, path):
        self.path = str(path)
        self.store = []  # (name, descriptor)
        self.said = []
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"END", self.path)
        self._thread.join()
        self._socket.close()
        for _, descriptor in self.store:
            os.close(descriptor)

    def names(self):
        with self._lock:
            return [name for name, _ in self.store]

    def descriptors(self):
        """Of one line: (name, descriptor), as they were handed over."""
        with self._lock:
            return list(self.store)

    def start(self):
        """What Test.start_daemon() needs to start a daemon with all that is stored."""
        stored = self.descriptors()
        numbers = [descriptor for _, descriptor in stored]
        environment = {**os.environ, "NOTIFY_SOCKET": self.path, "LISTEN_FDNAMES": ":".join(name for name, _ in stored)}
        return {"command": (sys.executable, "-c", STARTER, ",".join(map(str, numbers))), "env": environment,
                "pass_fds": numbers}

    def _serve(self):
        while True:
            text, control, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(16 * 4))
            descriptors = array.array("i")
            for level, kind, octets in control:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    descriptors.frombytes(octets)
            if text == b"END":
                return
            self._take(text.decode().splitlines(), list(descriptors))

    def _take(self, lines, descriptors):
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        name = values.get("FDNAME", "stored")
        with self._lock:
            self.said.append(values)
            if "FDSTORE" in values:
                self.store += [(name, descriptor) for descriptor in descriptors]
                return
            if "FDSTOREREMOVE" in values:
                for each in [each for each in self.store if each[0] == name]:
                    self.store.remove(each)
                    os.close(each[1])
        for descriptor in descriptors:  # BARRIER=1: all before it has been done
            os.close(descriptor)
