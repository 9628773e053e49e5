"""What a process holds: descriptors, memory, processor time."""
import os
import pathlib
import resource


class Process:
    def __init__(self, pid):
        self.pid = pid
        self._place = pathlib.Path(f"/proc/{pid}")

    def descriptors(self):
        """What each open descriptor is, numbers of sockets and pipes left out; "unix" are clients, and where it
        listens to them."""
        found = []
        unix = {line.split()[6] for line in (self._place / "net/unix").read_text().splitlines()[1:]}
        for entry in (self._place / "fd").iterdir():
            try:
                kind, _, number = os.readlink(entry).partition(":[")
            except FileNotFoundError:  # closed meanwhile
                continue
            found.append("unix" if kind == "socket" and number.rstrip("]") in unix else kind)
        return sorted(found)

    def memory(self):
        """Its own memory, kB: no page of a file, which may be dirty for its own reasons."""
        for line in (self._place / "smaps_rollup").read_text().splitlines():
            if line.startswith("Anonymous:"):
                return int(line.split()[1])
        raise AssertionError("no Anonymous in smaps_rollup")

    def seconds(self):
        """Processor time so far."""
        fields = (self._place / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def children(self):
        return (self._place / f"task/{self.pid}/children").read_text().split()

    def limit_descriptors(self, most):
        """At most so many from now on; None: as at the start. Open ones stay."""
        _, hard = resource.prlimit(self.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (min(most or 1024, hard), hard))
