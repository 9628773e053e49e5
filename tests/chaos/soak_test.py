#!/usr/bin/env python3
"""Dial and hang up, thousands of times, on all lines at once: the daemon holds afterwards what it held
before, in descriptors exactly and in memory but for noise.

DIAL_SOAK_CYCLES=N (300) so many cycles on the lines together, behind the first ones, in which the daemon
fills what it keeps: the records of the last 256 connections."""
import os
import select
import time

import lab
import rig
import varlink

CYCLES = int(os.environ.get("DIAL_SOAK_CYCLES", "300"))
WARM = 300
# kB, of the daemon's own memory: an octet lost per cycle shows in 10 000 cycles only as what it is, ten
# pages; a record lost per cycle is a megabyte.
MOST_GROWTH = 256
REPORTS = 10


class Cycle:
    """One line that is dialled and hung up again and again."""

    def __init__(self, soak, line):
        self.soak = soak
        self.entry = line.entry
        self.handle = None  # what is to be done with the next reply; none: the line is free
        self.client = varlink.Client(soak.socket, 10)
        self.states = 0

    def dial(self):
        self.client.send("Dial", more=True, entry=self.entry)
        self.handle = self.handle_dial

    def handle_dial(self):
        reply, goes_on = self.client.receive()
        self.states += 1
        if goes_on:
            return
        self.soak.assertEqual(reply["state"], "Connected", reply)
        self.client.send("HangUp", connection=reply["connection"])
        self.handle = self.handle_hang_up

    def handle_hang_up(self):
        self.soak.assertTrue(self.client.receive()[0]["closed"])
        self.soak.cycles += 1
        self.handle = None


class Soak(lab.Lab):
    def test_thousands_of_dials_leave_a_daemon_as_it_was(self):
        self.set_up_lab(faked=False)
        self.cycles = 0
        cycles = [Cycle(self, line) for line in self.lines]
        for each in cycles:
            self.addCleanup(each.client.close)
        self.run_until(cycles, WARM)
        first = self.measure()
        for report in range(REPORTS):
            self.run_until(cycles, WARM + CYCLES * (report + 1) // REPORTS)
            memory, descriptors = self.measure()
            if CYCLES >= 5000:
                print(f"    {self.cycles - WARM} cycles: {memory} kB, {descriptors} descriptors", flush=True)
        last = self.measure()
        states = sum(each.states for each in cycles)
        print(f"\n    {self.cycles} cycles, {states} states told: memory after {WARM} {first[0]} kB, at the end {last[0]} kB; "
              f"descriptors {first[1]} and {last[1]}", flush=True)
        for each in cycles:
            each.client.close()
        self.hang_everything_up()
        self.assert_at_rest()
        self.assertEqual(last[1], first[1])
        self.assertLess(last[0] - first[0], MOST_GROWTH)

    def run_until(self, cycles, number):
        """Then every line is free."""
        sockets = {each.client._socket: each for each in cycles}
        begun = self.cycles
        while self.cycles < number:
            for each in cycles:
                if each.handle is None and begun < number:
                    each.dial()
                    begun += 1
            self.drain_watch()
            ready = select.select([*sockets], [], [], 10)[0]
            self.assertTrue(ready, "nothing goes on")
            for socket in ready:
                each = sockets[socket]
                while each.handle and each.client.is_ready():
                    each.handle()

    def measure(self):
        return self.process.memory(), len(self.process.descriptors())


if __name__ == "__main__":
    rig.main()
