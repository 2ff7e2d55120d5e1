"""Runs a command in a virtual machine by its guest agent: guest.py SOCKET SECONDS COMMAND

Waits up to SECONDS for the agent to answer and the command (of /bin/sh, as root) to end. Prints what
it printed and exits as it did; 124 where the time is over. Needs no network in the machine."""

import base64
import json
import os
import socket
import sys
import time


class Agent:
    def __init__(self, path, deadline):
        self.path, self.deadline, self.stream = path, deadline, None

    def connect(self):
        """Asks until it answers with the number it was given: what an earlier boot was asked is skipped."""
        while True:
            self.check_time()
            try:
                link = socket.socket(socket.AF_UNIX)
                link.settimeout(2)
                link.connect(self.path)
                self.stream = link.makefile("rwb")
                number = int.from_bytes(os.urandom(3), "big")
                self.send("guest-sync", id=number)
                while self.read().get("return") != number:
                    pass
                link.settimeout(20)
                return
            except (OSError, ValueError):
                time.sleep(0.5)

    def check_time(self):
        if time.monotonic() > self.deadline:
            sys.exit(124)

    def send(self, command, **arguments):
        self.stream.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        self.stream.flush()

    def read(self):
        line = self.stream.readline()
        if not line:
            raise OSError("the agent hung up")
        return json.loads(line.lstrip(b"\xff"))

    def ask(self, command, **arguments):
        self.send(command, **arguments)
        answer = self.read()
        if "error" in answer:
            sys.exit(f"guest.py: {command}: {answer['error'].get('desc')}")
        return answer["return"]


def text(status, key):
    return base64.b64decode(status.get(key, "")).decode(errors="replace")


def run(path, seconds, command):
    agent = Agent(path, time.monotonic() + float(seconds))
    agent.connect()
    pid = agent.ask("guest-exec", path="/bin/sh", arg=["-c", command], **{"capture-output": True})["pid"]
    while not (status := agent.ask("guest-exec-status", pid=pid))["exited"]:
        agent.check_time()
        time.sleep(0.2)
    sys.stdout.write(text(status, "out-data"))
    sys.stderr.write(text(status, "err-data"))
    return status.get("exitcode", 128 + status.get("signal", 0))


if __name__ == "__main__":
    try:
        sys.exit(run(*sys.argv[1:]))
    except OSError as error:
        sys.exit(f"guest.py: {error}")
