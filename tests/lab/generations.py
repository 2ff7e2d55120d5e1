"""Whether every packet of a reload lab was judged by one generation, from the event log.

generations.py LOG_FOLDER DENIED FLOODED SENT RECEIVED: DENIED packets of 5999 and FLOODED ones were
sent; SENT and RECEIVED are what probes.py printed for 5001, which only policy one allows (the first
that was enforced), and 5002, which only two does. Prints rows of `what expected got`.
"""

import collections
import json
import pathlib
import sys

ALLOWED_BY = {5001: "one", 5002: "two"}


def read_counts(path):
    words = pathlib.Path(path).read_text().split()
    return dict(zip(map(int, words[::2]), map(int, words[1::2])))


def read_events(folder):
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def main():
    folder, denied, flooded, *counts = sys.argv[1:]
    sent, received = map(read_counts, counts)
    names, policies = {}, {}  # of the digests; of the generations, by the lines that begin them
    judged_by = collections.Counter()  # (port, verdict, policy of its generation)
    told = 0  # denied packets
    wrong_digest = 0
    for event in read_events(folder):
        kind, port = event["event_type"], event.get("dest_port")
        if kind in ("start", "reload"):
            names.setdefault(event["policy"], "two" if names else "one")
            policies[event["generation"]] = event["policy"]
        if kind in ("deny", "allow") and port in ALLOWED_BY:
            # A sum of a generation long gone has no digest of its own.
            policy = policies.get(event["generation"])
            wrong_digest += policy != event.get("policy", policy)
            judged_by[port, kind, names.get(policy)] += event["count"]
        if kind in ("deny", "suppressed"):
            told += event["count"]
    print("packets_told_with_another_policy_than_their_generation's 0", wrong_digest)
    for port, policy in ALLOWED_BY.items():
        other = {"one": "two", "two": "one"}[policy]
        print(f"packets_of_{port}_allowed_by_{other} 0", judged_by[port, "allow", other])
        print(f"packets_of_{port}_denied_by_{policy} 0", judged_by[port, "deny", policy])
        print(f"packets_of_{port}_let_through_and_told", received[port], judged_by[port, "allow", policy])
        print(f"packets_of_{port}_judged_both_ways yes",
              "yes" if received[port] and judged_by[port, "deny", other] else "no")
    stopped = int(denied) + sum(sent.values()) - sum(received.values())
    print("denied_packets,_as_flooded_and_as_sent_and_not_received", int(flooded) + stopped, told)


if __name__ == "__main__":
    main()
