#!/usr/bin/python3
"""Holds that documentation, dashboard and alerts name what is exposed: names_test.py PROJECT_ROOT.

That the list in families.h is what is exposed, tests/metrics holds."""
import json
import pathlib
import re
import sys
import unittest

import yaml

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
FAMILIES = dict(re.findall(r'X\(\w+, "(\w+)", (counter|gauge),',
                           (ROOT / "include/sekisho/metrics/families.h").read_text(encoding="utf-8")))
DOCS = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "monitoring/grafana-dashboard.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "monitoring/sekisho.rules.yml").read_text(encoding="utf-8"))
ALERTS = [alert for group in RULES["groups"] for alert in group["rules"]]
NAME = re.compile(r"\b(?:sekisho|process)_\w+")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def panels():
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def expressions():
    yield from (target["expr"] for panel in panels() for target in panel["targets"])
    yield from (note["expr"] for note in DASHBOARD["annotations"]["list"])
    yield from (variable["definition"] for variable in DASHBOARD["templating"]["list"] if "definition" in variable)


class Names(unittest.TestCase):
    def test_the_list_is_found(self):
        self.assertGreater(len(FAMILIES), 25)

    def test_documented_are_exactly_those_exposed(self):
        documented = {}
        for line in DOCS.splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) == 6 and cells[1].startswith("`"):
                documented.update((name, cells[2]) for name in re.findall(r"`(\w+)`", cells[1]))
        self.assertEqual(documented, FAMILIES)

    def test_dashboard_asks_for_what_is_exposed(self):
        for expression in expressions():
            names = NAME.findall(expression)
            self.assertTrue(names, expression)
            self.assertLessEqual(set(names), set(FAMILIES), expression)

    def test_dashboard_shows_every_metric_of_use_there(self):
        shown = set(NAME.findall(" ".join(expressions())))
        elsewhere = {"sekisho_rule_bytes_total", "sekisho_zone_info", "process_start_time_seconds",
                     "sekisho_receiver_lines_missing_total", "sekisho_policy_change_due_timestamp_seconds"}
        self.assertEqual(set(FAMILIES) - shown, elsewhere)

    def test_alerts_ask_for_what_is_exposed(self):
        for alert in ALERTS:
            names = set(NAME.findall(alert["expr"]))
            self.assertLessEqual(names, set(FAMILIES), alert["alert"])
            self.assertTrue(names or alert["alert"] == "SekishoDown")

    def test_counters_are_asked_for_their_growth(self):
        counters = {name for name, kind in FAMILIES.items() if kind == "counter"}
        for alert in ALERTS:
            for name in counters & set(NAME.findall(alert["expr"])):
                self.assertRegex(alert["expr"], rf"increase\({name}\b", alert["alert"])


class Texts(unittest.TestCase):
    def test_alerts_speak_both_languages_and_lead_to_the_documentation(self):
        for alert in ALERTS:
            notes = alert["annotations"]
            for key in ("summary", "description"):
                self.assertFalse(JAPANESE.search(notes[key]), alert["alert"])
                self.assertTrue(JAPANESE.search(notes[key + "_ja"]), alert["alert"])
            self.assertEqual(notes["runbook"], "docs/metrics.md#" + alert["alert"].lower())
            self.assertIn(alert["labels"]["severity"], ("warning", "critical"))
        headings = re.findall(r"^### (\w+)$", DOCS, re.MULTILINE)
        self.assertEqual(headings, [alert["alert"] for alert in ALERTS])

    def test_panels_are_described_in_japanese(self):
        for panel in panels():
            self.assertTrue(JAPANESE.search(panel["description"]), panel["title"])

    def test_the_data_source_is_chosen_at_import(self):
        kinds = {variable["name"]: variable["type"] for variable in DASHBOARD["templating"]["list"]}
        self.assertEqual(kinds["datasource"], "datasource")
        for panel in panels():
            self.assertEqual(panel["datasource"]["uid"], "${datasource}", panel["title"])
            for target in panel["targets"]:
                self.assertEqual(target["datasource"]["uid"], "${datasource}", panel["title"])
        ids = [panel["id"] for panel in DASHBOARD["panels"]]
        self.assertEqual(len(ids), len(set(ids)))


if __name__ == "__main__":
    unittest.main()
