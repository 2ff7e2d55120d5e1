#!/usr/bin/env bash
# `sekisho rollback` to a policy that was in force, files and all; `sekisho backup` of a gateway at work, and
# `sekisho restore` on a machine that has nothing left: the same digest, the same isolation, the same
# policies to go back to, and packets judged as before. backup.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

digest() { lab_status --format json | jq -r .policy; }
isolated() { lab_status --format json | jq -r '.isolated[0].id // "none"'; }
can_ask() { lab_in mn-srv nc -z -w 2 10.99.2.10 443 > /dev/null 2>&1 && echo yes || echo no; }

make_example_lab
lab_spawn lg-srv "$LAB_PYTHON" "$TRAFFIC" echo 10.99.2.10 443
lab_start_gateway
expect "an allowed connection" yes "$(can_ask)"
first=$(digest)

# A reload that takes away too much, and back.
cp "$POLICY" "$LAB_TMP/first.json"
sed -i 's/"services": \["https"\], "owner"/"services": ["ping"], "owner"/; s/"services": \["https"\]/"services": ["ping"]/' "$POLICY"
"$LAB_BIN/sekisho" reload --socket "$LAB_SOCKET" > /dev/null
expect "taken away" no "$(can_ask)"
"$LAB_BIN/sekisho" rollback --config "$LAB_CONFIG" --socket "$LAB_SOCKET"
expect "the policy before" "$first" "$(digest)"
expect "allowed again" yes "$(can_ask)"
expect "its file is back" same "$(cmp -s "$POLICY" "$LAB_TMP/first.json" && echo same)"
expect "and the other beside" 1 "$(find "$LAB_TMP/policy" -name 'policy.json.before-rollback*' | wc -l)"
expect "told" yes "$(lab_events '"event_type":"reload"' '"action":"rollback"' | grep -q '"user":"root"' && echo yes)"
expect "it lists" "2 1" "$("$LAB_BIN/sekisho" rollback --list --format json --socket "$LAB_SOCKET" |
  jq -r '[(.generations | length), ([.generations[] | select(.rolled_back)] | length)] | join(" ")')"
status=0
"$LAB_BIN/sekisho" rollback 5 --config "$LAB_CONFIG" --socket "$LAB_SOCKET" > "$LAB_TMP/refused" 2>&1 || status=$?
expect "so many are not kept" 3 "$status"

"$LAB_BIN/sekisho" isolate address 10.99.3.20 --reason "incident 17" --socket "$LAB_SOCKET" > /dev/null
before=$(digest)
"$LAB_BIN/sekisho" backup --config "$LAB_CONFIG" -o "$LAB_TMP/gw.tar.zst"
expect "only for its owner" 600 "$(stat -c %a "$LAB_TMP/gw.tar.zst")"
"$LAB_BIN/sekisho" restore "$LAB_TMP/gw.tar.zst" --dry-run > "$LAB_TMP/held"
expect "keys in it" log-key.pub "$(grep -o 'log-key\.[a-z]*' "$LAB_TMP/held" | paste -sd ' ')"

status=0
"$LAB_BIN/sekisho" restore "$LAB_TMP/gw.tar.zst" > "$LAB_TMP/refused" 2>&1 || status=$?
expect "refused while the daemon runs" 3 "$status"
expect "and nothing was touched" 0 "$(find "$LAB_TMP" -name '*.before-restore' | wc -l)"

# A machine that has lost all of it.
lab_stop_gateway
rm -rf -- "$LAB_PIN" "$LAB_TMP/policy" "$LAB_TMP/state" "$LAB_CONFIG"
"$LAB_BIN/sekisho" restore "$LAB_TMP/gw.tar.zst"
lab_start_gateway
expect "the same policy" "$before" "$(digest)"
expect "the same isolation" 10.99.3.20 "$(isolated)"
expect "as many to go back to" 2 "$("$LAB_BIN/sekisho" rollback --list --format json --socket "$LAB_SOCKET" | jq '.generations | length')"
expect "an allowed connection" yes "$(can_ask)"
expect "a denied one" no "$(lab_in mn-srv nc -z -w 2 10.99.2.10 444 > /dev/null 2>&1 && echo yes || echo no)"
lab_stop_gateway

# One byte of it changed.
printf '\xff' | dd of="$LAB_TMP/gw.tar.zst" bs=1 seek=300 conv=notrunc status=none
status=0
"$LAB_BIN/sekisho" restore "$LAB_TMP/gw.tar.zst" > "$LAB_TMP/refused" 2>&1 || status=$?
expect "a damaged archive" 2 "$status"
finish
