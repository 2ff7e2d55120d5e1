#!/usr/bin/python3
"""Readers of Suricata's eve.json read our log: eve_test.py WRITE_EVENTS.

jq queries as users of Suricata write them, and a reader that turns timestamps and addresses into
values. Where we differ from EVE is said in docs/syslog.md and held here.
"""
import collections
import datetime
import ipaddress
import json
import subprocess
import sys
import unittest

import event_lines

LINES = event_lines.written(sys.argv.pop(1))
EVENTS = [event for _, event in LINES]
TEXT = "".join(text + "\n" for text, _ in LINES)
PACKETS = [event for event in EVENTS if event["event_type"] in ("deny", "allow")]


def jq(query, *options):
    run = subprocess.run(["jq", "-c", *options, query], input=TEXT, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


class Jq(unittest.TestCase):
    def test_counts_events_of_a_type(self):
        counts = collections.Counter(event["event_type"] for event in EVENTS)
        for kind, count in counts.items():
            self.assertEqual(len(jq(f'select(.event_type=="{kind}")')), count, kind)

    def test_selects_by_address_and_port(self):
        found = jq('select(.dest_ip=="10.2.0.2" and .dest_port==445) | [.src_ip, .src_port, .proto]')
        self.assertTrue(found)
        self.assertEqual({tuple(each) for each in found}, {("10.2.0.1", 50000, "TCP")})

    def test_makes_a_table_of_top_talkers(self):
        rows = jq("map(select(.event_type==\"deny\" and .src_ip)) | group_by(.src_ip) | .[] | [.[0].src_ip, length]", "-s")
        denied = [event for event in PACKETS if event["event_type"] == "deny" and "src_ip" in event]
        self.assertEqual(dict(rows), collections.Counter(event["src_ip"] for event in denied))

    def test_reads_ethernet_addresses(self):
        found = jq('select(.ether.src_mac) | [.ether.src_mac, .ether.dest_mac]')
        self.assertEqual(len(found), sum("ether" in event for event in EVENTS))
        self.assertTrue(all(len(mac) == 17 for pair in found for mac in pair))


class Reader(unittest.TestCase):
    """As a SIEM's: every value has EVE's type."""

    def test_reads_times(self):
        for event in EVENTS:
            time = datetime.datetime.strptime(event["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z")
            self.assertIsNotNone(time.tzinfo)

    def test_reads_addresses_and_ports(self):
        self.assertGreater(len(PACKETS), 20)
        for event in PACKETS:
            if "src_ip" not in event:
                self.assertNotIn("dest_ip", event)
                continue
            versions = {ipaddress.ip_address(event[key]).version for key in ("src_ip", "dest_ip")}
            self.assertEqual(len(versions), 1)
            for key in ("src_port", "dest_port"):
                if key in event:
                    self.assertIsInstance(event[key], int)
            self.assertIsInstance(event["proto"], str)

    def test_reads_where_it_came_in(self):
        interfaces = {event["in_iface"] for event in PACKETS if "in_iface" in event}
        self.assertEqual(interfaces, {"eth0", "eth2"})

    def test_vlan_is_a_number_where_eve_has_a_list(self):
        tags = {event["vlan"] for event in PACKETS if "vlan" in event}
        self.assertEqual(tags, {10, 20})
        self.assertEqual(sorted(set(jq("select(.vlan) | [.vlan] | flatten | .[]"))), [10, 20],
                         "a query for both forms")


if __name__ == "__main__":
    unittest.main()
