"""Frames in a row: connections and their replies, errors about them, and what holds a link together."""

import itertools

import packets as p
from nftables_frames import DM, ELSE, HOSTS, MAC

# Flows that the policy allows: (from, to, port); the same over IPv4 and IPv6.
TCP_FLOWS = [("in-web", "dm-srv", 443), ("in-30", "dm-srv2", 443), ("in-far", "dm-far", 8080),
             ("in-inner", "dm-srv", 9005), ("dm-srv", "in-far", 25), ("dm-far", "in-web", 25),
             ("mn-pc", "lg-srv", 443), ("lg-pc", "in-web", 443), ("pa-50", "pa-51", 7000)]
UDP_FLOWS = [("in-web", "dm-srv", 53), ("in-far", "dm-far", 9000), ("dm-srv", "in-35", 4000),
             ("mn-pc", "lg-srv", 5000), ("lg-pc", "in-web", 53)]
DENIED = [("in-web", "dm-srv", 444), ("in-web", "lg-srv", 443), ("lg-srv", "in-web", 443),
          ("mn-pc", "in-web", 443), ("dm-srv", "mn-pc", 443), ("stopped", "dm-srv", 443),
          ("in-web", "nowhere", 443), ("pa-pc", "dm-srv", 443)]
FLAGS = {"S": p.SYN, "SA": p.SYN | p.ACK, "A": p.ACK, "PA": p.PSH | p.ACK, "FA": p.FIN | p.ACK}


class Talk:
    """A TCP connection, its sequence numbers as both ends have them."""

    def __init__(self, plan, category, client, server, port, six):
        self.plan, self.category, self.six = plan, category, six
        self.ends = [HOSTS[client], HOSTS[server]]
        self.ports = [plan.free_port(), port]
        self.sequence = [plan.random.randrange(1 << 31), plan.random.randrange(1 << 31)]
        self.round = 0

    def say(self, side, flags, *, counts=True, **more):
        """The next segment of client (0) or server (1); one that neither end heeds does not count."""
        bits, seq, ack = FLAGS.get(flags, flags), self.sequence[side], self.sequence[1 - side]
        sport, dport = self.ports[side], self.ports[1 - side]
        length = []

        def body(src, dst, carried):
            length.append(len(carried))
            return p.tcp(src, dst, sport, dport, bits, carried, seq, ack)

        more.setdefault("category", self.category)
        self.plan.send(source=self.ends[side], destination=self.ends[1 - side], protocol=p.TCP,
                       six=self.six, body=body, at=self.round, told=f"flags {flags}", **more)
        self.round += 1
        if counts:
            self.sequence[side] += length[0] + bool(bits & p.SYN) + bool(bits & p.FIN)
        return self


def add_tcp(plan, six):
    for client, server, port in TCP_FLOWS * 3:
        talk = Talk(plan, "TCP connection", client, server, port, six)
        for side, flags in [(0, "S"), (1, "SA"), (0, "A"), (0, "PA"), (1, "PA"), (0, "A"), (1, "PA"),
                            (0, "FA"), (1, "FA"), (0, "A"), (0, "S")]:
            talk.say(side, flags)
    for client, server, port in TCP_FLOWS:
        talk = Talk(plan, "TCP, a reply that is none", client, server, port, six).say(0, "S")
        talk.say(1, "SA", mac=ELSE, counts=False).say(1, "SA", port="lg0", tags=(), counts=False)
        talk.say(1, "S", counts=False).say(1, "SA")
        Talk(plan, "TCP, a reply without a flow", client, server, port, six).say(1, "SA").say(1, "A")
        Talk(plan, "TCP, the middle of nothing", client, server, port, six).say(0, "A").say(0, "PA")
        talk = Talk(plan, "TCP without a handshake", client, server, port, six).say(0, "S")
        talk.say(0, "PA", left_out="tcp-state").say(1, "PA", left_out="tcp-state")
    # Rules permit both directions here; a SYN against that of the flow is still none.
    for _ in range(4):
        talk = Talk(plan, "TCP, a reply that is none", "pa-50", "pa-51", 7000, six).say(0, "S").say(1, "SA")
        talk.say(0, "A").say(1, "S", counts=False).say(0, "PA")
    for client, server, port in DENIED:
        Talk(plan, "TCP denied, and its reply", client, server, port, six).say(0, "S").say(1, "SA")
    for flags in range(256):
        Talk(plan, "TCP flags", "in-web", "dm-srv", 443, six).say(0, flags)


def add_udp(plan, six):
    for category, flows in [("UDP exchange", UDP_FLOWS * 4), ("UDP denied, and its reply", DENIED)]:
        for client, server, port in flows:
            ends, sport = [HOSTS[client], HOSTS[server]], plan.free_port()
            for at, (side, wrong) in enumerate([(0, {}), (1, {"mac": ELSE}), (1, {}), (0, {}), (1, {}),
                                                (1, {"port": "mn0", "tags": ()})]):
                ports = (sport, port) if side == 0 else (port, sport)
                plan.send(category, ends[side], ends[1 - side], p.UDP, six,
                          lambda s, d, c, ports=ports: p.udp(s, d, *ports, c), at=at, **wrong)
            plan.send("UDP reply without a flow", ends[1], ends[0], p.UDP, six,
                      lambda s, d, c, to=plan.free_port(), port=port: p.udp(s, d, port, to, c))


