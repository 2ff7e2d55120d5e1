"""Frames judged by what they say of themselves: ARP, neighbour discovery, headers, fragments, tags."""

import itertools

import packets as p
from nftables_frames import DM, ELSE, HOSTS, MAC

ALL = "ff:ff:ff:ff:ff:ff"


def add_arp(plan):
    senders = ["mn-pc", "lg-srv", "lg-pc", "in-web", "in-30", "in-far", "dm-srv", "dm-far", "dm-gone",
               "pa-pc", "pa-50", "pa-51", "gateway", "gateway-mn"]
    targets = ["10.1.0.1", "10.3.0.13", "10.2.0.12", "10.4.0.14", "10.5.0.50", "198.51.100.7", "10.1.0.200",
               "224.0.0.1"]
    entries = [("mn0", ()), ("lg0", ()), ("in0", ()), ("tr0", ()), ("tr0", DM)]
    for name, target, operation in itertools.product(senders, targets, [1, 2]):
        host = HOSTS[name]
        ways = [(host.port, host.tags, host.mac, host.mac), (host.port, host.tags, ELSE, ELSE)]
        ways += [(*plan.random.choice(entries), host.mac, host.mac)]
        ways += [(host.port, host.tags, host.mac, ELSE), (host.port, host.tags, ELSE, host.mac),
                 (host.port, host.tags, MAC["dm-srv"], MAC["dm-srv2"])]
        for port, tags, mac, sender_mac in ways:
            for sender in (host.v4, "0.0.0.0"):
                registered = set(MAC.values()) - {ELSE, MAC["dm-gone"]}
                apart = mac != sender_mac and not registered & {mac, sender_mac}
                plan.add("ARP", lambda c: p.ethernet(ALL, mac, p.arp(sender_mac, sender, target, operation) + c,
                                                     tags, 0x0806),
                         port, told=f"{mac} {sender_mac} {sender} asks for {target} ({operation})",
                         left_out="arp-sender-mac" if apart else None)
    host = HOSTS["in-web"]
    for head, operation in [(b"\0\6\x08\0\6\4", 1), (b"\0\1\x86\xdd\6\4", 1), (b"\0\1\x08\0\5\4", 1),
                            (b"\0\1\x08\0\6\5", 1), (b"\0\1\x08\0\6\4", 3), (b"\0\1\x08\0\6\4", 0)]:
        plan.add("ARP of another form", lambda c: p.ethernet(
            ALL, host.mac, p.arp(host.mac, host.v4, "10.3.0.1", operation, head) + c, (), 0x0806), "in0")
    for length in (20, 27):  # cut short; what it carries stands before the end
        plan.add("ARP of another form", lambda c: p.ethernet(
            ALL, host.mac, (p.arp(host.mac, host.v4, "10.3.0.1")[:8] + c + bytes(8))[:length], (), 0x0806), "in0")


def discovery(kind, target, carried):
    """The message behind its checksum, with an option that nobody knows."""
    option = bytes([253, 2]) + carried + bytes(2)
    if kind == 133:
        return option
    if kind == 134:
        return bytes(8) + option
    return p.address(target) + (p.address(target) if kind == 137 else b"") + option


def add_discovery(plan):
    sources = ["mn-pc", "lg-srv", "in-web", "in-rt", "in-30", "dm-srv", "dm-far", "dm-rt", "dm-gone", "pa-50",
               "gateway"]
    targets = ["2001:db8:3::13", "2001:db8:3::1", "2001:db8:4::14", "2001:db8:4:0:8::77", "2001:db8:3::99"]
    destinations = ["ff02::1:ff00:1", "fe80::1", "2001:db8:3::1", "2001:db8:3::13", "2001:db8:4::14", "2001:db8:1::11"]
    for name, kind in itertools.product(sources, [133, 134, 135, 136, 137]):
        host = HOSTS[name]
        for target, destination in itertools.product(targets, destinations):
            for source, mac, hops in [(host.v6, host.mac, 255), ("fe80::5", host.mac, 255), ("::", ELSE, 255),
                                      (host.v6, ELSE, 255), (host.v6, host.mac, 64)]:
                if plan.random.random() < 0.6:
                    continue

                def make(c):
                    body = p.icmp(source, destination, kind, 0, discovery(kind, target, c))
                    return p.ethernet(MAC["in-web"], mac, p.ip(source, destination, p.ICMPV6, body,
                                                               hop_limit=hops), host.tags)

                plan.add("neighbour discovery", make, host.port,
                         told=f"{kind} {mac} {source} > {destination} about {target}, {hops} hops")
    host = HOSTS["in-web"]
    for kind in (135, 136):
        plan.add("neighbour discovery cut short", lambda c: p.ethernet(
            ALL, host.mac, p.ip(host.v6, "ff02::1", p.ICMPV6, p.icmp(host.v6, "ff02::1", kind, 0, c),
                                hop_limit=255)), "in0")


