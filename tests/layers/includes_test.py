#!/usr/bin/python3
"""Holds that layers only point down, and that no test is left out: includes_test.py PROJECT_ROOT."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()

# What each layer may include besides itself and the standard and system headers.
ALLOWED = {
    "abi": set(),
    "base": set(),
    "image": {"abi", "base"},
    "classifier": {"base"},
    "policy": {"base"},
    "compiler": {"abi", "base", "image", "policy"},
    "verify": {"abi", "base", "image", "policy"},  # never the compiler, whose work it proves
    "diff": {"base", "policy", "verify"},
    "guard": {"base"},
    "dataplane": {"abi", "base", "image", "guard"},
    "export": {"base", "policy"},
    "report": {"base", "policy"},
    "import": {"base", "policy"},
    "learn": {"abi", "base", "policy"},
    "live": {"base", "policy"},
    "log": {"base"},
    "evidence": {"base"},
    "metrics": {"base"},
    "event": {"abi", "base", "image", "policy", "compiler", "dataplane", "evidence"},
    "outlet": {"base", "event", "log"},
    "detect": {"abi", "base", "image", "policy", "event", "evidence"},
    "config": {"base", "policy", "compiler", "evidence", "event", "detect", "outlet"},
    "backup": {"base", "policy", "compiler", "log", "config"},
    "doctor": {"base", "policy", "dataplane", "guard", "evidence", "live", "log", "config"},
    "cli": {"abi", "base", "image", "policy", "compiler", "verify", "dataplane", "event", "evidence",
            "detect", "export", "import", "diff", "learn", "report", "live", "log", "config", "doctor", "backup"},
    "daemon": {"abi", "base", "image", "policy", "compiler", "verify", "dataplane", "event",
               "evidence", "detect", "log", "metrics", "outlet", "guard", "config"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
SUFFIXES = {".h", ".c", ".cpp"}


def sources(folder):
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES)


def layer_of(path):
    parts = path.relative_to(ROOT).parts
    if parts[0] == "include":
        return parts[2]  # include/sekisho/<layer>
    return parts[1] if parts[0] == "src" else parts[0]


def included(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def target_layer(path, name):
    """The layer that `name`, included by `path`, belongs to; None for a header from outside."""
    parts = pathlib.PurePosixPath(name).parts
    if parts[0] == "sekisho":
        return parts[1]
    beside = path.parent / name
    if beside.is_file():
        return layer_of(beside.resolve())
    if (ROOT / "src" / name).is_file() or (ROOT / "daemon" / name).is_file():
        return parts[0] if parts[0] in ALLOWED else "daemon"
    return None


class Layers(unittest.TestCase):
    def test_every_folder_is_a_known_layer(self):
        layers = {layer_of(path) for folder in ("include", "src", "daemon") for path in sources(folder)}
        self.assertEqual(layers, set(ALLOWED))

    def test_point_down_only(self):
        for path in sources("include") + sources("src") + sources("daemon"):
            layer = layer_of(path)
            for name in included(path):
                target = target_layer(path, name)
                if target is None or target == layer:
                    continue
                with self.subTest(f"{path.relative_to(ROOT)} includes {name}"):
                    self.assertIn(target, ALLOWED[layer])

    def test_abi_needs_linux_types_alone(self):
        for path in sources("include/sekisho/abi"):
            for name in included(path):
                outside = target_layer(path, name) is None
                with self.subTest(f"{path.relative_to(ROOT)} includes {name}"):
                    self.assertTrue(not outside or name == "linux/types.h")

    def test_bpf_program_needs_no_userland(self):
        for path in sources("src/dataplane/bpf"):
            for name in included(path):
                target = target_layer(path, name)
                with self.subTest(f"{path.relative_to(ROOT)} includes {name}"):
                    if target is None:
                        self.assertTrue(name.startswith(("linux/", "bpf/")))
                    else:
                        self.assertIn(target, {"abi", "dataplane"})


class Types(unittest.TestCase):
    def test_each_name_is_defined_in_one_header(self):
        """Two of one name and namespace are one type to the linker, which takes either's functions."""
        places = {}
        for path in sources("include") + sources("src") + sources("daemon"):
            if path.suffix != ".h" or "daemon" in path.parts:
                continue  # the daemon has a namespace of its own
            text = path.read_text(encoding="utf-8")
            space = re.search(r"^namespace ([\w:]+) \{", text, re.MULTILINE)
            for name in re.findall(r"^(?:struct|class) ((?:\w+::)*\w+)[^;{]*\{", text, re.MULTILINE):
                places.setdefault((space and space.group(1), name), []).append(path.name)
        self.assertGreater(len(places), 100)
        self.assertEqual({name: where for name, where in places.items() if len(where) > 1}, {})


class Tests(unittest.TestCase):
    def test_each_is_in_a_registered_folder(self):
        text = (ROOT / "tests/CMakeLists.txt").read_text(encoding="utf-8")
        registered = set(re.findall(r"^\s*sekisho_tests\((\w+)", text, re.MULTILINE))
        for path in (ROOT / "tests").rglob("*_test.cpp"):
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(path.parent.parent, ROOT / "tests")
                self.assertIn(path.parent.name, registered)
        for path in (ROOT / "tests").rglob("*_test.py"):
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertIn(str(path.relative_to(ROOT / "tests")), text)


if __name__ == "__main__":
    unittest.main()
