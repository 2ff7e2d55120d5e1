#!/usr/bin/python3
"""The console's page in a real browser, on a gateway's bad day. page_test.py: needs chromium, 77 without."""
import json
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
try:
    import browser
except ImportError:
    print("skipped: python3-selenium is missing; scripts/setup installs it")
    sys.exit(77)
import bad_day
import fake_daemon
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PANELS = ["overview", "flows", "events", "rules", "exceptions", "isolation"]
LANGUAGES = ["ja", "en"]

# Every text that is seen, with the colour behind it: [text, ratio]. A text of the map lies on the
# rectangle of its own group.
CONTRASTS = """
const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
function ground(e) {
  for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c;
  }
  return [255, 255, 255];
}
const found = [];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
  if (!text || !e.checkVisibility() || e.closest('.unseen, .skip, noscript, title, desc, option')) continue;
  const style = getComputedStyle(e), group = e.closest('g');
  const under = e.closest('svg') ? (group ? parse(getComputedStyle(group.querySelector('rect')).fill) : ground(e)) : ground(e);
  found.push([text.slice(0, 30), ratio(parse(e.closest('svg') ? style.fill : style.color), under)]);
}
for (const e of document.querySelectorAll('input, select, .button')) {
  if (e.checkVisibility()) found.push(['border of ' + e.id, 1.5 * ratio(parse(getComputedStyle(e).borderTopColor), ground(e.parentElement))]);
}
return found;
"""

# Texts that are ours (not of policy or network) and seen, with the language that they must have.
OWN_TEXTS = """
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
  if (text && !e.closest('[translate=no], noscript, script, #language')) found.push(text);
}
for (const e of document.querySelectorAll('[aria-label]')) found.push(e.getAttribute('aria-label'));
return found;
"""

