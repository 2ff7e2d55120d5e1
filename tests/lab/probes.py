"""Datagrams of which each begins a flow of its own. Until SIGTERM, then prints how many for each port.

send FROM TO RATE PORT..       one to each port from a port that is new to all of them, RATE a second
receive ADDRESS PORT..         takes them
"""

import itertools
import selectors
import signal
import socket
import sys
import time

ended = False


def end(*_):
    global ended
    ended = True


def send(address, to_address, rate, *ports):
    sent = dict.fromkeys(ports, 0)
    due = time.monotonic()
    for own_port in itertools.cycle(range(20000, 60000)):
        if ended:
            break
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((address, own_port))
            for port in ports:
                sender.sendto(b"probe", (to_address, int(port)))
                sent[port] += 1
        # What falls behind is not made up for.
        due = max(due + 1 / int(rate), time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
    return sent


def receive(address, *ports):
    received = dict.fromkeys(ports, 0)
    waiting = selectors.DefaultSelector()
    for port in ports:
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind((address, int(port)))
        receiver.setblocking(False)
        waiting.register(receiver, selectors.EVENT_READ, port)
    while ready := waiting.select(0.2) or not ended:
        for key, _ in ready if ready is not True else ():
            key.fileobj.recv(2048)
            received[key.data] += 1
    return received


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    counts = {"send": send, "receive": receive}[sys.argv[1]](*sys.argv[2:])
    print(*(f"{port} {count}" for port, count in counts.items()), sep="\n")
