"""In the gateway's network namespace, with traffic: live_browser.py SEKISHOD CONFIG SOCKET PID_OF_SEKISHOD"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.request

import browser
from selenium.webdriver.common.by import By

SEKISHOD, CONFIG, SOCKET, PID = sys.argv[1:5]
URL = "http://127.0.0.1:9470/"
PANELS = ["overview", "flows", "events", "rules", "exceptions", "isolation"]


def call(method, **params):
    """One request on the control socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
        control.connect(SOCKET)
        control.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        with control.makefile() as answers:
            return json.loads(answers.readline())


class LiveTest(unittest.TestCase):
    """The steps of one day, in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.restarted = None
        cls.profile = tempfile.mkdtemp(prefix="sekisho-console-")
        cls.driver = browser.open_browser(cls.profile)
        cls.driver.get(URL)
        cls.driver.execute_script("localStorage.setItem('sekisho.language', 'ja')")
        cls.driver.refresh()

    @classmethod
    def tearDownClass(cls):
        cls.driver.quit()
        shutil.rmtree(cls.profile, ignore_errors=True)
        if cls.restarted:
            cls.restarted.terminate()
            cls.restarted.wait(10)

    def text(self, selector):
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return "\n".join(each.text for each in found)

    def show(self, panel):
        self.driver.execute_script("location.hash = arguments[0]", f"/{panel}")

    def sees(self, selector, text, seconds=15):
        browser.wait_for(lambda: text in self.text(selector), f"{text!r} in {selector}", seconds)

    def test_1_serves_what_the_policy_of_the_page_allows(self):
        with urllib.request.urlopen(URL) as page:
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
        for method, status in (("reload", 404), ("isolate", 404), ("flows?zone=none", 200), ("flows?address=x", 400)):
            try:
                with urllib.request.urlopen(f"{URL}api/{method}") as answer:
                    self.assertEqual(answer.status, status, method)
            except urllib.error.HTTPError as error:
                self.assertEqual(error.code, status, method)

    def test_2_shows_flows_and_denials_on_the_map(self):
        self.sees("#policy-name", "見本市 境界ゲートウェイ")
        self.sees(".fact-row", "遮断する")
        zones = call("zones")["result"]
        self.assertEqual([zone["id"] for zone in zones["zones"]], ["mn", "lg", "in"])
        browser.wait_for(lambda: self.driver.find_elements(By.CSS_SELECTOR, "#map .tag.allowed"), "an allowed flow")
        browser.wait_for(lambda: self.driver.find_elements(By.CSS_SELECTOR, "#map .tag.denied"), "a denied packet")
        row = browser.wait_for(lambda: self.row_of("マイナンバー利用事務系\nLGWAN接続系"), "the pair's row")
        self.assertGreaterEqual(int(row[2]), 1)  # renkei
        self.assertEqual(self.text("#health .ill"), "")

    def row_of(self, names):
        for row in self.driver.find_elements(By.CSS_SELECTOR, "#pairs tbody tr"):
            cells = [cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
            if "\n".join(cells[:2]) == names:
                return cells
        return None

    def test_3_lists_flows_events_rules_and_exceptions(self):
        self.show("flows")
        self.sees("#flows", "10.99.2.10:443")
        self.sees("#flows", "renkei")
        self.show("events")
        self.sees("#event-rows", "10.99.2.10:5999")
        self.sees("#event-rows", "許可する規則なし")
        self.sees("#event-rows", "開始")
        self.show("exceptions")
        self.sees("#exceptions", "ウイルス定義の取得")
        self.show("rules")
        if "result" in call("rules"):
            self.sees("#rules", "renkei")

    def test_4_shows_what_is_isolated(self):
        answer = call("isolate", kind="zone", id="in", reason="<b>試験</b>")
        self.assertIn("result", answer)
        self.show("isolation")
        self.sees("#isolation", "<b>試験</b>")
        self.sees("#isolation", "root")
        self.sees("#panel-isolation", "物理的な切断は人が行います")
        self.show("overview")
        self.sees("#map .zone.isolated", "隔離中")
        self.show("events")
        self.sees("#event-rows", "隔離")

    def test_5_says_that_the_daemon_is_gone_and_goes_on_when_it_is_back(self):
        os.kill(int(PID), signal.SIGKILL)
        self.sees("#away", "デーモンに接続できません")
        browser.complaints(self.driver)  # of what could not be reached
        type(self).restarted = subprocess.Popen([SEKISHOD, "--config", CONFIG], stderr=subprocess.DEVNULL)
        browser.wait_for(lambda: not self.driver.find_element(By.ID, "away").is_displayed(), "the daemon again", 30)
        browser.wait_for(lambda: call("status")["result"]["enforcing"], "rules in force")
        self.show("events")
        browser.wait_for(lambda: self.text("#event-rows").count("開始") >= 2, "the second start's event", 20)
        self.show("overview")
        self.sees("#map .zone.isolated", "隔離中")  # survives

    def test_6_asked_nobody_else_and_never_complained(self):
        elsewhere = [url for url in browser.requested(self.driver) if not url.startswith((URL, "data:"))]
        self.assertEqual(elsewhere, [])
        self.show("overview")
        complaints = [each for each in browser.complaints(self.driver) if "ERR_CONNECTION" not in each and "/api/rules" not in each]
        self.assertEqual(complaints, [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
