"""A UDP exchange: `serve ADDRESS PORT` answers every datagram with itself, `ask ADDRESS PORT` sends
one and exits 0 when its own words come back within a second, else 1."""

import os
import socket
import sys


def serve(where):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(where)
        while True:
            words, client = server.recvfrom(2048)
            server.sendto(words, client)


def ask(where):
    words = os.urandom(16).hex().encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(1)
        client.connect(where)
        client.send(words)
        try:
            return client.recv(2048) == words
        except OSError:
            return False


def main():
    what, address, port = sys.argv[1:]
    where = (address, int(port))
    if what == "serve":
        serve(where)
    return 0 if ask(where) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
