#!/usr/bin/python3
"""policy_man.py SCHEMA PAGE LANGUAGE: sekisho-policy(5) in LANGUAGE (en or ja) on standard output: PAGE with, in place
of the line @KEYS@, every key of the JSON schema, whose descriptions are "English / Japanese"."""

import json
import pathlib
import sys

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
page = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
LANGUAGE = ("en", "ja").index(sys.argv[3])
WORDS = {"required": ("required", "必須"), "default": ("default {}", "既定 {}"), "list": ("list", "リスト"),
         "named": ("object of names", "名前ごとのオブジェクト"), "or": (" or ", " または "),
         "stop": (".", "。"), "example": ("e.g. {}", "例 {}"), "top": ("The file", "ファイル")}


def word(key, *values):
    return WORDS[key][LANGUAGE].format(*values)


def said(text):
    """One language of "English / Japanese"; Japanese may hold slashes, English does not."""
    return text.split(" / ", 1)[LANGUAGE] if " / " in text else text


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def follow(node):
    """The node behind its reference, and the reference's name."""
    if "$ref" not in node:
        return node, None
    name = node["$ref"].rsplit("/", 1)[1]
    target, _ = follow(schema["$defs"][name])
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}, name


def form(node):
    """What a value looks like, in a few words."""
    node, name = follow(node)
    if name in TYPES:
        return said(TYPES[name])
    if "enum" in node:
        return ", ".join(map(str, node["enum"]))
    if "const" in node:
        return str(node["const"])
    for choice in ("oneOf", "anyOf"):
        if choice in node and "properties" not in node:
            return word("or").join(dict.fromkeys(filter(None, map(form, node[choice]))))
    if node.get("type") == "array":
        return f"{word('list')}: {form(node['items'])}"
    if "additionalProperties" in node and isinstance(node["additionalProperties"], dict):
        return f"{word('named')}: {form(node['additionalProperties'])}"
    if "title" in node:
        return said(node["title"])
    if node.get("type") == "integer":
        bounds = [str(node[bound]) for bound in ("minimum", "maximum") if bound in node]
        return "–".join(bounds) if bounds else "integer"
    if "examples" in node:
        return word("example", node["examples"][0])
    return node.get("type", "")


def entries(node, required):
    for key, value in node.items():
        full, _ = follow(value)
        notes = [form(value)]
        if key in required:
            notes.append(word("required"))
        if "default" in full:
            notes.append(word("default", json.dumps(full["default"], ensure_ascii=False)))
        yield ".TP"
        yield f".B {roff(key)}"
        if "description" in full:
            yield roff(said(full["description"]) + word("stop"))
        yield roff(f"({'; '.join(filter(None, notes))})")
        if "properties" in full and followed_inline(value):
            yield ".RS"
            yield from entries(full["properties"], full.get("required", ()))
            yield ".RE"


def followed_inline(value):
    """An object that has no part of its own in the page."""
    name = value.get("$ref", "").rsplit("/", 1)[-1]
    return name not in TYPES


TYPES = {name: definition["title"] for name, definition in schema["$defs"].items() if "title" in definition}
PARTS = [name for name in TYPES if "properties" in schema["$defs"][name]]


def keys():
    yield f".SS \"{word('top')}\""
    yield from entries(schema["properties"], schema["required"])
    for name in PARTS:
        definition = schema["$defs"][name]
        yield f".SS \"{said(definition['title'])}\""
        yield from entries(definition["properties"], definition.get("required", ()))
    for name, title in TYPES.items():
        definition = schema["$defs"][name]
        if name in PARTS or not definition.get("examples"):
            continue
        yield f".SS \"{said(title)}\""
        if "description" in definition:
            yield roff(said(definition["description"]))
        yield roff(word("example", ", ".join(map(str, definition["examples"]))))


print(page.replace("@KEYS@\n", "\n".join(keys()) + "\n"), end="")
