#!/usr/bin/python3
"""Holds rules/policy.schema.json against policies: schema_test.py PROJECT_ROOT SEKISHO.

The policies of the project (and the acceptance policies, where they lie beside it) must fit;
each of a table of policies with one mistake must not, and the program SEKISHO agrees.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
SEKISHO = pathlib.Path(sys.argv.pop(1)).resolve()
RULES = ROOT / "rules"


def strip_comments(text):
    """JSON without // and /* */ comments; strings are left alone."""
    out, at = [], 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[at:end + 1])
            at = end + 1
        elif text.startswith("//", at):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        elif text.startswith("/*", at):
            at = text.index("*/", at) + 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def read(path):
    return json.loads(strip_comments(path.read_text(encoding="utf-8")))


def validator(name):
    path = RULES / name
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    resolver = jsonschema.RefResolver(path.as_uri(), schema)
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


MAIN = validator("policy.schema.json")
INCLUDED = validator("policy-include.schema.json")


def errors(policy):
    schema = MAIN if "sekisho" in policy else INCLUDED
    return [f"/{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in schema.iter_errors(policy)]


FAULTLESS = {
    "sekisho": 1,
    "name": "test",
    "profile": "generic",
    "model": "beta-prime",
    "mode": "monitor",
    "forwarding": "bridge",
    "timezone": "Asia/Tokyo",
    "include": ["more.json"],
    "gateway": {"addresses": ["10.1.0.1", "2001:db8::1"], "local_ports": ["32768-60999", 5000]},
    "zones": [
        {"id": "mn", "kind": "mynumber", "label": "系", "interfaces": ["eth1", "eth1.4094"],
         "subnets": ["10.1.0.0/16", "2001:db8::/32"], "devices": "registered", "fragments": "deny"},
        {"id": "in", "kind": "internet", "interfaces": ["eth2"], "subnets": ["0.0.0.0/0", "::/0"],
         "devices": "any", "fragments": "track"},
    ],
    "devices": [
        "ledger.csv",
        {"id": "a", "zone": "mn", "mac": "00-00-5E-00-53-01", "ip": "10.1.0.2", "role": "router",
         "starts": "2026-04-01", "ends": "2027-03-31", "label": "甲", "owner": "総務課"},
        {"id": "b", "zone": "mn", "via": "a", "ip": ["10.1.1.0/24", "2001:db8::2"]},
        {"id": "c", "zone": "mn", "mac": ["0000.5e00.5302", "00005e005303"], "ip": "10.1.0.3"},
    ],
    "groups": {"g": ["device:a", "zone:in", "group:h", "gateway", "10.1.0.5-10.1.0.9"], "h": [],
               "s": ["device:a"]},
    "services": {
        "one": {"proto": "tcp", "ports": [443, "8000-8010"], "source_ports": [53]},
        "two": ["one", {"proto": 47}, {"proto": "icmp", "types": ["echo-request", 13]}],
        "three": {"proto": 17, "ports": [5000]},
    },
    "allow": [
        {"id": "r", "from": ["device:a"], "to": ["192.0.2.0/24"], "services": ["one", {"proto": "udp"}],
         "label": "l", "basis": "b", "log": True, "schedule": {"days": ["mon"], "hours": "22:00-24:00"},
         "starts": "2026-04-01", "ends": "2027-03-31", "necessity": "n",
         "sanitiser": {"id": "s", "method": "mail-text"}, "government_system": "k", "owner": "o"},
    ],
    "exceptions": [
        {"id": "e", "from": ["device:a"], "to": ["10.1.0.3"], "services": ["https"],
         "approved_by": ["甲"], "approved_on": "2026-04-01", "expires": "2027-03-31", "ticket": "1",
         "reason": "r", "applicant": "乙", "review_by": "2027-02-01", "departs_from": "3"},
    ],
    "block": [{"id": "x", "match": ["device:a"], "reason": "r", "until": "2027-01-01"}],
    "sanitisers": [{"id": "s", "devices": ["device:a", "group:s"], "methods": ["file-sanitise"]}],
    "government_systems": [
        {"id": "k", "addresses": ["198.51.100.0/24"], "services": ["https"], "operator": "o",
         "evidence": "e", "label": "l", "review_by": "2027-01-01"},
    ],
    "security_cloud": {"addresses": ["192.0.2.0/24"]},
    "relaxations": [
        {"id": "q", "label": "l",
         "allow": [{"id": "qr", "from": ["zone:in"], "to": ["zone:in"], "services": ["dns"]}]},
    ],
    "timeouts": {"tcp_established": 7200, "fragment": 1},
    "limits": {"max_flows": 1000, "max_flows_per_zone": 10, "max_fragments": 1},
}

DROP = object()

# Where, and what stands there instead: each is a mistake of its own.
MISTAKES = [
    ("sekisho", 2), ("sekisho", "1"), ("name", DROP), ("name", 5), ("naem", "x"), ("profile", "osaka"),
    ("model", "gamma"), ("mode", "off"), ("forwarding", "nat"), ("timezone", 9), ("include", "more.json"),
    ("gateway/addresses/0", "10.1.0.0/16"), ("gateway/addresses/0", "10.1.0.256"),
    ("gateway/addresses/0", "010.1.0.1"), ("gateway/local_ports", []), ("gateway/port", 1),
    ("zones", {}), ("zones/0/id", DROP), ("zones/0/id", "MN"), ("zones/0/id", "-a"), ("zones/0/id", "a" * 64),
    ("zones/0/id", ""), ("zones/0/kind", DROP), ("zones/0/kind", "mynumbr"), ("zones/0/interfaces", []),
    ("zones/0/interfaces", DROP), ("zones/0/interfaces/0", "eth1.4095"), ("zones/0/interfaces/0", "eth1.0"),
    ("zones/0/interfaces/0", "eth1.010"), ("zones/0/interfaces/0", "a/b"),
    ("zones/0/interfaces/0", "a23456789012345x"), ("zones/0/subnets", []), ("zones/0/subnets", DROP),
    ("zones/0/subnets/0", "10.1.0.0"), ("zones/0/subnets/0", "10.1.0.0/33"),
    ("zones/0/subnets/1", "2001:db8::/129"), ("zones/0/devices", "any"), ("zones/1/devices", "some"),
    ("zones/0/fragments", "allow"), ("zones/0/vlan", 10),
    ("devices", "ledger.csv"), ("devices/1/id", DROP), ("devices/1/zone", DROP), ("devices/1/ip", DROP),
    ("devices/1/ip", []), ("devices/1/mac", DROP), ("devices/1/mac", []), ("devices/1/mac", "1.23E+11"),
    ("devices/1/mac", "00:00:5e:00:53"), ("devices/1/mac", "00:00-5e:00:53:01"), ("devices/1/via", "b"),
    ("devices/1/role", "printer"), ("devices/1/starts", "2026/4/1"), ("devices/1/ends", "無期限"),
    ("devices/1/ends", "2026-13-01"), ("devices/1/hostname", "x"), ("devices/1", 5),
    ("groups/g/0", "any"), ("groups/g/0", "host:a"), ("groups/g", "device:a"), ("groups/G", []),
    ("groups/g/0", "10.1.0.5-"), ("groups/g/0", "device:"), ("groups/g/0", "eth1"),
    ("services/one/proto", DROP), ("services/one/proto", "https"), ("services/one/proto", 256),
    ("services/one/ports", []), ("services/one/ports/0", 65536), ("services/one/ports/0", "443"),
    ("services/one/ports/0", "1-65536"), ("services/one/types", [8]), ("services/one/port", 443),
    ("services/two/1/ports", [1]), ("services/two/2/ports", [1]), ("services/two/2/types", []),
    ("services/two/2/types/0", "echo"), ("services/two/2/types/0", "packet-too-big"),
    ("services/two/2/types/0", 256), ("services/three/types", [1]), ("services/One", []),
    ("allow", {}), ("allow/0/id", DROP), ("allow/0/from", DROP), ("allow/0/from", "device:a"),
    ("allow/0/to", DROP), ("allow/0/services", DROP), ("allow/0/services/0", 443), ("allow/0/log", "yes"),
    ("allow/0/schedule/days", []), ("allow/0/schedule/days/0", "monday"), ("allow/0/schedule/hours", "8:30-17:15"),
    ("allow/0/schedule/hours", "24:00-08:00"), ("allow/0/schedule/hours", "08:30"), ("allow/0/schedule/tz", "x"),
    ("allow/0/sanitiser", "s"), ("allow/0/sanitiser/id", DROP), ("allow/0/sanitiser/method", DROP),
    ("allow/0/sanitiser/method", "scan"), ("allow/0/action", "allow"), ("allow/0/expires", "2027-03-31"),
    ("exceptions/0/approved_by", DROP), ("exceptions/0/approved_by", []), ("exceptions/0/approved_by", "甲"),
    ("exceptions/0/approved_by/0", " "), ("exceptions/0/approved_on", DROP), ("exceptions/0/approved_on", "R8.4.1"),
    ("exceptions/0/expires", DROP), ("exceptions/0/expires", ""), ("exceptions/0/ticket", DROP),
    ("exceptions/0/ticket", "　"), ("exceptions/0/reason", DROP), ("exceptions/0/review", "x"),
    ("exceptions/0/to", DROP),
    ("block/0/id", DROP), ("block/0/match", DROP), ("block/0/until", "tomorrow"), ("block/0/from", []),
    ("sanitisers/0/devices", DROP), ("sanitisers/0/devices/0", "10.1.0.1"), ("sanitisers/0/methods", DROP),
    ("sanitisers/0/methods/0", "scan"), ("sanitisers/0/label", "x"),
    ("government_systems/0/addresses", DROP), ("government_systems/0/addresses/0", "zone:in"),
    ("government_systems/0/services", DROP), ("government_systems/0/operator", DROP),
    ("government_systems/0/evidence", DROP), ("government_systems/0/url", "x"),
    ("security_cloud/addresses", DROP), ("security_cloud/zone", "in"), ("security_cloud", []),
    ("relaxations/0/id", DROP), ("relaxations/0/label", DROP), ("relaxations/0/allow", DROP),
    ("relaxations/0/allow/0/to", DROP), ("relaxations/0/until", "2027-01-01"),
    ("timeouts/tcp_established", 0), ("timeouts/tcp_established", "1h"), ("timeouts/tcp", 1),
    ("limits/max_flows", -1), ("limits/max_flows", 1.5), ("limits/flows", 1),
]


def with_mistake(pointer, value):
    policy = copy.deepcopy(FAULTLESS)
    *parents, last = [int(p) if p.isdigit() else p for p in pointer.split("/")]
    target = policy
    for key in parents:
        target = target[key]
    if value is DROP:
        del target[last]
    else:
        target[last] = value
    return policy


class Schema(unittest.TestCase):
    def test_takes_the_projects_policies(self):
        paths = [path for policy in RULES.glob("*/policy.json") for path in policy.parent.glob("*.json")
                 if path.name != "cases.json"]
        paths += ROOT.glob("tests/dataplane/data/*.json")
        for place in ("komoro", "kashiwa"):
            found = (ROOT / ".." / "shared/cases" / place).glob("*.json")
            paths += [path for path in found if path.name != "cases.json"]
        self.assertGreater(len(paths), 1)
        for path in paths:
            with self.subTest(path):
                self.assertEqual(errors(read(path)), [])

    def test_takes_every_key(self):
        self.assertEqual(errors(FAULTLESS), [])
        used = set(FAULTLESS)
        self.assertEqual(set(MAIN.schema["properties"]), used, "a key that no policy here has")

    def test_refuses_each_mistake(self):
        for pointer, value in MISTAKES:
            shown = "left out" if value is DROP else value
            with self.subTest(f"{pointer}: {shown}"):
                self.assertNotEqual(errors(with_mistake(pointer, value)), [])

    def test_zones_may_stand_in_an_included_file(self):
        policy = with_mistake("zones", DROP)
        self.assertEqual(errors(policy), [])
        del policy["include"]
        self.assertNotEqual(errors(policy), [])

    def test_included_files_hold_no_key_of_the_main_file(self):
        lists = {key: FAULTLESS[key] for key in INCLUDED.schema["properties"]}
        self.assertEqual(list(map(str, INCLUDED.iter_errors(lists))), [])
        for key in set(FAULTLESS) - set(lists):
            with self.subTest(key):
                self.assertTrue(list(INCLUDED.iter_errors({key: FAULTLESS[key]})))

    def test_everything_is_described(self):
        def walk(node, where):
            for key, value in node.get("properties", {}).items():
                if isinstance(value, bool) or where.endswith(("/timeouts", "/limits")):
                    continue
                bare = {"id", "method"}
                if key not in bare and "#/$defs/" + key != value.get("$ref"):
                    self.assertIn(" / ", value.get("description", ""), f"{where}/{key}")
                walk(value, f"{where}/{key}")
        walk(MAIN.schema, "")
        for name, node in MAIN.schema["$defs"].items():
            walk(node, "/" + name)


# Codes of what is no JSON, so that no schema sees it.
UNREADABLE = {"SK1001", "SK1002", "SK1004"}
# Codes of what a schema can see, and the policies in which it cannot.
FORMAL = {"SK1003", "SK1005", "SK1006", "SK1007", "SK1010", "SK1011", "SK2002", "SK2008",
          "SK2012", "SK4001"}
BEYOND = {
    "SK1010-mac.json": "the first bit of a MAC",
    "SK1011.json": "that a span ends where it begins",
}


class Golden(unittest.TestCase):
    """The schema and tests/golden, where a policy's first line says what `sekisho check` says of it."""

    @staticmethod
    def cases(kind):
        for path in sorted((ROOT / "tests/golden" / kind).glob("*.json")):
            head = re.match(r"// (?:expect|near): (SK\d{4})\n", path.read_bytes().decode("utf-8", "replace"))
            if head and head.group(1) not in UNREADABLE:
                yield path, head.group(1)

    def test_takes_what_check_takes(self):
        found = list(self.cases("accept"))
        self.assertGreater(len(found), 60)
        for path, _ in found:
            with self.subTest(path.name):
                self.assertEqual(errors(read(path)), [])

    def test_refuses_what_is_wrong_in_form_alone(self):
        found = list(self.cases("reject"))
        self.assertGreater(len(found), 100)
        for path, code in found:
            is_wrong = code in FORMAL and path.name not in BEYOND
            with self.subTest(path.name, code=code):
                self.assertEqual(bool(errors(read(path))), is_wrong)


class Check(unittest.TestCase):
    """`sekisho check` and the schema know the same keys and values."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "more.json").write_text("{}")
        (self.folder / "ledger.csv").write_text("zone,ip,mac\n")

    def errors(self, policy):
        path = self.folder / "policy.json"
        path.write_text(json.dumps(policy))
        ran = subprocess.run([SEKISHO, "check", path, "--format", "json", "--lang", "en"],
                             stdout=subprocess.PIPE, check=False)
        self.assertIn(ran.returncode, (0, 1, 2))
        return {(found["code"], found["message"]) for found in json.loads(ran.stdout)["diagnostics"]
                if found["severity"] == "error"}

    def test_takes_every_key(self):
        form = {error for error in self.errors(FAULTLESS) if error[0].startswith(("SK1", "SK2"))}
        self.assertEqual(form, set())

    def test_refuses_each_mistake(self):
        before = self.errors(FAULTLESS)
        for pointer, value in MISTAKES:
            shown = "left out" if value is DROP else value
            with self.subTest(f"{pointer}: {shown}"):
                self.assertTrue(self.errors(with_mistake(pointer, value)) - before)


class Comments(unittest.TestCase):
    def test_are_stripped_outside_strings_only(self):
        text = '{ /* a " */ "x": "// no \\" /* no */", // yes "\n "y": 1 } // end'
        self.assertEqual(json.loads(strip_comments(text)), {"x": '// no " /* no */', "y": 1})


if __name__ == "__main__":
    unittest.main()
