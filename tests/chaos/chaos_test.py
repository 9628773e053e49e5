#!/usr/bin/env python3
"""Faults by chance, from a seed: lines that drop, stall, garble, hang and unplug; clients that die,
stand still, do not read and flood; a full disk, no descriptors, no TUN, a wall clock that jumps, a
daemon that is stopped, killed and started again. After each round every line dials again, nothing is
left, and every client has been told as the contract says.

DIAL_SEED=N is the seed of the first round (1; scripts/soak takes one by chance), DIAL_CHAOS_SECONDS=N
how long to go on (60). A round that fails prints its seed: with DIAL_SEED of that and
DIAL_CHAOS_SECONDS=0 it is played alone."""
import collections
import os
import random
import time

import lab
import clients
import faults
import judge
import rig

SECONDS = float(os.environ.get("DIAL_CHAOS_SECONDS", "60"))
SEED = int(os.environ.get("DIAL_SEED", "1"))
MOODS = ("patient",) * 3 + ("plain",) * 2 + ("hesitant",) * 2 + ("deaf", "rude")
WARM = 15  # rounds until the daemon's memory has seen everything
MOST_GROWTH = 3072  # kB over the life of a daemon, from then on


class Round:
    """What happens, all of it drawn from the seed before it begins."""

    def __init__(self, place, seed):
        self.lab = place
        self.random = random.Random(seed)
        self.moods = [self.random.choice(MOODS) for _ in range(self.random.randint(1, 5))]
        kinds = [kind for kind in faults.ALL if self.may_be(kind)]
        chosen = self.random.sample(kinds, self.random.randint(1, 3))
        # One trouble of the machine at a time: they need the daemon, or end it.
        of_machine = [kind for kind in chosen if kind in faults.OF_MACHINE]
        self.faults = [kind(place, self.random) for kind in chosen if kind not in of_machine[1:]]
        self.ends_daemon = any(fault.ends_daemon for fault in self.faults)

    def may_be(self, kind):
        if kind is faults.ClockJumps and not lab.FAKE_TIME.exists():
            return False
        return kind not in faults.RARE or self.random.random() < 0.3

    def describe(self):
        return f"clients: {', '.join(self.moods)}; faults: {', '.join(type(each).__name__ for each in self.faults)}"

    def pause(self, most):
        end = time.monotonic() + self.random.random() * most
        while time.monotonic() < end:
            self.lab.drain_watch()
            time.sleep(0.005)

    def play(self):
        self.lab.clients = [self.client(mood) for mood in self.moods]
        begun = []
        try:
            for fault in self.faults:
                self.pause(0.2)
                begun.append(fault)
                fault.begin()
            self.pause(0.5)
        finally:
            self.mend(begun)

    def mend(self, begun):
        for fault in reversed(begun):
            if fault.ends_daemon:
                self.lab.judge_daemons_end()
            fault.mend()

    def client(self, mood):
        line = self.random.choice(self.lab.lines)
        return clients.Client(self.lab.socket, mood, self.random, entry=line.entry,
                              number=self.random.choice(lab.DIALLED))


class Chaos(lab.Lab):
    def test_after_any_fault_every_line_dials_again_and_nothing_is_left(self):
        self.set_up_lab()
        print(f"\n    DIAL_SEED={SEED} DIAL_CHAOS_SECONDS={SECONDS:g}", flush=True)
        began = time.monotonic()
        seen = collections.Counter()
        seed = SEED
        while seed == SEED or time.monotonic() - began < SECONDS:
            this = Round(self, seed)
            try:
                this.play()
                self.settle(this)
            except BaseException:
                print(f"    DIAL_SEED={seed} DIAL_CHAOS_SECONDS=0: {this.describe()}", flush=True)
                raise
            seen.update(type(each).__name__ for each in this.faults)
            seen.update(self.outcomes())
            seed += 1
        self.assert_memory_is_flat()
        print(f"    {seed - SEED} rounds; " + ", ".join(f"{name} {number}" for name, number in sorted(seen.items())),
              flush=True)

    def settle(self, this):
        """Everybody has mended: brings the daemon to rest, and judges."""
        for line in self.lines:
            for answer in line.answers():
                self.assertRegex(answer, "^ok$|^error: it is (un)?plugged")
        this.pause(0.5)
        self.hang_everything_up()
        for client in self.clients:
            client.wait(lab.SETTLED)
        self.assert_at_rest()
        wrong = [each for client in self.clients for each in judge.wrong_of_client(client, this.ends_daemon)]
        self.assertFalse(self.drain_watch(), "the daemon closed the watch")
        wrong += self.watched.ended()
        self.assertEqual(wrong, [])
        self.dial_every_line()
        self.assert_at_rest()
        if this.random.random() < 0.2:
            self.assert_idle()
        self.memory.append(self.process.memory())

    def judge_daemons_end(self):
        """A daemon that was asked to end has told its watchers; one that was killed, nobody."""
        asked = self.daemon.process.returncode == 0
        rig.wait_until(self.drain_watch, "the watch ends")
        wrong = self.watched.ended()
        if asked:
            self.assertEqual(wrong, [])
            left = [name for name in super(lab.Lab, self).locks() if self.lock_holder(name) == str(self.process.pid)]
            self.assertEqual(left, [])
        self.assert_memory_is_flat()

    def assert_memory_is_flat(self):
        if len(self.memory) <= WARM:
            return
        warm, last = self.memory[WARM], self.memory[-1]
        print(f"    memory of a daemon: {warm} kB after {WARM} rounds, {last} kB after {len(self.memory)}", flush=True)
        self.assertLess(last - warm, MOST_GROWTH)

    def outcomes(self):
        """How the dials of the round ended, for the tally."""
        for client in self.clients:
            kind, told = next(reversed([*client.heard, {"nothing": None}][-2:-1] or [{"nothing": None}])).popitem()
            yield {"reply": lambda: told["state"], "after": lambda: "told all"}.get(kind, lambda: kind)()


if __name__ == "__main__":
    rig.main()
