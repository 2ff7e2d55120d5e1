#!/usr/bin/env bash
# A thousand reloads in a row under traffic: of what both policies allow nothing is lost, of what
# both deny nothing passes. reload_under_traffic.sh BUILD_DIR [RELOADS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
reloads=${2:-1000}

make_example_lab
# Two policies that differ in a rule, so that each reload brings other tables.
cp "$POLICY" "$LAB_TMP/one.json"
sed 's/"ports": \[5000\]/"ports": [5000, 5001]/' "$POLICY" > "$LAB_TMP/two.json"
cmp -s "$LAB_TMP/one.json" "$LAB_TMP/two.json" && lab_die "the example's service juki has changed"

lab_start_gateway
before=$(lab_generation)
begin_traffic
began=$(date +%s%N)
refused=0
for each in $(seq "$reloads"); do
  if [[ $((each % 2)) -eq 1 ]]; then next=two; else next=one; fi
  cp "$LAB_TMP/$next.json" "$LAB_TMP/policy/next.json"
  mv "$LAB_TMP/policy/next.json" "$POLICY"
  "$LAB_BIN/sekisho" reload --socket "$LAB_SOCKET" > "$LAB_TMP/reload.out" 2>&1 ||
    refused=$((refused + 1))
done
took=$((($(date +%s%N) - began) / 1000000))
[[ $refused -eq 0 ]] || cat "$LAB_TMP/reload.out"
expect "reloads refused" 0 "$refused"
expect "generations" "$reloads" "$(($(lab_generation) - before))"
end_traffic
echo "$reloads reloads in $took ms; $(cat "$LAB_TMP/sent-5000") allowed and" \
  "$(cat "$LAB_TMP/sent-5999") denied packets sent"
finish
