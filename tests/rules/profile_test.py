#!/usr/bin/python3
"""Holds rules/profiles against their schema and against the table of clauses: profile_test.py PROJECT_ROOT."""
import json
import os
import pathlib
import sys
import unittest

import jsonschema

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
RULES = ROOT / "rules"
NAMES = ["generic", "komoro", "kashiwa", "nakanojo", "fukushima", "marugame"]
COLUMNS = {"komoro": "小諸市", "kashiwa": "柏市", "nakanojo": "中之条町", "fukushima": "福島県", "marugame": "丸亀市"}
TABLE = pathlib.Path(os.environ.get("SEKISHO_SHARED", ROOT.parent / "shared")) / "spec" / "clauses.md"

SCHEMA = json.loads((RULES / "profile.schema.json").read_text(encoding="utf-8"))


def profile(name):
    return json.loads((RULES / "profiles" / f"{name}.json").read_text(encoding="utf-8"))


def table():
    """The rows of the table by principle, each a dict by column."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")]
             for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    head, rows = cells[0], [row for row in cells[1:] if not row[0].startswith("---")]
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


class Profiles(unittest.TestCase):
    def setUp(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.schema = jsonschema.Draft202012Validator(SCHEMA)

    def test_there_are_six(self):
        self.assertEqual(sorted(path.stem for path in (RULES / "profiles").glob("*.json")), sorted(NAMES))

    def test_each_fits_the_schema(self):
        for name in NAMES:
            self.assertEqual([e.message for e in self.schema.iter_errors(profile(name))], [], name)
            self.assertEqual(profile(name)["name"], name)

    def test_generic_cites_every_principle_by_its_name(self):
        principles = SCHEMA["properties"]["clauses"]["propertyNames"]["enum"]
        self.assertEqual(profile("generic")["clauses"], {name: name for name in principles})

    def test_mistakes_do_not_fit(self):
        mistakes = {
            "an unknown principle": {"clauses": {"zoness": "1"}},
            "an empty clause": {"clauses": {"zones": ""}},
            "a clause that is no text": {"clauses": {"zones": 1}},
            "an unknown key": {"clause": {}},
            "no code": {"severity": {"2014": "error"}},
            "no severity": {"severity": {"SK2014": "fatal"}},
            "two_person": {"two_person": True},
            "no name": {"name": None},
        }
        for why, change in mistakes.items():
            self.assertFalse(self.schema.is_valid(profile("komoro") | change), why)

    @unittest.skipUnless(TABLE.is_file(), "no table of clauses beside the project")
    def test_each_has_its_column_of_the_table(self):
        rows = table()
        self.assertEqual(set(rows), set(profile("generic")["clauses"]))
        for name, column in COLUMNS.items():
            expected = {principle: row[column] for principle, row in rows.items() if row[column] != "—"}
            self.assertEqual(profile(name)["clauses"], expected, name)

    @unittest.skipUnless(TABLE.is_file(), "no table of clauses beside the project")
    def test_two_people_are_as_the_table_says(self):
        words = {"望ましい": "recommend", "必須": "require"}
        for name, column in COLUMNS.items():
            cell = table()["two-person"][column]
            expected = next((value for word, value in words.items() if word in cell), "none")
            self.assertEqual(profile(name)["two_person"], expected, name)


if __name__ == "__main__":
    unittest.main()
