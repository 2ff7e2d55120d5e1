"""Frames as bytes, whole and with right checksums unless told otherwise. No more than the lab needs."""

import ipaddress
import struct

TCP, UDP, ICMP, ICMPV6, SCTP, GRE = 6, 17, 1, 58, 132, 47
FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << bit for bit in range(8))


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def address(text):
    return ipaddress.ip_address(text).packed


def is_v6(text):
    return ":" in text


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_checksum(packet, at, source, destination, protocol):
    """The transport packet with its checksum, over the pseudo header where there is one."""
    pseudo = b""
    if protocol != ICMP:
        pseudo = address(source) + address(destination)
        pseudo += struct.pack("!IHBB", len(packet), 0, 0, protocol) if is_v6(source) else \
            struct.pack("!BBH", 0, protocol, len(packet))
    return packet[:at] + struct.pack("!H", checksum(pseudo + packet)) + packet[at + 2:]


def tcp(source, destination, sport, dport, flags, payload, seq=1000, ack=0):
    packet = struct.pack("!HHIIBBHHH", sport, dport, seq, ack if flags & ACK else 0, 0x50, flags,
                         65000, 0, 0) + payload
    return with_checksum(packet, 16, source, destination, TCP)


def udp(source, destination, sport, dport, payload, length=None):
    packet = struct.pack("!HHHH", sport, dport, 8 + len(payload) if length is None else length, 0)
    return with_checksum(packet + payload, 6, source, destination, UDP)


def sctp(sport, dport, payload):
    return struct.pack("!HHII", sport, dport, 0, 0) + b"\x01\0\0\x14" + payload.ljust(16, b"\0")


def icmp(source, destination, kind, rest, payload, code=0):
    """`rest` is the second word of the header: identifier and sequence, or what the type has there."""
    packet = struct.pack("!BBHI", kind, code, 0, rest) + payload
    return with_checksum(packet, 2, source, destination, ICMPV6 if is_v6(source) else ICMP)


def ip(source, destination, protocol, payload, *, options=b"", fragment=0, identification=1,
       extensions=(), hop_limit=64, bad_checksum=False, length_more=0):
    """`extensions` are (number, bytes) of IPv6 headers whose first byte is written here. `fragment`
    is IPv4's word of flags and offset."""
    if not is_v6(source):
        options += b"\0" * (-len(options) % 4)
        header = struct.pack("!BBHHHBBH", 0x45 + len(options) // 4, 0,
                             20 + len(options) + len(payload) + length_more, identification,
                             fragment, hop_limit, protocol, 0)
        header += address(source) + address(destination) + options
        right = checksum(header) ^ (0x5555 if bad_checksum else 0)
        return header[:10] + struct.pack("!H", right) + header[12:] + payload
    chain = b""
    numbers = [number for number, _ in extensions] + [protocol]
    for i, (_, body) in enumerate(extensions):
        chain += bytes([numbers[i + 1]]) + body[1:]
    return struct.pack("!IHBB", 0x60000000, len(chain) + len(payload) + length_more, numbers[0],
                       hop_limit) + address(source) + address(destination) + chain + payload


def ethernet(destination_mac, source_mac, body, tags=(), ethertype=None):
    """`tags` are (TPID, VID)."""
    if ethertype is None:
        ethertype = 0x86DD if body[0] >> 4 == 6 else 0x0800
    head = mac(destination_mac) + mac(source_mac)
    for tpid, vid in tags:
        head += struct.pack("!HH", tpid, vid)
    return head + struct.pack("!H", ethertype) + body


def arp(sender_mac, sender, target, operation=1, head=b"\0\1\x08\0\6\4"):
    return head + struct.pack("!H", operation) + mac(sender_mac) + address(sender) + bytes(6) + \
        address(target)


HOP_BY_HOP = (0, bytes([0, 0, 1, 4, 0, 0, 0, 0]))
DESTINATION = (60, bytes([0, 0, 1, 4, 0, 0, 0, 0]))
AUTHENTICATION = (51, bytes([0, 1, 0, 0]) + bytes(8))


def routing(kind, segments_left):
    return 43, bytes([0, 2, kind, segments_left]) + bytes(20)


def fragment_header(offset, more, identification=1):
    return 44, struct.pack("!BBHI", 0, 0, offset << 3 | more, identification)
