#!/usr/bin/python3
"""corpus.py SEKISHO FOLDER [--update | --shared]: what `sekisho check` says, word for word.

FOLDER/reject holds policies with one mistake each: `// expect: SKxxxx` is their first line, and they
get that code and no other. What is said of each stands in FOLDER/said, in English, in Japanese and as
JSON; --update writes it anew, for a person to read and commit. FOLDER/accept holds policies that
come near a mistake without making it: `// near: SKxxxx`, and nothing is said of them. Every code has
both; those that no file alone can show are named in ELSEWHERE with the test that does.

Further lines may say `// at: TIME` (else NOW) and `// mode: 0666` (else 0644). --shared: FOLDER is a
corpus of another hand: only the codes of the errors are held.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

NOW = "2026-11-21T09:00:00+09:00"
CODES = pathlib.Path(__file__).resolve().parents[2] / "src/base/codes.cpp"
FORMS = {"en.txt": ["--lang", "en"], "ja.txt": ["--lang", "ja"],
         "json": ["--lang", "en", "--format", "json"]}

ELSEWHERE = {  # machines, images, and more rules than a file should hold
    **{f"SK600{n}": "tests/live/check_live_test.cpp" for n in range(1, 6)},
    "SK9001": "tests/policy/lint_test.cpp",
    "SK9002": "tests/cli/verify_test.cpp",
}


class Case:
    def __init__(self, path):
        self.path = path
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")[:6]
        head = "\n".join(line for line in lines if line.startswith("//"))
        self.code = self.find(head, r"^// (?:expect|near): (SK\d{4})$")
        self.at = self.find(head, r"^// at: (\S+)$") or NOW
        self.mode = int(self.find(head, r"^// mode: (\d+)$") or "0644", 8)

    @staticmethod
    def find(head, pattern):
        found = re.search(pattern, head, re.MULTILINE)
        return found.group(1) if found else None

    def check(self, *options):
        """Exit code and output, of a copy that only its owner may write."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self.path.parent.glob("*.*"):
                if path.stem == self.path.stem or path.stem.startswith(self.path.stem + "."):
                    shutil.copyfile(path, f"{folder}/{path.name}")
                    pathlib.Path(folder, path.name).chmod(self.mode)
            ran = subprocess.run([SEKISHO, "check", self.path.name, "--at", self.at, *options],
                                 cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            return ran.returncode, ran.stdout.decode() + ran.stderr.decode()


def found_in(checked):
    exit_code, out = checked
    return exit_code, json.loads(out)["diagnostics"]


def check_each(cases, forms):
    """What is said of each case in each form: {(case, form): (exit code, output)}."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        asked = {(case, form): pool.submit(case.check, *FORMS[form]) for case in cases for form in forms}
        return {key: future.result() for key, future in asked.items()}


def cases_of(kind):
    cases = [Case(path) for path in sorted((FOLDER / kind).glob("*.json"))]
    return [case for case in cases if case.code]


def severity_of_codes():
    rows = re.findall(r'\{"(SK\d{4})", k(\w+),', CODES.read_text(encoding="utf-8"))
    return {code: severity.lower() for code, severity in rows}


class Rejected(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = cases_of("reject")
        cls.checked = check_each(cls.cases, FORMS)

    def test_each_gets_its_one_code(self):
        severities = severity_of_codes()
        for case in self.cases:
            with self.subTest(case.path.name):
                exit_code, found = found_in(self.checked[case, "json"])
                self.assertEqual({each["code"] for each in found}, {case.code}, found)
                if not case.path.name.endswith("-all.json"):
                    self.assertEqual(len(found), 1, found)
                self.assertEqual(exit_code, 1 if severities[case.code] == "error" else 0)

    def test_the_words_are_those_of_said(self):
        for case in self.cases:
            for form in FORMS:
                with self.subTest(case.path.name, form=form):
                    wanted = FOLDER / "said" / f"{case.path.stem}.{form}"
                    self.assertEqual(self.checked[case, form][1], wanted.read_text(encoding="utf-8"))

    def test_nothing_is_said_of_what_is_gone(self):
        names = {case.path.stem for case in self.cases}
        said = {path.name.split(".")[0] for path in (FOLDER / "said").iterdir()}
        self.assertEqual(said - names, set())


class Accepted(unittest.TestCase):
    def test_nothing_is_said_of_them(self):
        cases = cases_of("accept")
        checked = check_each(cases, ["json"])
        for case in cases:
            with self.subTest(case.path.name):
                exit_code, found = found_in(checked[case, "json"])
                self.assertEqual(found, [])
                self.assertEqual(exit_code, 0)


class Codes(unittest.TestCase):
    def test_each_has_a_policy_that_gets_it_and_one_that_does_not(self):
        codes = set(severity_of_codes()) - set(ELSEWHERE)
        self.assertGreater(len(codes), 60)
        for kind in ("reject", "accept"):
            self.assertEqual(codes - {case.code for case in cases_of(kind)}, set(), kind)

    def test_those_shown_elsewhere_are_no_more_than_needed(self):
        shown = {case.code for case in cases_of("reject")}
        self.assertEqual(shown & set(ELSEWHERE), set())
        for code, place in ELSEWHERE.items():
            self.assertIn(code, (CODES.parents[2] / place).read_text(encoding="utf-8"), place)


class Shared(unittest.TestCase):
    def test_each_gets_its_one_code(self):
        cases = [Case(path) for path in sorted(FOLDER.glob("*.json"))]
        self.assertGreater(len(cases), 20)
        checked = check_each(cases, ["json"])
        for case in cases:
            with self.subTest(case.path.name):
                _, found = found_in(checked[case, "json"])
                errors = {each["code"] for each in found if each["severity"] == "error"}
                self.assertEqual(errors or {each["code"] for each in found}, {case.code}, found)


def update():
    said = FOLDER / "said"
    shutil.rmtree(said, ignore_errors=True)
    said.mkdir()
    for case in cases_of("reject"):
        for form, options in FORMS.items():
            (said / f"{case.path.stem}.{form}").write_text(case.check(*options)[1], encoding="utf-8")


if __name__ == "__main__":
    SEKISHO, FOLDER = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    options = sys.argv[3:]
    if options == ["--update"]:
        update()
    elif options == ["--shared"]:
        if not FOLDER.is_dir():
            print("skipped: no acceptance policies beside the project")
            sys.exit(77)
        unittest.main(argv=sys.argv[:1], defaultTest="Shared")
    else:
        unittest.main(argv=sys.argv[:1], defaultTest=["Rejected", "Accepted", "Codes"])