def allowed_tcp(plan):
    sport = plan.free_port()
    return lambda s, d, c: p.tcp(s, d, sport, 443, p.SYN, c)


def add_forms(plan, six):
    """Headers that the policy refuses, and those that it passes over, before an allowed packet."""
    web, srv = HOSTS["in-web"], HOSTS["dm-srv"]

    def say(category, left_out=None, body=None, protocol=p.TCP, **header):
        plan.send(category, web, srv, protocol, six, body or allowed_tcp(plan), left_out=left_out, **header)

    say("malformed", body=lambda s, d, c: p.udp(s, d, 1000, 53, c, length=7), protocol=p.UDP)
    say("malformed", body=lambda s, d, c: p.icmp(s, d, 8, 1 << 16, c), protocol=p.ICMP if six else p.ICMPV6)
    say("packets cut short", "malformed-packets", length_more=4)
    say("packets cut short", "malformed-packets", body=lambda s, d, c: p.udp(s, d, 1000, 53, c, length=60),
        protocol=p.UDP)
    if not six:
        for option in (b"\x83\x07\x04" + bytes(4), b"\x89\x07\x04" + bytes(4)):
            say("malformed", options=option)
        say("packets cut short", "malformed-packets", options=b"\x44\x40\5\0")
        say("packets cut short", "malformed-packets", bad_checksum=True)
        for option in (b"\1\1\1\0", b"\x94\x04\0\0"):  # no operation; router alert
            say("IPv4 options", options=option)
        return
    for headers in ([p.HOP_BY_HOP], [p.DESTINATION], [p.HOP_BY_HOP, p.DESTINATION],
                    [p.routing(2, 0)]):
        say("IPv6 headers", extensions=headers)
    say("atomic fragments", extensions=[p.fragment_header(0, 0, plan.free_port())])
    say("malformed", extensions=[p.routing(0, 0)])
    say("malformed", extensions=[p.routing(2, 1)])
    say("IPv6 headers, authentication", "ipv6-extension-headers", extensions=[p.AUTHENTICATION])
    say("IPv6 headers, many", "ipv6-extension-headers", extensions=[p.DESTINATION] * 9)
    say("IPv6 headers, many", "ipv6-extension-headers", extensions=[p.fragment_header(0, 0)] * 2)


def add_fragments(plan, six):
    """An allowed packet in three fragments: whole, or without its end, or a later one alone."""
    pairs = [("in-web", "dm-srv"), ("dm-srv", "in-far"), ("dm-far", "in-35"), ("in-web", "stopped"),
             ("pa-50", "in-35"), ("pa-pc", "pa-50"), ("mn-pc", "lg-srv"), ("in-web", "mn-pc"),
             ("in-web", "gateway-mn")] * 4
    whole_only = {"pa-50", "pa-pc", "mn-pc", "gateway-mn"}
    ports = {"pa-50": 2005, "pa-pc": 2005, "mn-pc": 5000}
    parts = [(0, 1), (4, 1), (8, 0)]
    for (source, destination), sent in itertools.product(pairs, [parts, parts[:2], parts[1:]]):
        src, dst, key = HOSTS[source], HOSTS[destination], plan.free_port()
        tracked = not whole_only & {source, destination} and destination != "stopped"
        is_whole = len(sent) == 3
        category = "fragments denied" if not tracked else \
            "fragments, all of them" if is_whole else "fragments, not all"
        for at, (offset, more) in enumerate(sent):
            header = {"extensions": [p.fragment_header(offset, more, key)]} if six else \
                {"fragment": offset | more << 13, "identification": key}

            port = 514 if destination == "gateway-mn" else ports.get(source, 53)

            def body(s, d, carried, offset=offset, port=port):
                packet = p.udp(s, d, 1500, port, carried + bytes(76))
                return packet[:32] if offset == 0 else carried.ljust(32, b"x")

            plan.send(category, src, dst, p.UDP, six, body, at=at, told=f"offset {offset * 8}",
                      left_out="tracked-fragments" if tracked and not is_whole else None, **header)


def add_not_ip(plan):
    web, srv = HOSTS["in-web"], HOSTS["dm-srv"]
    for ethertype in (0x88CC, 0x8863, 0x0040, 0x05FF, 0x9000, 0x22F3, 0x8847):
        plan.add("not IP", lambda c: p.ethernet(srv.mac, web.mac, c + bytes(50), (), ethertype), "in0",
                 told=hex(ethertype))
    for tpid, first, second in itertools.product([0x8100, 0x88A8], [0, 10, 20], [0, 10]):
        for tags in (((tpid, first), (0x8100, second)), ((tpid, first),)):
            for name in ("dm-srv", "pa-50"):
                host = HOSTS[name]
                sport = plan.free_port()
                plan.send("tags", host, HOSTS["in-35"] if name == "pa-50" else HOSTS["in-web"],
                          p.UDP, False, lambda s, d, c: p.udp(s, d, 1000 + sport % 1000, 2005, c), tags=tags,
                          told=str(tags))
