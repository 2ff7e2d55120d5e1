"""embed_messages.py CATALOGUE.mo TABLE.inc: the messages of a gettext catalogue as rows of a C++ table,
sorted by the bytes of the English message."""

import gettext
import json
import sys


def main(catalogue: str, table: str) -> None:
    with open(catalogue, "rb") as file:
        messages = gettext.GNUTranslations(file)._catalog
    rows = sorted((en.encode(), en, ja) for en, ja in messages.items() if en and ja)
    with open(table, "w", encoding="utf-8") as out:
        for _, en, ja in rows:  # a JSON string of these is a C++ one: no control character but \n
            out.write("{%s, %s},\n" % tuple(json.dumps(text, ensure_ascii=False) for text in (en, ja)))


main(*sys.argv[1:])
