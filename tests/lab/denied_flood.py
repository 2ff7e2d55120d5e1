#!/usr/bin/env python3
"""Sends one UDP datagram to each port: denied_flood.py SOURCE DESTINATION FIRST LAST PER_SECOND"""
import socket
import sys
import time

source, destination = sys.argv[1:3]
first, last, rate = (int(word) for word in sys.argv[3:6])
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((source, 0))
begin = time.monotonic()
for number, port in enumerate(range(first, last + 1)):
    ahead = number / rate - (time.monotonic() - begin)
    if ahead > 0.002:
        time.sleep(ahead)
    sender.sendto(b"x", (destination, port))
