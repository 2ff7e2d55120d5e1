"""Whether every packet of a reload lab was judged by one generation, from the event log.

generations.py DENIED RECEIVED reads the log's lines, of all its files in their order. DENIED is the
datapath's own count; RECEIVED is what probes.py printed for 5001, which only policy one allows (the first that was enforced), and 5002, which
only two does. Prints rows of `what expected got`.
"""

import collections
import json
import pathlib
import sys

ALLOWED_BY = {5001: "one", 5002: "two"}


def read_counts(path):
    words = pathlib.Path(path).read_text().split()
    return dict(zip(map(int, words[::2]), map(int, words[1::2])))


def main():
    denied, received = sys.argv[1], read_counts(sys.argv[2])
    names, policies = {}, {}  # of the digests; of the generations, by the lines that begin them
    judged_by = collections.Counter()  # (port, verdict, policy of its generation)
    told = 0  # denied packets
    wrong_digest = 0
    for event in map(json.loads, sys.stdin):
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
        # The lab's own queues may lose a few behind the gateway, in a flood that takes the whole machine.
        through = judged_by[port, "allow", policy]
        is_told = received[port] <= through <= received[port] * 1.01 + 5
        print(f"of_{received[port]}_packets_of_{port}_that_came_through_told all", "all" if is_told else through)
        print(f"packets_of_{port}_judged_both_ways yes",
              "yes" if received[port] and judged_by[port, "deny", other] else "no")
    print("denied_packets,_as_counted_and_as_told", denied, told)


if __name__ == "__main__":
    main()
