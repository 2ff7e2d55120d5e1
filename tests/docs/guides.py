"""The commands of the guides: guides.py DOCS_FOLDER GUIDE prints them as rows of `exits<TAB>command`, for one guide, once
the guide's other language has been seen to have the same ones. EXITS are the codes that the guide says a command may
end with, `0` where it says nothing: `command  # exit 0 or 1: …`.

A block behind `<!-- run by FILE -->` is run by FILE, which must hold its commands, and is left out."""

import pathlib
import re
import sys


def commands(path, root):
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    run_by = None
    for line in lines:
        if match := re.fullmatch(r"<!-- run by (\S+) -->", line):
            run_by = root / match[1]
        if line != "```sh":
            continue
        for command in iter(lambda: next(lines), "```"):
            command, _, note = command.partition("  # ")
            exits = re.match(r"exit (\d(?: or \d)*):", note)
            if run_by is None:
                yield (exits[1].replace(" or ", " ") if exits else "0"), command
            elif command.split()[:2] != re.search(r"apt install", run_by.read_text())[0].split():
                raise SystemExit(f"{path.name}: {run_by.name} does not run: {command}")
        run_by = None


def main():
    docs, guide = pathlib.Path(sys.argv[1]), sys.argv[2]
    english = list(commands(docs / f"{guide}.md", docs.parent))
    japanese = list(commands(docs / f"{guide}.ja.md", docs.parent))
    if english != japanese:
        raise SystemExit(f"{guide}: the languages differ: {set(english) ^ set(japanese)}")
    if not english:
        raise SystemExit(f"{guide}: no commands")
    for exits, command in english:
        print(f"{exits}\t{command}")


if __name__ == "__main__":
    main()
