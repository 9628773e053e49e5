"""What goes wrong in a round. A fault begins, lasts a while, and is mended; some concern one line,
some the machine. Each takes the lab of chaos_test.py and the round's random numbers."""
import os
import signal
import subprocess

import varlink


class Fault:
    """`ends_daemon`: clients and connections may end with it."""
    ends_daemon = False

    def __init__(self, lab, random):
        self.lab = lab
        self.random = random
        self.line = random.choice(lab.lines)

    def begin(self):
        raise NotImplementedError

    def mend(self):
        pass


class Drop(Fault):
    def begin(self):
        self.line.say("drop")


class Stall(Fault):
    def begin(self):
        self.line.say("stall", self.random.randint(50, 1500))


class Garble(Fault):
    def begin(self):
        self.line.say("garble", self.random.choice((1, 20, 300, 3000)))


class Unplug(Fault):
    def begin(self):
        self.line.say("unplug")

    def mend(self):
        self.line.say("plug")


class ModemHangs(Fault):
    """The device is there, and nothing comes from it any more."""

    def begin(self):
        self.line.sim.process.send_signal(signal.SIGSTOP)

    def mend(self):
        self.line.sim.process.send_signal(signal.SIGCONT)


class ClientDies(Fault):
    number = signal.SIGKILL

    def begin(self):
        self.client = self.random.choice(self.lab.clients)
        self.client.signal(self.number)


class ClientStops(ClientDies):
    number = signal.SIGSTOP

    def mend(self):
        self.client.signal(signal.SIGCONT)


class DaemonStops(Fault):
    def begin(self):
        self.lab.daemon.process.send_signal(signal.SIGSTOP)

    def mend(self):
        self.lab.daemon.process.send_signal(signal.SIGCONT)


class DaemonIsKilled(Fault):
    ends_daemon = True

    def begin(self):
        self.lab.daemon.stop(signal.SIGKILL)

    def mend(self):
        self.lab.start_daemon()


class DaemonIsTerminated(DaemonIsKilled):
    def begin(self):
        self.lab.assertEqual(self.lab.daemon.stop(signal.SIGTERM, 12), 0)


class DiskFull(Fault):
    """The folders of locks and profiles take no octet more: what is written must fail as a whole."""

    def begin(self):
        entry = self.line.entry
        before = self.lab.profile_text(entry)
        for folder in self.lab.disks:
            with open(folder / "filler", "wb", buffering=0) as file:
                try:
                    while file.write(bytes(4096)):
                        pass
                except OSError:
                    pass
        number = "5550009" if b"5550009" not in before else "5551234"
        try:
            with varlink.Client(self.lab.socket) as client:
                client.call("SetEntryProperties", entry=entry, changes=[{"key": "number", "text": number}])
            self.lab.fail("a profile was changed on a full disk")
        except varlink.Refused as refused:
            self.lab.assertIn("No space left", str(refused.problem), refused.problem)
        self.lab.assertEqual(self.lab.profile_text(entry), before)

    def mend(self):
        for folder in self.lab.disks:
            os.unlink(folder / "filler")


class OutOfDescriptors(Fault):
    def begin(self):
        process = self.lab.process
        process.limit_descriptors(len(process.descriptors()) + self.random.randint(0, 8))

    def mend(self):
        self.lab.process.limit_descriptors(None)


class NoTun(Fault):
    """/dev/net/tun is something that makes no interfaces."""

    def begin(self):
        subprocess.run(["mount", "--bind", "/dev/null", "/dev/net/tun"], check=True)

    def mend(self):
        subprocess.run(["umount", "/dev/net/tun"], check=True)


class ClockJumps(Fault):
    """The wall clock, there and back: nothing of a dial may go by it."""

    def begin(self):
        self.lab.set_clock(self.random.choice(("+3d", "-3d", "+20y", "+61s", "-1h")))

    def mend(self):
        self.lab.set_clock("+0")


ALL = (Drop, Stall, Garble, Unplug, ModemHangs, ClientDies, ClientStops, DaemonStops, DaemonIsKilled,
       DaemonIsTerminated, DiskFull, OutOfDescriptors, NoTun, ClockJumps)
# Each of these takes a new daemon, whose memory tells nothing yet.
RARE = (DaemonIsKilled, DaemonIsTerminated)
OF_MACHINE = (DaemonStops, DaemonIsKilled, DaemonIsTerminated, DiskFull, OutOfDescriptors)
