"""The frames that both gateways are sent, for the policy data/nftables.json: a fixed, seeded set.

Each has its number in what it carries. `left_out` names what nftables cannot express, as
`sekisho export nftables` does; such frames are sent and counted, not compared.
"""

import dataclasses
import random

import packets as p

PORTS = ["mn0", "lg0", "in0", "tr0"]
ELSE = "02:00:00:00:00:99"  # nobody's
PA, DM, PA_TAGGED = (), ((0x8100, 10),), ((0x8100, 20),)

MAC = {"mn-pc": "00:00:5e:00:53:11", "lg-srv": "00:00:5e:00:53:12", "lg-pc": "00:00:5e:00:53:22",
       "in-web": "00:00:5e:00:53:13", "in-rt": "00:00:5e:00:53:2f", "dm-srv": "00:00:5e:00:53:14",
       "dm-srv2": "00:00:5e:00:53:15", "dm-rt": "00:00:5e:00:53:1f", "dm-gone": "00:00:5e:00:53:16",
       "pa-pc": "00:00:5e:00:53:17", "else": ELSE}


@dataclasses.dataclass
class Host:
    """Where frames of an address come in rightly."""
    port: str
    tags: tuple
    mac: str
    v4: str
    v6: str

    def at(self, six):
        return self.v6 if six else self.v4


HOSTS = {
    "mn-pc": Host("mn0", (), MAC["mn-pc"], "10.1.0.11", "2001:db8:1::11"),
    "lg-srv": Host("lg0", (), MAC["lg-srv"], "10.2.0.12", "2001:db8:2::12"),
    "lg-pc": Host("lg0", (), MAC["lg-pc"], "10.2.0.33", "2001:db8:2::32"),
    "in-web": Host("in0", (), MAC["in-web"], "10.3.0.13", "2001:db8:3::13"),
    "in-30": Host("in0", (), "02:00:00:00:03:30", "10.3.0.30", "2001:db8:3::30"),
    "in-35": Host("in0", (), "02:00:00:00:03:35", "10.3.0.35", "2001:db8:3::35"),
    "in-far": Host("in0", (), MAC["in-rt"], "198.51.100.7", "2001:db8:ffff::7"),
    "in-inner": Host("in0", (), MAC["in-rt"], "10.5.0.130", "2001:db8:3::130"),
    "stopped": Host("in0", (), "02:00:00:00:03:66", "10.3.0.66", "2001:db8:3::66"),
    "stopped2": Host("in0", (), MAC["in-rt"], "203.0.113.9", "2001:db8:3::67"),
    "in-rt": Host("in0", (), MAC["in-rt"], "10.3.0.254", "2001:db8:3::ffff"),
    "dm-srv": Host("tr0", DM, MAC["dm-srv"], "10.4.0.14", "2001:db8:4::14"),
    "dm-srv2": Host("tr0", DM, MAC["dm-srv2"], "10.4.0.14", "2001:db8:4::14"),
    "dm-far": Host("tr0", DM, MAC["dm-rt"], "10.4.0.130", "2001:db8:4:0:8::30"),
    "dm-rt": Host("tr0", DM, MAC["dm-rt"], "10.4.0.254", "2001:db8:4::ffff"),
    "dm-gone": Host("tr0", DM, MAC["dm-gone"], "10.4.0.16", "2001:db8:4::16"),
    "pa-pc": Host("tr0", PA, MAC["pa-pc"], "10.5.0.17", "2001:db8:5::17"),
    "pa-50": Host("tr0", PA, "02:00:00:00:05:50", "10.5.0.50", "2001:db8:5::50"),
    "pa-51": Host("tr0", PA_TAGGED, "02:00:00:00:05:51", "10.5.0.51", "2001:db8:5::51"),
    "gateway": Host("in0", (), "02:00:00:00:00:01", "10.3.0.1", "2001:db8:3::1"),
    "gateway-mn": Host("mn0", (), "02:00:00:00:00:01", "10.1.0.1", "2001:db8:1::1"),
    "nowhere": Host("in0", (), MAC["in-rt"], "127.0.0.5", "::1"),
    "multicast": Host("in0", (), MAC["in-rt"], "224.0.0.5", "ff02::5"),
    "broadcast": Host("in0", (), MAC["in-rt"], "255.255.255.255", "ff02::1"),
}
ENTRIES = [("mn0", ()), ("lg0", ()), ("in0", ()), ("tr0", PA), ("tr0", DM), ("tr0", PA_TAGGED),
           ("tr0", ((0x8100, 30),)), ("tr0", ((0x88A8, 10),)), ("tr0", ((0x8100, 0),)),
           ("mn0", ((0x8100, 10),)), ("in0", ((0x8100, 0),))]


@dataclasses.dataclass
class Frame:
    number: int
    round: int
    port: str
    data: bytes
    category: str
    told: str
    left_out: str | None


def magic(number):
    return b"SKID%08x" % number


def sentinel(port, number):
    """A frame that is allowed where it comes in, whatever the rules."""
    host = next(each for each in HOSTS.values() if each.port == port and not each.tags)
    body = p.arp(host.mac, host.v4, host.v4)
    return p.ethernet("ff:ff:ff:ff:ff:ff", host.mac, body + magic(number), host.tags, 0x0806)