FOCUSED = """
const e = document.activeElement, s = getComputedStyle(e);
if (e === document.body) return null;
return {id: e.id || e.dataset.key || e.getAttribute('aria-label') || e.className || e.textContent.trim(), tag: e.tagName,
        text: e.textContent.trim().slice(0, 40), outline: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth),
        seen: e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right > 0};
"""
CONTROLS = """
return [...document.querySelectorAll('button, input, select, a[href]')]
  .filter((e) => e.checkVisibility() && e.tabIndex >= 0).map((e) => e.id || e.dataset.key || e.textContent.trim());
"""


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="sekisho-console-")
        cls.driver = browser.open_browser(cls.profile)

    @classmethod
    def tearDownClass(cls):
        cls.driver.quit()
        shutil.rmtree(cls.profile, ignore_errors=True)

    def setUp(self):
        self.fake = fake_daemon.FakeDaemon(bad_day.answers(), [bad_day.event(seq) for seq in range(1, 21)])
        browser.set_width(self.driver, 1360)
        browser.set_scheme(self.driver, "light")

    def tearDown(self):
        self.driver.get("about:blank")
        self.fake.close()

    def open(self, panel="overview", language="ja"):
        self.driver.get("about:blank")  # another place of the same page would not load it anew
        browser.complaints(self.driver)
        # Before the page's own scripts, and not again when a test loads it anew.
        choice = self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {
            "source": f"localStorage.clear(); localStorage.setItem('sekisho.language', '{language}')"})
        self.driver.get(f"{self.fake.url}#/{panel}")
        self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", choice)
        browser.wait_for(lambda: self.find("#policy-name").text, "the page's first data")
        self.show(panel)

    def show(self, panel):
        self.run_js("location.hash = arguments[0]", f"/{panel}")
        self.has_shown(panel)

    def has_shown(self, panel):
        mark = "#map .zone" if panel == "overview" else f"#panel-{panel} tbody tr"
        browser.wait_for(lambda: self.driver.find_elements(By.CSS_SELECTOR, mark), f"the data of {panel}")

    def run_js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, wanted, most=60):
        for _ in range(most):
            self.press(Keys.TAB)
            focused = self.run_js(FOCUSED)
            if focused and wanted(focused):
                return focused
        self.fail("not reached by the Tab key")

    def test_both_dictionaries_say_the_same_things(self):
        self.open()
        words = self.driver.execute_async_script(
            "const done = arguments[0]; Promise.all([import('/words-ja.js'), import('/words-en.js')])"
            ".then(([a, b]) => done([a.ja, b.en]));")
        self.assertEqual(list(words[0]), list(words[1]))
        self.assertGreater(len(words[0]), 200)
        for key, text in words[0].items():
            with self.subTest(key):
                self.assertEqual(sorted(set(_holes(text))), sorted(set(_holes(words[1][key]))))
                self.assertTrue(text and words[1][key])

    def test_everything_is_in_the_language_that_was_chosen(self):
        for language in LANGUAGES:
            self.open("overview", language)
            for panel in PANELS:
                self.show(panel)
                self.assertEqual(self.find("html").get_attribute("lang"), language)
                for text in self.run_js(OWN_TEXTS):
                    with self.subTest(f"{language} {panel}: {text}"):
                        self.assertNotIn("⟦", text)
                        self.assertTrue(_is_in(language, text))

    def test_text_stands_out_in_both_schemes(self):
        for scheme in ("light", "dark"):
            browser.set_scheme(self.driver, scheme)
            self.open()
            for panel in PANELS:
                self.show(panel)
                self.assertEqual(self.find("html").get_attribute("data-theme"), scheme)
                found = self.run_js(CONTRASTS)
                self.assertGreater(len(found), 20)
                for text, ratio in found:
                    if ratio < 4.5:
                        self.fail(f"{scheme} {panel}: {text!r} has {ratio:.2f} : 1")

    def test_all_is_reached_by_keyboard_and_the_place_is_seen(self):
        for panel in PANELS:
            self.open(panel)
            wanted = set(self.run_js(CONTROLS))
            reached = []
            for _ in range(120):
                self.press(Keys.TAB)
                focused = self.run_js(FOCUSED)
                if focused is None:
                    break
                self.assertTrue(focused["outline"] >= 2 and focused["seen"], focused)
                reached += [focused["text"], focused["id"]]
            else:
                self.fail(f"{panel}: the Tab key never leaves the page")
            self.assertEqual(reached[0], "本文へ移動")
            self.assertEqual(wanted - set(reached), set(), panel)

    def test_sections_are_tabs_with_arrows(self):
        self.open()
        self.tab_to(lambda focused: focused["id"] == "tab-overview")
        for key, panel in [(Keys.ARROW_RIGHT, "flows"), (Keys.ARROW_LEFT, "overview"), (Keys.ARROW_LEFT, "isolation"),
                           (Keys.ARROW_RIGHT, "overview"), (Keys.END, "isolation"), (Keys.HOME, "overview")]:
            self.press(key)
            self.assertEqual(self.run_js(FOCUSED)["id"], f"tab-{panel}")
            self.assertTrue(self.find(f"#panel-{panel}").is_displayed())
            shown = self.driver.find_elements(By.CSS_SELECTOR, "[role=tab][aria-selected=true]")
            self.assertEqual([each.get_attribute("id") for each in shown], [f"tab-{panel}"])

    def test_language_and_theme_are_switched_by_keyboard_and_kept(self):
        self.open()
        self.tab_to(lambda focused: focused["text"] == "English")
        self.press(Keys.ENTER)
        self.assertEqual(self.find("#panel-overview h2").text, "Zone map")
        self.tab_to(lambda focused: focused["text"] == "Dark")
        self.press(Keys.SPACE)
        self.assertEqual(self.run_js("return getComputedStyle(document.body).backgroundColor"), "rgb(18, 23, 26)")
        self.driver.refresh()
        browser.wait_for(lambda: self.find("#panel-overview h2").text == "Zone map", "English again")
        self.assertEqual(self.find("html").get_attribute("data-theme"), "dark")

    def test_events_are_filtered_opened_and_paused_by_keyboard(self):
        self.open("events")
        rows = lambda: self.driver.find_elements(By.CSS_SELECTOR, "#event-rows > tr:not(.detail)")
        browser.wait_for(lambda: len(rows()) == 20, "the last events")
        self.tab_to(lambda focused: focused["id"] == "event-severity")
        self.press("重")  # as a person types to choose
        self.press(Keys.END)
        browser.wait_for(lambda: len(rows()) == 5, "the critical ones")
        self.tab_to(lambda focused: focused["id"] == "event-text")
        self.press('"seq":7,')
        browser.wait_for(lambda: len(rows()) == 1, "one event")
        opened = self.tab_to(lambda focused: focused["tag"] == "BUTTON" and "2026" in focused["text"])
        self.press(Keys.ENTER)
        whole = json.loads(self.find("#event-rows pre").text)
        self.assertEqual(whole, bad_day.event(7), opened)
        self.tab_to(lambda focused: focused["tag"] == "PRE")
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        self.tab_to(lambda focused: focused["id"] == "event-pause")
        self.press(Keys.SPACE)
        self.assertEqual(self.find("#event-pause").get_attribute("aria-pressed"), "true")
        self.fake.tell(bad_day.event(107))
        browser.wait_for(lambda: "1" in self.find("#event-pause").text, "the count of what waits")
        self.assertEqual(len(rows()), 1)

    def test_only_critical_events_are_announced(self):
        self.open("events")
        browser.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, "#event-rows .open")) == 20, "the last events")
        log = self.find("#critical")
        self.assertEqual((log.get_attribute("aria-live"), log.get_attribute("textContent")), ("polite", ""))
        self.fake.tell(bad_day.event(21, severity="high"))
        self.fake.tell(bad_day.event(22, severity="critical", event_type="volume"))
        browser.wait_for(lambda: "重大: 大量の持ち出し" in log.get_attribute("textContent"), "the announcement")
        self.assertEqual(len(log.find_elements(By.TAG_NAME, "p")), 1)

    def test_rules_are_sorted_by_any_column_and_the_place_is_kept(self):
        self.open("rules")
        first = lambda: self.find("#rules tbody th .mono").text
        self.assertEqual(first(), "rule-25")  # 975 packets
        for key, up, down in [("id", "rule-00", "rule-39"), ("last_hit", "rule-00", "rule-01")]:
            focused = self.tab_to(lambda focused: focused["id"] == f"sort-{key}", 120)
            for wanted, order in ((up, "ascending"), (down, "descending")):
                self.press(Keys.ENTER)
                self.assertEqual(first(), wanted, key)
                self.assertEqual(self.run_js("return document.activeElement.dataset.key"), focused["id"])
                sorts = [each.get_attribute("aria-sort") for each in self.driver.find_elements(By.CSS_SELECTOR, "#rules th[aria-sort]")]
                self.assertEqual([each for each in sorts if each != "none"], [order])
        self.tab_to(lambda focused: focused["id"] == "rule-unused", 120)
        self.press("300")
        self.assertEqual(len(self.driver.find_elements(By.CSS_SELECTOR, "#rules tbody tr")), 6)

    def test_flows_are_asked_for_with_the_filter(self):
        self.open("flows")
        self.tab_to(lambda focused: focused["id"] == "flow-zone")
        self.press(Keys.ARROW_DOWN, Keys.TAB, "10.3.7.20", Keys.TAB, "443", Keys.TAB, "lg-pc-007")
        browser.wait_for(lambda: ("flows", "limit=200&zone=mn&address=10.3.7.20&port=443") in self.fake.asked, "the question")
        browser.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, "#flows tbody tr")) == 1, "the one flow")

    def test_what_others_wrote_is_text(self):
        self.open()
        for panel in PANELS:
            self.show(panel)
            self.assertNotEqual(self.driver.title, "owned")
            self.assertEqual(self.driver.find_elements(By.CSS_SELECTOR, "img[onerror], body script"), [])
            self.assertEqual(browser.complaints(self.driver), [])
        self.assertIn(fake_daemon.HOSTILE, self.find("#panel-isolation").text)

    def test_nothing_is_asked_for_elsewhere(self):
        browser.requested(self.driver)
        self.open()
        for panel in PANELS:
            self.show(panel)
        asked = browser.requested(self.driver)
        self.assertGreater(len(asked), 20)
        self.assertEqual([url for url in asked if not url.startswith((self.fake.url, "data:"))], [])

    def test_fits_from_320_pixels_up_with_three_to_thirty_zones(self):
        for width in (320, 1360):
            browser.set_width(self.driver, width)
            for count in (3, 30):
                self.fake.answers["zones"] = bad_day.many_zones(count)
                self.open()
                for panel in PANELS:
                    self.show(panel)
                    self.assertLessEqual(self.run_js("return document.documentElement.scrollWidth"), width, f"{panel} {count}")
                self.assertEqual(len(self.driver.find_elements(By.CSS_SELECTOR, "#map .zone")), count)
                self.assertEqual(len(self.driver.find_elements(By.CSS_SELECTOR, "#zones tbody tr")), count)

    def test_the_map_says_what_its_table_says(self):
        self.open()
        tags = [each.text for each in self.driver.find_elements(By.CSS_SELECTOR, "#map .tag text")]
        for pair in self.fake.answers["zones"]["pairs"]:
            if pair["from"] == pair["to"]:
                continue
            for key, sign in (("flows", ""), ("denied", "✕ ")):
                if pair[key]:
                    self.assertIn(f"{sign}{pair[key]:,}", tags)
                    self.assertIn(f"{sign}{pair[key]:,}", self.find("#pairs").text)
        self.assertIn("隔離中", self.find("#map .zone.isolated").text)

    def test_says_when_the_daemon_is_away_and_when_it_is_back(self):
        self.open()
        answers = self.fake.answers
        port = self.fake.server.server_port
        self.fake.close()
        browser.wait_for(lambda: "デーモンに接続できません" in self.find("#away").text, "the banner")
        self.assertRegex(self.find("#away").text, r"\d\d:\d\d:\d\d 時点")
        self.fake = fake_daemon.FakeDaemon(answers, port=port)
        browser.wait_for(lambda: not self.find("#away").is_displayed(), "the daemon again")

    def test_a_screen_reader_finds_its_way(self):
        self.open()
        for panel in PANELS:
            self.show(panel)
            nodes = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
            named = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes
                     if not node["ignored"] and node.get("role")]
            roles = [role for role, _ in named]
            for role in ("banner", "main", "navigation", "contentinfo", "tablist", "tabpanel", "log"):
                self.assertEqual(roles.count(role), 1, f"{panel}: {role}")
            self.assertEqual(roles.count("tab"), len(PANELS))
            for role, name in named:
                if role in ("button", "searchbox", "spinbutton", "combobox", "tab", "tabpanel", "table", "image", "region", "search", "link"):
                    self.assertTrue(name.strip(), f"{panel}: a {role} without a name")
            self.assertIn("table", roles)
            if panel == "overview":
                self.assertTrue(("image", "ゾーンの地図") in named)

    def test_stands_still_and_prints_whole(self):
        browser.set_scheme(self.driver, "light", reduced_motion="reduce")
        self.open()
        moving = "return [...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).animationName !== 'none').length"
        self.assertEqual(self.run_js(moving), 0)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        shown = [each.is_displayed() for each in self.driver.find_elements(By.CSS_SELECTOR, ".panel")]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        self.assertEqual(shown, [True] * len(PANELS))


def _holes(text):
    return [part.split("}")[0] for part in text.split("{")[1:]]


def _is_in(language, text):
    """No Japanese in English; no English words in Japanese but those that Japanese uses."""
    if language == "en":
        return not any("\u3040" <= character <= "\u9fff" for character in text)
    words = "".join(character if character.isascii() and character.isalpha() else " " for character in text).split()
    known = {"sekisho", "LGWAN", "DMZ", "TCP", "IP", "MAC", "ARP", "RA", "B", "kB", "MB", "GB", "s", "SSE"}
    return all(word in known for word in words)


if __name__ == "__main__":
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        print("skipped: chromium is missing; scripts/setup installs it")
        sys.exit(77)
    unittest.main()
