"""The events that write_events makes, for the tests that read them."""
import json
import os
import pathlib
import subprocess
import tempfile


def written(program):
    """Every line that `program` leaves in logs, as (text, event)."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder], check=True)
        for path in sorted(pathlib.Path(folder).rglob("*.jsonl*")):
            if path.suffix == ".zst":
                text = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
            elif path.suffix == ".jsonl":
                text = path.read_bytes()
            else:
                continue
            lines += [(line, json.loads(line)) for line in text.decode().splitlines()]
    return lines


def detected(program):
    """The same of every detection that the tests of captures make, `program`, but for the longest ones; chained here, as the
    log does."""
    with tempfile.NamedTemporaryFile() as lines:
        environment = dict(os.environ, SEKISHO_EVENT_LINES=lines.name)
        subprocess.run([program, "--gtest_filter=-OrdinaryDay.*:*Million*"], check=True, env=environment, stdout=subprocess.DEVNULL)
        events = [json.loads(line) for line in lines.read().decode().splitlines()]
    if not events:
        raise RuntimeError(f"{program} told of no detection")
    chained = []
    for seq, event in enumerate(events, 1):
        line = {"timestamp": event.pop("timestamp"), "seq": seq, **event, "prev": "0" * 64, "hash": "0" * 64}
        chained.append((json.dumps(line), line))
    return chained
