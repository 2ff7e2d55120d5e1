#!/usr/bin/python3
"""Holds docs/events.schema.json against what the product writes:
schema_test.py PROJECT_ROOT WRITE_EVENTS [DETECT_TESTS], the last where detections are built."""
import copy
import json
import pathlib
import re
import sys
import unittest

import jsonschema

import event_lines

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
LINES = event_lines.written(sys.argv.pop(1))
DETECTED = event_lines.detected(sys.argv.pop(1)) if len(sys.argv) > 1 and sys.argv[1][0] != "-" else []
LINES += DETECTED
SCHEMA = json.loads((ROOT / "docs/events.schema.json").read_text(encoding="utf-8"))
DEFS = SCHEMA["$defs"]
TYPES = {name for name, part in DEFS.items() if "event_type" in part.get("properties", {})} - {"truncated"}

CONTRACT = set("""deny allow scan sweep lateral beacon lgwan_probe new_device duplicate_address mac_moved storm
    mail_burst tunnel flood volume suppressed start stop reload reload_failed isolate release relax
    exception_expiring exception_expired rules_changed stats link clock evidence""".split())
DETECTIONS = set("""scan sweep lateral beacon lgwan_probe new_device duplicate_address mac_moved storm mail_burst
    tunnel flood volume""".split())


def validator(name):
    schema = {"$schema": SCHEMA["$schema"], "$ref": f"#/$defs/{name}", "$defs": DEFS}
    return jsonschema.Draft202012Validator(schema)


VALIDATORS = {name: validator(name) for name in TYPES | {"truncated"}}
WHOLE = jsonschema.Draft202012Validator(SCHEMA)


def kind_of(event):
    return "truncated" if event.get("truncated") else event["event_type"]


class Schema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.assertEqual({part["$ref"].rsplit("/", 1)[1] for part in SCHEMA["oneOf"]}, set(VALIDATORS))

    def test_has_the_types_of_the_contract(self):
        self.assertEqual(TYPES, CONTRACT)

    def test_has_the_reasons_of_the_datapath(self):
        header = (ROOT / "include/sekisho/abi/reason.h").read_text(encoding="utf-8")
        rows = re.findall(r'X\(\w+, "([a-z-]+)", (ALLOW|DENY)\)', header)
        self.assertGreater(len(rows), 20)
        self.assertEqual(DEFS["deny_reason"]["enum"], [name for name, verdict in rows if verdict == "DENY"])
        self.assertEqual(DEFS["allow_reason"]["enum"], [name for name, verdict in rows if verdict == "ALLOW"])

    def test_lets_nothing_else_in(self):
        def objects(part):
            if isinstance(part, dict):
                if part.get("type") == "object":
                    yield part
                for each in part.values():
                    yield from objects(each)
            elif isinstance(part, list):
                for each in part:
                    yield from objects(each)
        for part in objects(DEFS):
            with self.subTest(json.dumps(part)[:100]):
                self.assertIn("additionalProperties", part)


class Lines(unittest.TestCase):
    def test_each_fits(self):
        self.assertGreater(len(LINES), 100)
        for text, event in LINES:
            with self.subTest(text[:300]):
                self.assertIn(kind_of(event), VALIDATORS)
                errors = [error.message for error in VALIDATORS[kind_of(event)].iter_errors(event)]
                self.assertEqual(errors, [])

    def test_one_of_each_type_fits_the_schema_as_a_whole(self):
        for event in {kind_of(event): event for _, event in LINES}.values():
            with self.subTest(kind_of(event)):
                WHOLE.validate(event)

    def test_all_types_are_written(self):
        self.assertEqual({kind_of(event) for _, event in LINES} - {"truncated"}, TYPES - (set() if DETECTED else DETECTIONS))

    def test_every_field_is_written(self):
        seen = {}
        for _, event in LINES:
            seen.setdefault(kind_of(event), set()).update(event)
        for name in set(seen) - DETECTIONS:
            with self.subTest(name):
                self.assertEqual(seen[name], set(DEFS[name]["properties"]))

    def test_every_field_of_a_detection_is_written(self):
        everywhere = {"ongoing", "attacks_untold"}  # of whatever goes on, or is too much
        for name in {kind_of(event) for _, event in DETECTED}:
            with self.subTest(name):
                seen = set().union(*(event["detection"] for _, event in DETECTED if kind_of(event) == name))
                self.assertEqual(seen | everywhere, set(DEFS[name]["properties"]["detection"]["properties"]) | everywhere)

    def test_every_word_is_written(self):
        for name, key, words in [("evidence", "action", DEFS["evidence"]["properties"]["action"]["enum"]),
                                 ("deny", "reason", DEFS["deny_reason"]["enum"]),
                                 ("allow", "reason", DEFS["allow_reason"]["enum"]),
                                 ("suppressed", "reason", DEFS["deny_reason"]["enum"] + [None]),
                                 ("reload_failed", "enforcing", ["last-good", "nothing", None])]:
            with self.subTest(name):
                self.assertEqual({event.get(key) for _, event in LINES if kind_of(event) == name}, set(words))

    def test_fields_stand_in_the_order_of_the_contract(self):
        for text, event in LINES:
            with self.subTest(text[:200]):
                names = list(event)
                self.assertEqual(names[:2] + names[-2:], ["timestamp", "seq", "prev", "hash"])

    def test_a_changed_line_does_not_fit(self):
        def without(key):
            return lambda event: event.pop(key)

        changes = {
            "another field": lambda event: event.update(colour="red"),
            "no timestamp": without("timestamp"),
            "no seq": without("seq"),
            "no hash": without("hash"),
            "seq as a text": lambda event: event.update(seq=str(event["seq"])),
            "a severity that is none": lambda event: event.update(severity="fatal"),
            "another offset": lambda event: event.update(timestamp=event["timestamp"][:-5] + "Z"),
            "a short hash": lambda event: event.update(hash="abc"),
        }
        for event in {kind_of(event): event for _, event in LINES}.values():
            for what, change in changes.items():
                with self.subTest(f"{kind_of(event)}: {what}"):
                    changed = copy.deepcopy(event)
                    change(changed)
                    self.assertFalse(VALIDATORS[kind_of(event)].is_valid(changed))


if __name__ == "__main__":
    unittest.main()
