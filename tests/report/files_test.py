#!/usr/bin/python3
"""files_test.py SEKISHO PROJECT_ROOT [--update]: the report as a file.

tests/report/golden holds the report of tests/report/data/policy.json as Markdown and JSON in both languages,
word for word; --update writes them anew, for a person to read and commit. The HTML of every policy of rules/
is well-formed, whole in itself, and shows every zone.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

AT = "2026-11-21T09:00:00+09:00"
LANGUAGES = ["en", "ja"]
SVG = "{http://www.w3.org/2000/svg}"
IS_JAPANESE = re.compile("[\u3040-\u30ff]")


def report(policy, *options, cwd=None):
    """Exit code and standard output."""
    ran = subprocess.run([SEKISHO, "report", str(policy), "--at", AT, *options], cwd=cwd, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=False)
    return ran.returncode, ran.stdout.decode()


def html_of(policy, language):
    return report(policy, "--lang", language)[1]


def policies():
    return sorted((ROOT / "rules").glob("*/policy.json"))


def changed(change):
    """The policy of the golden files, changed as text, in a folder of its own: (exit code, output) by format."""
    text = (ROOT / "tests/report/data/policy.json").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "policy.json")
        path.write_text(change(text), encoding="utf-8")
        path.chmod(0o600)
        return {form: report("policy.json", "--format", form, "--lang", "ja", cwd=folder) for form in ("html", "md", "json")}


class Golden(unittest.TestCase):
    def test_every_word_is_as_it_was_read(self):
        version = subprocess.run([SEKISHO, "--version"], stdout=subprocess.PIPE, check=True).stdout.decode().split()[1]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "policy.json")
            shutil.copyfile(ROOT / "tests/report/data/policy.json", path)
            path.chmod(0o600)
            for form in ("md", "json"):
                for language in LANGUAGES:
                    exit_code, out = report("policy.json", "--format", form, "--lang", language, cwd=folder)
                    out = out.replace(version, "VERSION")
                    golden = ROOT / f"tests/report/golden/small.{language}.{form}"
                    if UPDATE:
                        golden.write_text(out, encoding="utf-8")
                    with self.subTest(golden.name):
                        self.assertEqual(exit_code, 0)
                        self.assertEqual(out, golden.read_text(encoding="utf-8"))


class Html(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = [(policy, language, html_of(policy, language)) for policy in policies() for language in LANGUAGES]

    def each(self):
        self.assertGreater(len(self.made), 12)
        return [(policy, language, text, xml.fromstring(text)) for policy, language, text in self.made]

    def test_is_whole_in_itself(self):
        for _, language, text, root in self.each():
            self.assertEqual(root.get("lang"), language)
            self.assertEqual(text.count("<script"), 0)
            for element in root.iter():
                for key, value in element.attrib.items():
                    self.assertFalse(key.startswith("on"), key)
                    self.assertNotIn("url(", value)
                    if key in ("href", "src"):
                        self.assertTrue(value.startswith("#"), value)
            style = root.find("head/style").text
            self.assertNotIn("url(", style)
            self.assertNotIn("@import", style)

    def test_links_lead_somewhere(self):
        for _, _, _, root in self.each():
            ids = [element.get("id") for element in root.iter() if element.get("id")]
            self.assertEqual(len(ids), len(set(ids)))
            links = [link.get("href")[1:] for link in root.iter("a")]
            self.assertGreater(len(links), 8)
            self.assertEqual(set(links) - set(ids), set())

    def test_tables_have_heads_and_even_rows(self):
        for _, _, _, root in self.each():
            for table in root.iter("table"):
                self.assertTrue(table.find("caption").text)
                heads = table.findall("thead/tr/th") + table.findall("tbody/tr/th")
                self.assertTrue(heads)
                self.assertTrue(all(head.get("scope") in ("col", "row") for head in heads))
                self.assertEqual(len({len(list(row)) for row in table.iter("tr")}), 1, table.find("caption").text)

    def test_the_map_has_every_zone_and_every_conduit(self):
        for policy, _, _, root in self.each():
            facts = json.loads(report(policy, "--format", "json")[1])
            drawn = [group.get("data-zone") for group in root.iter(SVG + "g") if group.get("data-zone")]
            self.assertEqual(sorted(drawn), sorted(zone["id"] for zone in facts["zones"]))
            svg = next(root.iter(SVG + "svg"))
            self.assertTrue(svg.find(SVG + "title").text and svg.find(SVG + "desc").text)
            between = [each for each in facts["conduits"] if each["rules"] and each["from"] != each["to"]]
            self.assertEqual(len(list(svg.iter(SVG + "circle"))), len(between))

    def test_nothing_on_the_map_lies_on_something_else(self):
        seen = 0
        for _, _, _, root in self.each():
            svg = next(root.iter(SVG + "svg"))
            boxes = [box for group in svg.iter(SVG + "g") if group.get("data-zone") is not None
                     for box in [rectangle(group.find(SVG + "rect"))]]
            for i, one in enumerate(boxes):
                for other in boxes[:i]:
                    self.assertFalse(meet(one, other))
            # What runs down: M x y V y. No label of a lane lies on it.
            drops = [tuple(map(float, re.split("[ V]", path.get("d")[1:]))) for path in svg.iter(SVG + "path") if "V" in path.get("d")]
            labels = [rectangle(each) for each in svg.iter(SVG + "rect") if each.get("height") == "12"]
            self.assertGreater(len(drops), 2)
            seen += len(labels)
            for left, top, right, bottom in labels:
                for x, begin, end in drops:
                    crosses = left < x < right and max(begin, end) > top and min(begin, end) < bottom
                    self.assertFalse(crosses, (left, right, x))
            for i, one in enumerate(labels):
                for other in labels[:i]:
                    self.assertFalse(meet(one, other))
        self.assertGreater(seen, 100)

    def test_english_has_no_japanese_of_its_own(self):
        text = html_of(ROOT / "tests/report/data/policy.json", "en")
        for written in set(re.findall("[^<>]*[\u3040-\u30ff][^<>]*", text)):
            own = re.sub("[\u3040-\u30ff\u3400-\u9fff()（）]+", "", written)
            self.assertFalse(len(own.split()) > 8, written)  # a label within a sentence of ours

    def test_japanese_headings_are_japanese(self):
        root = xml.fromstring(html_of(ROOT / "tests/report/data/policy.json", "ja"))
        headings = [element.text for name in ("h1", "h2", "h3", "h4") for element in root.iter(name)]
        self.assertGreater(len(headings), 40)
        for heading in headings:
            self.assertRegex(heading, "[\u3040-\u30ff\u3400-\u9fff]")


def rectangle(element):
    x, y, width, height = (float(element.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class Escapes(unittest.TestCase):
    NASTY = "<script>alert(1)</script>&amp;|*x*[y](z)`q`"

    def setUp(self):
        in_json = json.dumps(self.NASTY)[1:-1]
        self.made = changed(lambda text: text.replace("宛名サーバ", in_json).replace("LGWAN接続系", in_json)
                            .replace("団体内統合宛名の連携", in_json).replace("例町 境界ゲートウェイ", in_json))

    def test_html_shows_what_was_written(self):
        exit_code, text = self.made["html"]
        self.assertEqual(exit_code, 0)
        self.assertNotIn("<script", text)
        shown = ["".join(element.itertext()) for element in xml.fromstring(text).iter()]
        self.assertGreater(sum(self.NASTY in each for each in shown), 4)

    def test_markdown_keeps_it_in_its_cell(self):
        _, text = self.made["md"]
        self.assertNotIn("<script", text)
        self.assertIn(r"\|\*x\*\[y\](z)\`q\`", text)
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            self.assertEqual(len(cells), 1, table)

    def test_json_has_it_as_it_was(self):
        facts = json.loads(self.made["json"][1])
        self.assertEqual(facts["name"], self.NASTY)


class Usage(unittest.TestCase):
    TOLD = {"since": "2026-08-01T00:00:00Z", "rules": [{"id": "renkei", "packets": 12, "last_hit": "2026-11-01T00:00:00Z"},
                                                       {"id": "screen", "packets": 0, "last_hit": None}]}

    def with_usage(self, told, form):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "usage.json")
            path.write_text(told, encoding="utf-8")
            return report(ROOT / "tests/report/data/policy.json", "--lang", "en", "--format", form, "--usage", str(path))

    def test_unused_rules_are_listed(self):
        _, text = self.with_usage(json.dumps(self.TOLD), "md")
        section = text[text.index("### Rules that nothing uses"):text.index("### All rules")]
        self.assertEqual(re.findall(r"^\| (screen|renkei|atena|proxy) ", section, re.MULTILINE), ["screen"])
        self.assertIn("2026-08-01", section)

    def test_json_has_the_use_of_each_rule(self):
        facts = json.loads(self.with_usage(json.dumps(self.TOLD), "json")[1])
        uses = {rule["id"]: rule["use"] for rule in facts["rules"]}
        self.assertEqual(uses["screen"], {"packets": 0, "last_hit": None})
        self.assertIsNone(uses["atena"])
        self.assertEqual(facts["used_since"], "2026-08-01T00:00:00Z")

    def test_what_is_no_such_file_is_refused(self):
        self.assertEqual(self.with_usage("{}", "md")[0], 2)
        self.assertEqual(report(ROOT / "tests/report/data/policy.json", "--usage", "/nowhere.json")[0], 2)


class Errors(unittest.TestCase):
    def test_a_refused_policy_still_has_its_report(self):
        made = changed(lambda text: text.replace('"necessity": "団体内統合宛名の連携"', '"label": "x"'))
        for form, (exit_code, text) in made.items():
            with self.subTest(form):
                self.assertEqual(exit_code, 1)
                self.assertIn("SK3004", text)
                self.assertIn("policy.json:", text)
        facts = json.loads(made["json"][1])
        self.assertFalse(facts["whole"])
        self.assertEqual(facts["zones"], [])
        self.assertEqual({each["id"] for each in facts["principles"] if each["status"] == "not-met"}, {"mn-limit", "compliance-check"})
        root = xml.fromstring(made["html"][1])
        self.assertEqual(list(root.iter(SVG + "svg")), [])

    def test_what_is_no_policy_at_all(self):
        made = changed(lambda text: "{")
        self.assertEqual({exit_code for exit_code, _ in made.values()}, {1})
        xml.fromstring(made["html"][1])

    def test_what_cannot_be_read_or_written(self):
        self.assertEqual(report(ROOT / "tests/report/none.json")[0], 2)
        self.assertEqual(report(ROOT / "tests/report/data/policy.json", "--format", "pdf")[0], 2)
        self.assertEqual(report(ROOT / "tests/report/data/policy.json", "-o", "/nowhere/at/all.html")[0], 2)

    def test_a_file_holds_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "report.html")
            exit_code, out = report(ROOT / "tests/report/data/policy.json", "-o", str(path))
            self.assertEqual((exit_code, out), (0, ""))
            self.assertEqual(path.read_text(encoding="utf-8"), report(ROOT / "tests/report/data/policy.json")[1])


if __name__ == "__main__":
    SEKISHO, ROOT = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    UPDATE = "--update" in sys.argv
    unittest.main(argv=sys.argv[:1])