class Plan:
    """Frames as they are added, with the numbers and ports that are still free."""

    def __init__(self, seed):
        self.frames, self.random, self.next_port = [], random.Random(seed), 10000

    def free_port(self):
        self.next_port += 1
        return 1024 + self.next_port % 38000  # none of the gateway's local ports

    def add(self, category, make, port, *, at=0, told="", left_out=None):
        """`make` is given what the frame must carry."""
        number = len(self.frames)
        self.frames.append(Frame(number, at, port, make(magic(number)), category,
                                 f"round {at} {told}", left_out))

    def send(self, category, source, destination, protocol, six, body, *, at=0, left_out=None,
             mac=None, to_mac=None, port=None, tags=None, told="", **header):
        """An IP packet between two hosts; `body` makes what IP carries from (source, destination,
        what it must carry)."""
        src, dst = source.at(six), destination.at(six)

        def make(carried):
            packet = p.ip(src, dst, protocol, body(src, dst, carried), **header)
            return p.ethernet(to_mac or destination.mac, mac or source.mac, packet,
                              source.tags if tags is None else tags)

        self.add(category, make, port or source.port, at=at, left_out=left_out,
                 told=f"{src} > {dst} protocol {protocol} {told}")


def random_body(rng, protocol, plan):
    """What IP carries, with ports, types and flags at and around those that the rules name."""
    if protocol == p.TCP:
        dport = rng.choice([443, 443, 22, 25, 80, 53, 8080, 8081, 9000, 9010, 9011, 8999])
        sport = plan.free_port()
        flags = p.SYN if rng.random() < 0.85 else rng.randrange(256)
        return lambda s, d, carried: p.tcp(s, d, sport, dport, flags, carried, ack=5)
    if protocol == p.UDP:
        dport = rng.choice([53, 53, 123, 514, 2000, 2005, 2010, 2011, 1999, 5000, 9000])
        sport = rng.choice([999, 1000, 1500, 1999, 2000, plan.free_port()])
        return lambda s, d, carried: p.udp(s, d, sport, dport, carried)
    if protocol in (p.ICMP, p.ICMPV6):
        kind = rng.choice([8, 8, 8, 3, 13, 0, 11, 5] if protocol == p.ICMP else [128, 128, 2, 1, 129, 3])
        rest = plan.free_port() << 16 | 1
        return lambda s, d, carried: p.icmp(s, d, kind, rest, carried)
    if protocol == p.SCTP:
        sport, dport = plan.free_port(), rng.choice([5000, 5001])
        return lambda s, d, carried: p.sctp(sport, dport, carried)
    if protocol == p.GRE:
        return lambda s, d, carried: b"\0\0\x08\0" + carried
    return lambda s, d, carried: bytes(4) + carried


def add_random(plan, count):
    """New packets of every kind between all hosts: most by the right port, with the right MAC."""
    rng, hosts = plan.random, list(HOSTS.values())
    for _ in range(count):
        six = rng.random() < 0.45
        source, destination = rng.choice(hosts), rng.choice(hosts)
        if rng.random() < 0.5:  # where rules are
            names = rng.choice([("in-web", "dm-srv"), ("in-30", "dm-srv"), ("in-far", "dm-far"),
                                ("in-inner", "dm-srv"), ("dm-srv", "in-far"), ("dm-far", "in-web"),
                                ("mn-pc", "lg-srv"), ("lg-pc", "in-web"), ("pa-50", "in-35"),
                                ("pa-51", "in-35"), ("pa-pc", "pa-50"), ("in-web", "gateway"),
                                ("in-web", "gateway-mn"), ("in-30", "gateway"),
                                ("dm-srv", "gateway"), ("dm-srv", "nowhere")])
            source, destination = HOSTS[names[0]], HOSTS[names[1]]
        protocol = rng.choice([p.TCP, p.TCP, p.UDP, p.UDP, p.ICMPV6 if six else p.ICMP, p.SCTP, p.GRE, 89, 50])
        port, tags, mac, to_mac = source.port, source.tags, source.mac, destination.mac
        category = "random, right port and MAC"
        if rng.random() < 0.1:
            port, tags = rng.choice(ENTRIES)
            category = "random, any port and tag"
        if rng.random() < 0.1:
            mac = rng.choice(list(MAC.values()))
            category = "random, any MAC"
        if rng.random() < 0.1:
            to_mac = rng.choice(list(MAC.values()))
            category = "random, any destination MAC"
        left_out = None
        if protocol in (p.SCTP, p.GRE) and source.tags == DM:  # the way back of other random frames
            left_out = "protocol-trackers"
        plan.send(category, source, destination, protocol, six,
                  random_body(rng, protocol, plan), mac=mac, to_mac=to_mac, port=port, tags=tags,
                  left_out=left_out)


def make(seed):
    # Here, since it needs this module's.
    import nftables_flows
    plan = Plan(seed)
    add_random(plan, 20000)
    nftables_flows.add_all(plan)
    return plan.frames


MUST_PASS = {"random, right port and MAC", "random, any port and tag", "TCP connection", "UDP exchange",
             "ICMP echo", "ICMP error about a flow", "ARP", "neighbour discovery", "IPv6 headers",
             "answers to the gateway", "TCP flags", "tags", "fragments, all of them"}
