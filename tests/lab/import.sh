#!/bin/bash
# lab.import: what this machine's own nft says of rules that its kernel took is imported as the
# same policy as tests/import/data/town.nft.json, whose numbers of lines and handles are another day's.
#   tests/lab/import.sh BUILD_DIR
set -euo pipefail
build=$(realpath "$1")
data=$(cd "$(dirname "$0")/../import/data" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The namespace lives as long as the command.
unshare --net bash -c 'nft --file "$1" && nft --json list ruleset' - "$data/town.nft" >"$work/one-line.json"
jq . "$work/one-line.json" >"$work/ruleset.json"

zones=(--zone eth1=internet --zone eth2=internet --zone eth3=internet --subnet eth3=192.0.2.0/24)
policy_of() { grep --invert-match --extended-regexp '^ *//' "$1"; }
listed() { sed 's/^  line [0-9]*: //; s/handle [0-9]*//' "$1" | sort; }
for ruleset in one-line ruleset; do
  status=0
  "$build/sekisho" import nftables "$work/$ruleset.json" "${zones[@]}" --lang en >"$work/policy" 2>"$work/said" || status=$?
  cat "$work/said"
  if [ "$status" -ne 1 ]; then
    echo "import ended with $status, not 1" >&2
    exit 1
  fi
  diff <(policy_of "$data/nftables.en.json") <(policy_of "$work/policy")
  diff <(listed "$data/nftables.en.txt") <(listed "$work/said")
done
echo "import: the kernel's rules are imported as those of the file"
