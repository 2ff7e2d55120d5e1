#!/usr/bin/python3
"""print_test.py SEKISHO PROJECT_ROOT: the report on paper, by headless Chromium. 77 where that or pdftotext is missing."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

SVG = "{http://www.w3.org/2000/svg}"
A4 = (595, 842)  # points
CHROMIUM = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--no-proxy-server", "--disable-background-networking", "--no-pdf-header-footer"]
NEEDED = ("chromium", "pdftotext", "pdfinfo")


def run(*arguments):
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()


def letters(text):
    """Without what a line break may change."""
    return re.sub(r"[\s\u00ad-]+", "", text)


class Printed(unittest.TestCase):
    def print_report(self, policy, language):
        """The HTML's root, and the text of each page."""
        with tempfile.TemporaryDirectory() as folder:
            html, pdf = pathlib.Path(folder, "report.html"), pathlib.Path(folder, "report.pdf")
            subprocess.run([SEKISHO, "report", str(policy), "--lang", language, "-o", str(html), "--at",
                            "2026-11-21T09:00:00+09:00"], check=False)
            run(*CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}", html.as_uri())
            sizes = re.findall(r"Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)", run("pdfinfo", "-l", "999", str(pdf)))
            for width, height in sizes:
                self.assertAlmostEqual(float(width), A4[0], delta=1)
                self.assertAlmostEqual(float(height), A4[1], delta=1)
            pages = run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
            self.assertEqual(len(pages), len(sizes))
            return xml.fromstring(html.read_text(encoding="utf-8")), pages

    def test_nothing_is_lost_and_no_heading_stands_alone(self):
        for name, language in (("komoro", "ja"), ("kashiwa", "en")):
            with self.subTest(name, language=language):
                root, pages = self.print_report(ROOT / f"rules/{name}/policy.json", language)
                self.assertGreater(len(pages), 8)
                everything = letters("".join(pages))
                for heading in [each for level in ("h1", "h2", "h3", "h4") for each in root.iter(level)]:
                    self.assertIn(letters(heading.text), everything)
                for text in [each.text for each in next(root.iter(SVG + "svg")).iter(SVG + "text")]:
                    self.assertIn(letters(text), everything)
                ids = [row.find("td").text for row in root.findall(".//table[@class='list']/tbody/tr") if row.find("td").text]
                self.assertGreater(len(ids), 20)
                for first_cell in ids:
                    self.assertIn(letters(first_cell), everything)
                headings = {letters(each.text) for level in ("h2", "h3", "h4") for each in root.iter(level)}
                for number, page in enumerate(pages[:-1], 1):
                    lines = [line.strip() for line in page.splitlines() if line.strip()]
                    last = lines[-2] if re.fullmatch(r"\d+ / \d+", lines[-1]) else lines[-1]
                    self.assertNotIn(letters(last), headings, f"page {number}")


if __name__ == "__main__":
    if any(shutil.which(program) is None for program in NEEDED):
        print("skipped: needs " + ", ".join(NEEDED))
        sys.exit(77)
    SEKISHO, ROOT = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
