#!/usr/bin/env python3
"""What a receiver of forwarded events has, one JSON line each.

received.py newest FILE             the highest seq, 0: none
received.py whole FILE FIRST OUT    every seq from FIRST on is there, and in order where it comes first;
                                    OUT gets each once, as it came. Prints the number of lines and duplicates.
"""
import json
import sys


def read(path):
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if not line.endswith("\n"):
                    return  # half written
                yield line, json.loads(line)["seq"]
    except FileNotFoundError:
        return


def newest(path):
    print(max((seq for _, seq in read(path)), default=0))


def whole(path, first, out):
    expected, duplicates = int(first), 0
    with open(out, "w", encoding="utf-8") as once:
        for line, seq in read(path):
            if seq < expected:
                duplicates += seq >= int(first)
            elif seq > expected:
                sys.exit(f"seq {expected} is missing before {seq}")
            else:
                once.write(line)
                expected += 1
    print(f"{expected - int(first)} lines, {duplicates} duplicates", file=sys.stderr)
    print(expected - 1)


{"newest": newest, "whole": whole}[sys.argv[1]](*sys.argv[2:])
