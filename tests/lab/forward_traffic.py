"""Bytes there and back, compared.

serve ADDRESS PORT             a TCP and a UDP server, until it is ended by a signal
tcp ADDRESS PORT SIZE          sends SIZE random bytes and takes as many; both ends hash both ways
udp ADDRESS PORT SIZE          a datagram of SIZE bytes, sent back as it came; tries for a second

The clients print `same SIZE bytes` and exit 0, or say what went wrong and exit 1.
"""

import hashlib
import os
import socket
import struct
import sys
import threading

HASH_SIZE = hashlib.sha256().digest_size


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def receive_whole(connection, size):
    block = bytearray()
    while len(block) < size:
        part = connection.recv(min(65536, size - len(block)))
        if not part:
            raise ConnectionError(f"closed by the other end after {len(block)} bytes")
        block += part
    return bytes(block)


def answer_stream(connection):
    with connection:
        try:
            size = struct.unpack("!Q", receive_whole(connection, 8))[0]
            came = receive_whole(connection, size)
            connection.sendall(hashlib.sha256(came).digest())
            mine = os.urandom(size)
            connection.sendall(mine + hashlib.sha256(mine).digest())
        except OSError:
            pass  # the client says so


def serve_streams(where, family):
    with socket.create_server(where, family=family) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=answer_stream, args=(connection,), daemon=True).start()


def serve(where, family):
    threading.Thread(target=serve_streams, args=(where, family), daemon=True).start()
    with socket.socket(family, socket.SOCK_DGRAM) as server:
        server.bind(where)
        while True:
            words, client = server.recvfrom(65535)
            server.sendto(words, client)


def exchange_stream(where, family, size):
    del family
    with socket.create_connection(where, timeout=30) as connection:
        mine = os.urandom(size)
        connection.sendall(struct.pack("!Q", size) + mine)
        if receive_whole(connection, HASH_SIZE) != hashlib.sha256(mine).digest():
            raise ValueError("other bytes than mine arrived")
        came = receive_whole(connection, size)
        if receive_whole(connection, HASH_SIZE) != hashlib.sha256(came).digest():
            raise ValueError("other bytes than the server's arrived")


def exchange_datagram(where, family, size):
    words = os.urandom(size)
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.settimeout(1)
        client.connect(where)
        client.send(words)
        if client.recv(65535) != words:
            raise ValueError("another datagram came back")


def main():
    what, address, port, *size = sys.argv[1:]
    where, family = (address, int(port)), family_of(address)
    if what == "serve":
        return serve(where, family)
    try:
        {"tcp": exchange_stream, "udp": exchange_datagram}[what](where, family, int(size[0]))
    except (OSError, ValueError) as error:
        print(error)
        return 1
    print(f"same {size[0]} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
