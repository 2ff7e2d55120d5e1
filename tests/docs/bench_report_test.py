#!/usr/bin/python3
"""bench_report_test.py REPOSITORY: what scripts/bench-report makes of the benchmarks' results."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv.pop(1))

MACHINE = {"cpu": "a CPU", "cores": 2, "kernel": "6.1.0", "date": "2026-04-01 09:00 UTC"}


def table(name: str, columns: list, rows: list) -> dict:
    return {"id": name, "title": f"Title of {name}", "rows": rows,
            "columns": [{"name": column, "decimals": decimals} for column, decimals in columns]}


LIVE = {"bench": "live", "command": "scripts/bench live", "machine": MACHINE, "tables": [
    table("forwarding", [("gateway", 0), ("rules", 0), ("traffic", 0), ("ratio", 3)],
          [["Linux bridge", None, "established", 0.21],
           ["Sekisho bridge", 10, "established", 0.5], ["Sekisho bridge", 20000, "established", 0.4],
           ["Sekisho bridge", 10, "new flows", 0.3]])]}
PACKET = {"bench": "packet", "command": "scripts/bench packet", "machine": MACHINE, "tables": [
    table("packet", [("rules", 0), ("devices", 0), ("flows", 0), ("packet", 0), ("difference ns", 0)],
          [[10, 10000, 100000, "established", 60.4], [20000, 10000, 100000, "established", 71.6],
           [1000, 100, 100000, "established", 50], [1000, 100000, 100000, "established", 90]])]}


class BenchReport(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.results, self.docs = self.folder / "results", self.folder / "docs"
        self.results.mkdir()
        self.docs.mkdir()
        shutil.copy(ROOT / "docs" / "performance.md", self.docs)

    def render(self, *documents) -> subprocess.CompletedProcess:
        for document in documents:
            (self.results / f"{document['bench']}.json").write_text(json.dumps(document))
        return subprocess.run([ROOT / "scripts" / "bench-report", self.results, self.docs],
                              capture_output=True, text=True)

    def page(self) -> str:
        return (self.docs / "performance.md").read_text()

    def test_rows_stand_between_the_markers_with_their_machine(self):
        before = (ROOT / "docs" / "performance.md").read_text().partition("<!-- results")[0]
        self.assertEqual(self.render(LIVE, PACKET).returncode, 0)
        self.assertTrue(self.page().startswith(before))
        self.assertIn("| Sekisho bridge | 20,000 | established | 0.400 |", self.page())
        self.assertIn("| Linux bridge | – | established | 0.210 |", self.page())
        self.assertIn("a CPU, 2 cores, Linux 6.1.0, 2026-04-01 09:00 UTC", self.page())

    def test_what_is_rendered_again_is_the_same(self):
        self.render(LIVE, PACKET)
        first = self.page()
        self.render(LIVE, PACKET)
        self.assertEqual(self.page(), first)

    def test_each_plot_on_the_page_is_a_picture_with_its_lines(self):
        self.render(LIVE, PACKET)
        lines = {}
        for path in (self.docs / "performance").iterdir():
            self.assertIn(f"(performance/{path.name})", self.page())
            tree = ElementTree.parse(path)
            lines[path.name] = len(tree.findall("{http://www.w3.org/2000/svg}polyline"))
        # A bridge without rules is a level line; nothing here varies the flows.
        self.assertEqual(lines, {"forwarding.svg": 2, "packet-rules.svg": 1, "packet-devices.svg": 1})

    def test_without_results_the_page_is_left_alone(self):
        outcome = self.render()
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("run scripts/bench first", outcome.stderr)
        self.assertEqual(self.page(), (ROOT / "docs" / "performance.md").read_text())


unittest.main()
