"""What the tests of the documentation share."""
import re

FENCE = re.compile(r"^```(\w+)(?: +([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block:
    """A fenced block: its language, what else its info string says, its text and where that stands."""

    def __init__(self, found):
        self.language, self.info, self.text = found[1], found[2] or "", found[3]
        self.begin, self.end = found.span(3)
        self.line = found.string.count("\n", 0, self.begin) + 1


def blocks(text):
    return [Block(found) for found in FENCE.finditer(text)]


def without_blocks(text):
    return FENCE.sub("", text)


def strip_comments(text):
    """JSON without // and /* */ comments; strings are left alone."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', lambda found: found[1] or "", text,
                  flags=re.DOTALL)


def table_rows(text):
    """The cells of every row of every table, headings and rulers too."""
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in without_blocks(text).splitlines() if line.startswith("|")]
