#!/bin/bash
# What must work on every kernel, on the one that runs: groups.sh BUILD_DIR. A line for each group,
# `group NAME ok|FAILED SECONDS`; exit 1 where one has failed. scripts/kernels runs it, in qemu too.
set -uo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath -- "${1:?usage: $0 BUILD_DIR}")
failures=0

# group NAME SECONDS COMMAND..: seconds at most, for a machine that emulates another
group() {
  local name=$1 most_s=$2 began=$SECONDS outcome=ok
  shift 2
  timeout --kill-after=20 "$most_s" "$@" 2>&1 || outcome=FAILED
  [[ $outcome == ok ]] || failures=$((failures + 1))
  echo "group $name $outcome $((SECONDS - began))"
}

dataplane() { group "$1" "$2" "$build/tests/dataplane_tests" --gtest_brief=1 --gtest_filter="$3"; }

dataplane verifier 300 '*VerifierCosts*'
dataplane packets 900 '*-*VerifierCosts*'
SEKISHO_WORLDS=${SEKISHO_WORLDS:-20} group worlds 900 \
  "$build/tests/differential_tests" --gtest_brief=1 --gtest_filter=Worlds.AllJudgesAgree
group bridge 900 "$root/tests/lab/forward.sh" "$build" bridge
group route 900 "$root/tests/lab/forward.sh" "$build" router
[[ $failures -eq 0 ]]
