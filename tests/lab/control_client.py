#!/usr/bin/env python3
"""Clients of the control socket, good and bad.

call SOCKET METHOD [PARAMS]     one question; prints its result, or its error
cut SOCKET ADDRESS PORT ROUNDS  receives datagrams at ADDRESS:PORT, has their sender cut off in turn as
                                zone mn, device mn-srv and address 10.99.1.10, and prints how many
                                milliseconds after each question the last one came in
crowd SOCKET                    a hundred slow, broken and hostile clients at once; prints how many
                                milliseconds others wait for their answers meanwhile
"""
import json
import os
import select
import socket
import sys
import threading
import time


def connect(path):
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)  # waits for its place; with a time limit set it would be refused where many wait
    client.settimeout(20)
    return client


def call(path, method, params=None, client=None):
    request = {"jsonrpc": "2.0", "id": 1, "method": method}
    if params:
        request["params"] = params
    own = client or connect(path)
    own.sendall(json.dumps(request).encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        part = own.recv(65536)
        if not part:
            raise ConnectionError("closed without an answer")
        answer += part
    if not client:
        own.close()
    return json.loads(answer)


def cut(path, address, port, rounds):
    arrivals = []
    ended = threading.Event()

    def receive():
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE
        # When the kernel took it in, not when this thread came to read it.
        receiver.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS
        receiver.bind((address, int(port)))
        receiver.settimeout(0.2)
        while not ended.is_set():
            try:
                _, ancillary, _, _ = receiver.recvmsg(2048, 64)
            except TimeoutError:
                continue
            seconds, nanoseconds = (int.from_bytes(ancillary[0][2][at:at + 8], "little") for at in (0, 8))
            arrivals.append(seconds + nanoseconds / 1e9)

    thread = threading.Thread(target=receive, daemon=True)
    thread.start()
    targets = [("zone", "mn"), ("device", "mn-srv"), ("address", "10.99.1.10")]
    took = []
    for number in range(int(rounds)):
        kind, name = targets[number % len(targets)]
        params = {"kind": kind, "id": name, "reason": f"round {number}"}
        before = len(arrivals)
        time.sleep(0.3)
        if len(arrivals) == before:
            raise AssertionError("nothing comes in while nothing is cut off")
        asked = time.time()
        answer = call(path, "isolate", params)
        if "result" not in answer:
            raise AssertionError(answer)
        time.sleep(0.4)
        took.append(max(0, round((arrivals[-1] - asked) * 1000, 1)))
        call(path, "release", params)
    ended.set()
    thread.join()
    print(*took)


def crowd(path):
    clients = []
    big = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "flows", "params": {"limit": 1000}}).encode() + b"\n"
    for number in range(100):
        client = connect(path)
        client.setblocking(False)
        clients.append((number % 5, client))
    stop = threading.Event()

    def annoy():
        position = 0
        while not stop.is_set():
            position += 1
            for kind, client in clients:
                try:
                    if kind == 0:  # a byte at a time, for ever
                        client.send(b"{")
                    elif kind == 1:  # no JSON, no end
                        client.send(os.urandom(4096))
                    elif kind == 2:  # asks for much and never reads
                        client.send(big * 16)
                    elif kind == 3 and position % 50 == 0:  # half a question, then gone
                        client.send(b'{"jsonrpc":"2.0","id":1,"meth')
                        client.shutdown(socket.SHUT_WR)
                    elif kind == 4 and select.select([client], [], [], 0)[0]:
                        client.recv(10)  # reads very slowly what it never asked for
                except OSError:
                    pass
            time.sleep(0.01)

    thread = threading.Thread(target=annoy, daemon=True)
    thread.start()
    slowest = 0
    for _ in range(30):
        began = time.monotonic()
        answer = call(path, "status")
        slowest = max(slowest, time.monotonic() - began)
        if "result" not in answer:
            raise AssertionError(answer)
        time.sleep(0.05)
    # More than there is room for: the oldest make room.
    more = [connect(path) for _ in range(150)]
    began = time.monotonic()
    call(path, "status")
    slowest = max(slowest, time.monotonic() - began)
    stop.set()
    thread.join()
    for client in [client for _, client in clients] + more:
        client.close()
    print(round(slowest * 1000))


if __name__ == "__main__":
    mode, path = sys.argv[1:3]
    if mode == "call":
        params = json.loads(sys.argv[4]) if len(sys.argv) > 4 else None
        answer = call(path, sys.argv[3], params)
        print(json.dumps(answer.get("result", answer.get("error"))))
    elif mode == "cut":
        cut(path, *sys.argv[3:6])
    else:
        crowd(path)
