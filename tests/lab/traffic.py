"""Traffic whose every packet is accounted for. Each mode runs until SIGTERM, then prints one line.

send FROM PORT TO PORT RATE    numbered datagrams, RATE a second      prints how many were sent
receive ADDRESS PORT           takes them                             prints how many different
                               numbers came, and the first ones missing
echo ADDRESS PORT              a TCP server that sends back what it is sent
stream ADDRESS PORT            one TCP connection all the time, its echo compared byte by byte;
                               prints `same N bytes` or what went wrong
"""

import os
import signal
import socket
import struct
import sys
import time

SO_RCVBUFFORCE = 33  # <asm-generic/socket.h>; Python has no name for it

ended = False


def end(*_):
    global ended
    ended = True


def send(address, port, to_address, to_port, rate):
    # What falls behind is made up for a few packets at a time: a burst would overrun a queue of
    # the lab's own links, and be taken for a loss.
    most_at_once = 16
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((address, int(port)))
        where = (to_address, int(to_port))
        step = 1 / int(rate)
        number = 0
        due = time.monotonic()
        while not ended:
            now = time.monotonic()
            for _ in range(most_at_once):
                if due > now:
                    break
                sender.sendto(struct.pack("!Q", number) + b"sekisho", where)
                number += 1
                due += step
            due = max(due, now - most_at_once * step)
            time.sleep(0.001)
    print(number)


def receive(address, port):
    numbers = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        # Everything that a slow machine may let lie here.
        receiver.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 26)
        receiver.bind((address, int(port)))
        receiver.settimeout(0.2)
        while True:
            try:
                datagram = receiver.recv(2048)
                if len(datagram) > 8:  # not of somebody else
                    numbers.add(struct.unpack("!Q", datagram[:8])[0])
            except TimeoutError:
                if ended:
                    break
    missing = []
    for number in range(max(numbers, default=-1)):
        if number not in numbers:
            missing.append(number)
    print(len(numbers), *missing[:20])


def echo(address, port):
    with socket.create_server((address, int(port))) as server:
        while True:
            client, _ = server.accept()
            if os.fork() != 0:
                client.close()
                continue
            while block := client.recv(65536):
                client.sendall(block)
            os._exit(0)


def receive_whole(connection, size):
    block = b""
    while len(block) < size:
        part = connection.recv(size - len(block))
        if not part:
            raise ConnectionError("closed by the other end")
        block += part
    return block


def stream(address, port):
    total = 0
    try:
        with socket.create_connection((address, int(port)), timeout=5) as connection:
            while not ended:
                block = os.urandom(4096)
                connection.sendall(block)
                if receive_whole(connection, len(block)) != block:
                    raise ValueError("another byte came back")
                total += len(block)
                time.sleep(0.002)
    except (OSError, ValueError) as error:
        print(f"broken after {total} bytes: {error}")
        return
    print(f"same {total} bytes")


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if sys.argv[1] != "echo":
        signal.signal(signal.SIGTERM, end)
    {"send": send, "receive": receive, "echo": echo, "stream": stream}[sys.argv[1]](*sys.argv[2:])
