#!/usr/bin/env python3
"""Sends one UDP datagram from each port: many_flows.py SOURCE DESTINATION PORT FIRST LAST PER_SECOND"""
import socket
import sys
import time

source, destination = sys.argv[1:3]
port, first, last, rate = (int(word) for word in sys.argv[3:7])
begin = time.monotonic()
for number, own_port in enumerate(range(first, last + 1)):
    ahead = number / rate - (time.monotonic() - begin)
    if ahead > 0.002:
        time.sleep(ahead)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((source, own_port))
        sender.sendto(b"x", (destination, port))
