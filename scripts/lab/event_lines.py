"""Prints events as they come: follows an event log (JSON lines) until it is ended by a signal.

event_lines.py FILE: waits for FILE, then a short line for each event.
"""

import json
import os
import sys
import time


def side(event, which):
    port = event.get(f"{which}_port")
    address = event.get(f"{which}_ip", "-")
    return address if port is None else f"{address}:{port}"


def shorten(event):
    kind = event["event_type"]
    if "src_ip" in event or "in_iface" in event:
        rule = f" rule {event['rule']}" if event.get("rule") else ""
        count = f" x{event['count']}" if event.get("count", 1) > 1 else ""
        return (f"{kind:5} {event.get('reason', '')}{rule}{count}  {event.get('in_iface', '-')}  "
                f"{side(event, 'src')} > {side(event, 'dest')} {event.get('proto', '')}"
                f"  [{event.get('severity', '')}]")
    told = [f"{key} {event[key]}" for key in ("generation", "old_generation", "name", "message")
            if event.get(key) is not None]
    return f"{kind}  " + ", ".join(told)


def follow(path):
    while not os.path.exists(path):
        time.sleep(0.05)
    with open(path, encoding="utf-8") as log:
        rest = ""
        while True:
            rest += log.readline()
            if rest.endswith("\n"):
                event = json.loads(rest)
                print(f"    event {event['timestamp'][11:23]} {shorten(event)}", flush=True)
                rest = ""
            else:
                time.sleep(0.05)


if __name__ == "__main__":
    try:
        follow(sys.argv[1])
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(0)
