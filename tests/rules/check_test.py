#!/usr/bin/python3
"""Holds what `sekisho check` says of a policy of rules/: check_test.py SEKISHO POLICY TIME CODE...

No error, and no code but those named; each warning is explained in the README.md beside the policy.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SEKISHO, TIME = sys.argv[1], sys.argv[3]
POLICY = pathlib.Path(sys.argv[2])
CODES = set(sys.argv[4:])
del sys.argv[1:]


class Check(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as copy:
            for path in POLICY.parent.iterdir():
                shutil.copyfile(path, pathlib.Path(copy) / path.name)
                (pathlib.Path(copy) / path.name).chmod(0o644)  # a checkout may be a group's (SK1012)
            ran = subprocess.run([SEKISHO, "check", pathlib.Path(copy) / POLICY.name, "--at", TIME,
                                  "--format", "json", "--lang", "en"], stdout=subprocess.PIPE, check=False)
        cls.status = ran.returncode
        cls.report = json.loads(ran.stdout)

    def shown(self, fits):
        return [f"{d['file']}:{d['line']}: {d['message']} [{d['code']}]"
                for d in self.report["diagnostics"] if fits(d)]

    def test_gives_no_error(self):
        self.assertEqual(self.shown(lambda d: d["severity"] == "error"), [])
        self.assertEqual(self.status, 0)

    def test_gives_no_code_that_is_not_named(self):
        self.assertEqual(self.shown(lambda d: d["code"] not in CODES), [])

    def test_warnings_are_explained(self):
        readme = (POLICY.parent / "README.md").read_text(encoding="utf-8")
        unexplained = self.shown(lambda d: d["severity"] == "warning" and d["code"] not in readme)
        self.assertEqual(unexplained, [])


if __name__ == "__main__":
    unittest.main()