def add_sctp(plan, six):
    """Flows to the policy by addresses and ports; to conntrack by chunks and tags too."""
    for at, side in enumerate([0, 1, 0]):
        ends = [HOSTS["in-web"], HOSTS["dm-srv"]]
        ports = (6000, 5000) if side == 0 else (5000, 6000)
        plan.send("SCTP and its reply", ends[side], ends[1 - side], p.SCTP, six,
                  lambda s, d, c, ports=ports: p.sctp(*ports, c), at=at, left_out="protocol-trackers")


def add_echo(plan, six):
    number, request, reply = (p.ICMPV6, 128, 129) if six else (p.ICMP, 8, 0)
    for client, server in [("in-web", "dm-srv"), ("in-far", "dm-far"), ("mn-pc", "lg-srv"),
                           ("dm-srv", "in-web"), ("lg-pc", "in-web")] * 4:
        ends, key = [HOSTS[client], HOSTS[server]], plan.free_port()
        for at, (side, kind, add) in enumerate([(0, request, 0), (1, reply, 0), (1, reply, 1), (0, reply, 0),
                                                (1, request, 0), (0, request, 0), (1, reply, 0)]):
            plan.send("ICMP echo", ends[side], ends[1 - side], number, six,
                      lambda s, d, c, kind=kind, rest=(key + add) << 16: p.icmp(s, d, kind, rest, c),
                      at=at, told=f"type {kind}")
    if six:
        return
    for at, (side, kind) in enumerate([(0, 13), (1, 14), (0, 13), (0, 15)]):
        ends = [HOSTS["in-30"], HOSTS["dm-srv"]]
        plan.send("ICMP that begins no flow", ends[side], ends[1 - side], p.ICMP, six,
                  lambda s, d, c, kind=kind: p.icmp(s, d, kind, 7 << 16, c), at=at, told=f"type {kind}")


def add_errors(plan, six):
    """An error about a UDP flow, quoting its first packet or the reply; by whom, about what, to whom."""
    number = p.ICMPV6 if six else p.ICMP
    kinds = [1, 2, 3, 4] if six else [3, 4, 11, 12, 5]
    by_whom = [("dm-rt", 0), ("lg-srv", 0), ("pa-pc", 0), ("in-rt", 1), ("dm-rt", 1), ("in-rt", 0)]
    for kind, (sender, quoted), lie in itertools.product(kinds, by_whom, ["", "no flow", "other end"]):
        ends, sport = [HOSTS["in-far"], HOSTS["dm-far"]], plan.free_port()
        for side in (0, 1):
            ports = (sport, 9000) if side == 0 else (9000, sport)
            plan.send("UDP exchange", ends[side], ends[1 - side], p.UDP, six,
                      lambda s, d, c, ports=ports: p.udp(s, d, *ports, c), at=side)
        told, hearer = ends[quoted].at(six), ends[1 - quoted].at(six)
        ports = (sport, 9000) if quoted == 0 else (9000, sport)
        if lie == "no flow":
            ports = (ports[0] ^ 1, ports[1] ^ 1)
        to = HOSTS["in-35"] if lie == "other end" else ends[quoted]

        def body(s, d, carried, kind=kind, ports=ports, told=told, hearer=hearer):
            quote = p.ip(told, hearer, p.UDP, p.udp(told, hearer, *ports, carried))
            return p.icmp(s, d, kind, 0, quote)

        category = "ICMP error about nothing" if lie else "ICMP error about a flow"
        plan.send(category, HOSTS[sender], to, number, six, body, at=2,
                  told=f"type {kind} from {sender} quoting {quoted} {lie}")


def add_gateway(plan, six):
    """What the gateway's own packets may be answered with: no flow is known of."""
    web, own = HOSTS["in-web"], HOSTS["gateway"]
    for source, sport, dport, flags in itertools.product(
            ["in-web", "in-30", "dm-srv"], [22, 80, 123], [39999, 40000, 40500, 40999, 41000],
            [p.SYN, p.SYN | p.ACK, p.ACK, p.RST | p.ACK, p.SYN | p.RST, p.SYN | p.FIN, p.FIN, p.PSH]):
        plan.send("answers to the gateway", HOSTS[source], own, p.TCP, six,
                  lambda s, d, c, a=sport, b=dport, f=flags: p.tcp(s, d, a, b, f, c, ack=9))
        plan.send("answers to the gateway", HOSTS[source], own, p.UDP, six,
                  lambda s, d, c, a=sport, b=dport: p.udp(s, d, a, b, c))
    for kind in [8, 0, 13] if not six else [128, 129]:
        for source in ["in-web", "in-35"]:
            plan.send("answers to the gateway", HOSTS[source], own, p.ICMPV6 if six else p.ICMP, six,
                      lambda s, d, c, kind=kind, rest=plan.free_port() << 16: p.icmp(s, d, kind, rest, c))
    plan.send("answers to the gateway", web, own, 89, six, lambda s, d, c: bytes(4) + c)
    if not six:
        quote = p.ip(own.v4, web.v4, p.TCP, p.tcp(own.v4, web.v4, 40100, 22, p.SYN, b""))
        plan.send("errors to the gateway", web, own, p.ICMP, six,
                  lambda s, d, c: p.icmp(s, d, 3, 0, quote + c), left_out="gateway-icmp-errors")


def add_all(plan):
    # Here, since both need this module's hosts.
    import nftables_link
    for six in (False, True):
        for add in (add_tcp, add_udp, add_sctp, add_echo, add_errors, add_gateway, nftables_link.add_forms,
                    nftables_link.add_fragments):
            add(plan, six)
    nftables_link.add_arp(plan)
    nftables_link.add_discovery(plan)
    nftables_link.add_not_ip(plan)
