#!/usr/bin/python3
"""Holds docs/diagnostics.md against the codes that there are: diagnostics_test.py PROJECT_ROOT."""
import pathlib
import re
import sys
import unittest

import markdown

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
SOURCE = (ROOT / "src/base/codes.cpp").read_text(encoding="utf-8")
ROWS = markdown.table_rows((ROOT / "docs/diagnostics.md").read_text(encoding="utf-8"))
SEVERITIES = {"kError": "error", "kWarning": "warning", "kNote": "note"}
CODES = [(code, SEVERITIES[severity], principle) for code, severity, principle in
         re.findall(r'\{"(SK[0-9]{4})", (k[A-Za-z]+), "([a-z-]+)"\}', SOURCE)]
IS_JAPANESE = re.compile("[\u3040-\u30ff]")


class Diagnostics(unittest.TestCase):
    def rows(self):
        return [row for row in ROWS if row[0].startswith("SK")]

    def test_every_code_is_there_once_in_order(self):
        self.assertEqual(len(CODES), SOURCE.count('{"SK'))
        self.assertEqual([tuple(row[:3]) for row in self.rows()], CODES)

    def test_every_code_is_explained_in_both_languages(self):
        for row in self.rows():
            with self.subTest(row[0]):
                _, _, _, english, japanese = row
                self.assertTrue(english)
                self.assertIsNone(IS_JAPANESE.search(english))
                self.assertIsNotNone(IS_JAPANESE.search(japanese))

    def test_the_principles_are_those_of_the_codes(self):
        begin = ROWS.index(["principle", "meaning", "意味"]) + 2
        named = []
        for row in ROWS[begin:]:
            if len(row) != 3:
                break
            named.append(row[0])
        self.assertEqual(len(named), len(set(named)))
        self.assertEqual(set(named), {principle for _, _, principle in CODES})


if __name__ == "__main__":
    unittest.main()
