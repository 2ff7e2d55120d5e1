"""The events that write_events makes, for the tests that read them."""
import json
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
