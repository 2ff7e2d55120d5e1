#!/usr/bin/env python3
"""Attacks and mishaps as raw frames on an interface:
attacks.py KIND INTERFACE SOURCE_MAC GATEWAY_MAC SOURCE DESTINATION [SECONDS]"""
import os
import random
import socket
import sys
import time

import packets

BROADCAST = "ff:ff:ff:ff:ff:ff"
PAUSE = 0.005  # s; at this pace nothing is a flood


class Wire:
    def __init__(self, interface, source_mac, gateway_mac):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind((interface, 0))
        self.source_mac, self.gateway_mac = source_mac, gateway_mac

    def frame(self, source, destination, protocol, payload):
        body = packets.ip(source, destination, protocol, payload)
        return packets.ethernet(self.gateway_mac, self.source_mac, body)

    def syn(self, source, destination, port):
        segment = packets.tcp(source, destination, random.randrange(49152, 65536), port,
                              packets.SYN, b"")
        self.socket.send(self.frame(source, destination, packets.TCP, segment))
        time.sleep(PAUSE)

    def arp(self, sender, target):
        body = packets.arp(self.source_mac, sender, target)
        self.socket.send(packets.ethernet(BROADCAST, self.source_mac, body, ethertype=0x0806))
        time.sleep(PAUSE)


def scan(wire, source, destination):
    for port in range(1, 41):
        wire.syn(source, destination, port)


def sweep(wire, source, destination):
    network = destination.rsplit(".", 1)[0]
    for host in range(100, 140):
        wire.syn(source, f"{network}.{host}", 22)


def lateral(wire, source, destination):
    for port in (135, 139, 445, 3389, 5985):
        wire.syn(source, destination, port)


def claim(wire, source, destination):
    """Says that it has SOURCE."""
    for _ in range(3):
        wire.arp(source, destination)


def tunnel(wire, source, destination):
    wire.socket.send(wire.frame(source, destination, packets.GRE, b"\0\0\x08\0" + bytes(40)))


def loop(wire, source, destination):
    """The gateway's own question comes back."""
    wire.source_mac = wire.gateway_mac
    for _ in range(20):
        wire.arp(source, destination)


def flood(wire, source, destination, seconds):
    """From every address of SOURCE's network, as fast as it goes."""
    network = source.rsplit(".", 1)[0]
    frames = []
    for host in range(2, 250):
        for port in range(8):
            datagram = packets.udp(f"{network}.{host}", destination, 1000 + port, 9999, b"x" * 18)
            frames.append(wire.frame(f"{network}.{host}", destination, packets.UDP, datagram))
    end, sent = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for frame in frames:
            wire.socket.send(frame)
        sent += len(frames)
    print(sent)


def main():
    kind, interface, source_mac, gateway_mac, source, destination = sys.argv[1:7]
    wire = Wire(interface, source_mac, gateway_mac)
    if kind == "flood":
        os.nice(10)
        flood(wire, source, destination, float(sys.argv[7]))
    else:
        {"scan": scan, "sweep": sweep, "lateral": lateral, "claim": claim, "tunnel": tunnel,
         "loop": loop}[kind](wire, source, destination)


main()
