"""Sends the same frames through two gateways and compares what arrives: nftables_compare.py FORWARDING ONE TWO LIST SEED

ONE and TWO are network namespaces with the far ends of each gateway's ports; what comes in by a port
that the gateway lets pass goes out by all the others. Frames are those of nftables_frames.py; those
left out of the comparison are so by a name that LIST, what the export command said, must have. Exit 1
where another frame is judged differently.
"""

import collections
import ctypes
import os
import re
import select
import socket
import sys
import time

import nftables_frames as frames

CLONE_NEWNET = 0x40000000
ETH_P_ALL, PACKET_OUTGOING, SO_RCVBUFFORCE = 3, 4, 33
BATCH = 24  # fewer than the shortest queue on the way holds
MAGIC = re.compile(rb"SKID([0-9a-f]{8})")


class Far:
    """The far ends of a gateway's ports."""

    def __init__(self, namespace, ports):
        self.name = namespace
        self.sockets, self.came = {}, collections.defaultdict(set)
        self._enter(f"/run/netns/{namespace}")
        for port in ports:
            end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            end.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 25)
            end.bind((port, ETH_P_ALL))
            end.setblocking(False)
            self.sockets[port] = end

    @staticmethod
    def _enter(path):
        handle = os.open(path, os.O_RDONLY)
        if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), path)
        os.close(handle)

    def send(self, port, data):
        self.sockets[port].send(data)

    def take(self):
        """Notes what has come: by number, the ports it came out by."""
        for port, end in self.sockets.items():
            while True:
                try:
                    data, where = end.recvfrom(4096)
                except BlockingIOError:
                    break
                found = MAGIC.search(data)
                if found and where[2] != PACKET_OUTGOING:
                    self.came[int(found[1], 16)].add(port)

    def flush(self, numbers):
        """Until what was sent before is judged: frames that every policy allows, one by each port,
        have come out by all the others."""
        for attempt in range(5):
            sentinels = {}
            for port in self.sockets:
                sentinels[next(numbers)] = port
                self.send(port, frames.sentinel(port, max(sentinels)))
            deadline = time.monotonic() + 2
            while time.monotonic() < deadline:
                select.select(list(self.sockets.values()), [], [], 0.05)
                self.take()
                if all(len(self.came[number]) == len(self.sockets) - 1 for number in sentinels):
                    return
            print(f"{self.name}: sentinels lost, attempt {attempt + 1}", flush=True)
        sys.exit(f"{self.name}: the frames that must pass do not")


def run(worlds, plan):
    """Every frame of the plan, round by round: a reply is sent when its request has been judged."""
    numbers = iter(range(0xF0000000, 0xFFFFFFFF))
    for number in range(max(frame.round for frame in plan) + 1):
        due = [frame for frame in plan if frame.round == number]
        for begin in range(0, len(due), BATCH):
            for frame in due[begin:begin + BATCH]:
                for world in worlds:
                    world.send(frame.port, frame.data)
            for world in worlds:
                world.flush(numbers)


def report(plan, worlds):
    """Prints a line a category; returns how many frames differ that may not."""
    rows = collections.OrderedDict()
    wrong = []
    for frame in plan:
        passes = [bool(world.came.get(frame.number)) for world in worlds]
        row = rows.setdefault((frame.left_out or "", frame.category), [0, 0, 0, 0])
        for i, count in enumerate([1, passes[0], passes[1], passes[0] != passes[1]]):
            row[i] += count
        if passes[0] != passes[1] and not frame.left_out:
            wrong.append((frame, passes))
    print(f"{'category':44}{'sent':>7}{'sekisho':>9}{'nftables':>9}{'differ':>8}")
    for (left_out, category), row in sorted(rows.items()):
        name = f"{category} [left out: {left_out}]" if left_out else category
        print(f"{name:44}{row[0]:7}{row[1]:9}{row[2]:9}{row[3]:8}")
    for frame, passes in wrong[:40]:
        told = ["passes" if each else "is dropped" for each in passes]
        print(f"DIFFERS: {frame.category}: {frame.told}\n  by {frame.port}: {frame.data.hex()}\n"
              f"  {told[0]} in Sekisho, {told[1]} in nftables")
    return len(wrong), rows


def main():
    forwarding, one, two, said, seed = sys.argv[1:]
    plan = frames.make(int(seed))
    with open(said, encoding="utf-8") as file:
        named = set(re.findall(r"^  ([a-z0-9-]+):", file.read(), re.MULTILINE))
    unnamed = {frame.left_out for frame in plan if frame.left_out} - named
    if unnamed:
        sys.exit(f"left out, but not by the command: {unnamed}")
    worlds = [Far(one, frames.PORTS), Far(two, frames.PORTS)]
    for world in worlds:
        world.flush(iter(range(0xE0000000, 0xEFFFFFFF)))
    began = time.monotonic()
    run(worlds, plan)
    wrong, rows = report(plan, worlds)
    compared = sum(not frame.left_out for frame in plan)
    print(f"{forwarding}: {compared} frames compared, {len(plan) - compared} left out by name, "
          f"{wrong} differ; {time.monotonic() - began:.0f} s")
    # A gateway that dropped everything would agree with another that did.
    idle = [category for (left_out, category), row in rows.items()
            if not left_out and category in frames.MUST_PASS and row[1] == 0]
    for category in idle:
        print(f"FAILED: nothing of \"{category}\" passed")
    return 1 if wrong or idle else 0


if __name__ == "__main__":
    sys.exit(main())
