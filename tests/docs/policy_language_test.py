#!/usr/bin/python3
"""Holds docs/policy-language*.md to what they say: policy_language_test.py PROJECT_ROOT SEKISHO [--update].

Every ```jsonc block is compiled: the first is a whole policy, later ones are whole policies or keys
that are added to the first. A block with a file name is that file, beside the policy. A block
marked `refused` is a file that the first policy includes; the ```text block behind it is what
`sekisho check` says of it, word for word. --update writes these anew.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import markdown

UPDATE = "--update" in sys.argv
if UPDATE:
    sys.argv.remove("--update")
ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
SEKISHO = pathlib.Path(sys.argv.pop(1)).resolve()
PAGES = {"en": ROOT / "docs/policy-language.md", "ja": ROOT / "docs/policy-language.ja.md"}
AT = "2026-11-21T09:00:00+09:00"
SCHEMA = json.loads((ROOT / "rules/policy.schema.json").read_text(encoding="utf-8"))


def collected(node, words_of):
    """What words_of() gives for every object of a schema."""
    if isinstance(node, list):
        return set().union(*(collected(item, words_of) for item in node))
    if not isinstance(node, dict):
        return set()
    return collected(list(node.values()), words_of) | set(words_of(node))


def read(lang):
    return PAGES[lang].read_text(encoding="utf-8")


def parse(block):
    text = markdown.strip_comments(block.text).strip()
    return json.loads(text if text.startswith("{") else "{" + text + "}")


def merged(first, fragment):
    """Lists appended, objects merged, anything else replaced."""
    policy = copy.deepcopy(first)
    for key, value in fragment.items():
        if isinstance(value, list):
            policy.setdefault(key, []).extend(value)
        elif isinstance(value, dict):
            policy.setdefault(key, {}).update(value)
        else:
            policy[key] = value
    return policy


def is_file(block):
    return block.info.endswith((".json", ".csv"))


def examples(lang):
    return [block for block in markdown.blocks(read(lang)) if block.language == "jsonc"]


def policies(lang):
    """The blocks that are the first policy, another one, or keys for the first."""
    return [block for block in examples(lang) if not block.info]


def refusals(lang):
    """Pairs of a block with a mistake and the one with what is said of it."""
    found = markdown.blocks(read(lang))
    return [(block, said) for block, said in zip(found, found[1:] + [None]) if block.info == "refused"]


class Folder:
    """A folder with the files that the page's blocks name."""

    def __init__(self, lang):
        self.lang = lang
        self.held = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.held.name)
        for block in markdown.blocks(read(lang)):
            if is_file(block):
                self.write(block.info, block.text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.held.cleanup()

    def write(self, name, text):
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)

    def run(self, command, *arguments):
        return subprocess.run([SEKISHO, command, "policy.json", *arguments, "--lang", self.lang],
                              cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", check=False)


def said_of(lang, block):
    """What `sekisho check` says of the first policy where it includes the block."""
    first = policies(lang)[0].text
    with Folder(lang) as folder:
        folder.write("policy.json", first.replace("{", '{ "include": ["more.json"],', 1))
        folder.write("more.json", block.text)
        ran = folder.run("check", "--at", AT)
    return ran.returncode, ran.stdout


def update(lang):
    text = read(lang)
    for block, said in reversed(refusals(lang)):
        text = text[:said.begin] + said_of(lang, block)[1] + text[said.end:]
    PAGES[lang].write_text(text, encoding="utf-8")


class Page:
    lang = ""

    def test_every_example_compiles(self):
        first, *others = policies(self.lang)
        whole = parse(first)
        for block in (first, *others):
            policy = parse(block)
            if "sekisho" not in policy:
                policy = merged(whole, policy)
            with self.subTest(line=block.line), Folder(self.lang) as folder:
                folder.write("policy.json", json.dumps(policy, ensure_ascii=False, indent=1))
                ran = folder.run("check", "--at", AT)
                self.assertEqual(ran.returncode, 0, ran.stdout)

    def test_every_mistake_is_refused_as_shown(self):
        found = refusals(self.lang)
        self.assertGreaterEqual(len(found), 3)
        for block, said in found:
            with self.subTest(line=block.line):
                status, output = said_of(self.lang, block)
                self.assertEqual(status, 1)
                self.assertEqual(said.language, "text")
                self.assertEqual(said.text, output, "--update writes it anew")

    def test_the_cases_pass(self):
        with Folder(self.lang) as folder:
            folder.write("policy.json", policies(self.lang)[0].text)
            ran = folder.run("test", "cases.json")
        self.assertEqual(ran.returncode, 0, ran.stdout)

    def test_every_file_is_named(self):
        text = read(self.lang)
        for block in filter(is_file, markdown.blocks(text)):
            self.assertGreater(text.count(block.info), 1, block.info)

    def test_every_key_is_named(self):
        keys = collected(SCHEMA, lambda node: node.get("properties", {}))
        self.assertIn("max_flows_per_zone", keys)
        self.assert_named(keys)

    def test_every_value_is_named(self):
        words = collected(SCHEMA, lambda node: node.get("enum", []))
        self.assertTrue(set(SCHEMA["$defs"]["zone"]["properties"]["kind"]["enum"]) < words)
        self.assert_named(word for word in words if isinstance(word, str))

    def test_every_built_in_service_is_named(self):
        source = (ROOT / "src/policy/built_in_services.cpp").read_text(encoding="utf-8")
        services = re.findall(r'^ +\{"([a-z0-9-]+)",', source, re.MULTILINE)
        self.assertIn("snmp-trap", services)
        self.assert_named(services)

    def test_every_reason_is_named(self):
        header = (ROOT / "include/sekisho/abi/reason.h").read_text(encoding="utf-8")
        reasons = re.findall(r'^ +X\([A-Z_]+, "([a-z-]+)", (?:ALLOW|DENY)\)', header, re.MULTILINE)
        self.assertIn("default-deny", reasons)
        self.assert_named(reasons)
        first_cells = {row[0] for row in markdown.table_rows(read(self.lang))}
        for reason in reasons:
            self.assertIn(f"`{reason}`", first_cells)

    def test_links_lead_somewhere(self):
        text = markdown.without_blocks(read(self.lang))
        headings = {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                    for line in text.splitlines() if line.startswith("#")}
        for name, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
            if name:
                self.assertTrue((PAGES[self.lang].parent / name).exists(), name)
            else:
                self.assertIn(anchor, headings)

    def assert_named(self, names):
        """In prose, as code; or as a key of an example."""
        text = read(self.lang)
        code = set(re.findall(r"`([^`\n]+)`", markdown.without_blocks(text)))
        words = {word for span in code for word in re.findall(r"[a-z0-9_-]+", span)}
        keys = {word for block in examples(self.lang) for word in re.findall(r'"([a-z_]+)":', block.text)}
        self.assertEqual(set(names) - words - keys, set())


class English(Page, unittest.TestCase):
    lang = "en"


class Japanese(Page, unittest.TestCase):
    lang = "ja"


class Both(unittest.TestCase):
    def test_have_the_same_examples(self):
        shown = {}
        for lang in PAGES:
            shown[lang] = [(block.info, parse(block)) for block in examples(lang)]
        self.assertEqual(len(shown["en"]), len(shown["ja"]))
        for english, japanese in zip(shown["en"], shown["ja"]):
            self.assertEqual(english, japanese)

    def test_have_the_same_files_and_commands(self):
        other = [[(block.info, [line.split("#")[0].rstrip() for line in block.text.splitlines()])
                  for block in markdown.blocks(read(lang)) if block.language in ("csv", "sh")]
                 for lang in PAGES]
        self.assertEqual(*other)

    def test_have_the_same_structure(self):
        structure = [[(line.split(" ")[0]) for line in markdown.without_blocks(read(lang)).splitlines()
                      if line.startswith("#")] for lang in PAGES]
        self.assertEqual(*structure)
        rows = [[len(row) for row in markdown.table_rows(read(lang))] for lang in PAGES]
        self.assertEqual(*rows)


if __name__ == "__main__":
    if UPDATE:
        for language in PAGES:
            update(language)
    else:
        unittest.main()
