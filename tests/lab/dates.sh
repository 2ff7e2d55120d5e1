#!/usr/bin/env bash
# Dates at work in a running daemon, whose clock this test sets: an exception ends to the second, and a
# clock that steps opens nothing that has ended. dates.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
library=$(dpkg -L libfaketime | grep '/libfaketimeMT.so' | head -n 1)

set_clock() { echo "@$1" > "$LAB_TMP/clock.new" && mv "$LAB_TMP/clock.new" "$LAB_TMP/clock"; }
# The daemon alone has that clock; its uptime is the machine's.
start_gateway() {
  lab_spawn gw env TZ=Asia/Tokyo LD_PRELOAD="$library" FAKETIME_TIMESTAMP_FILE="$LAB_TMP/clock" \
    FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_RESET=1 \
    "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2>> "$LAB_TMP/sekishod.log"
  LAB_GATEWAY_PID=$LAB_PID
  lab_wait lab_is_enforcing || lab_die "sekishod did not come up: $(cat "$LAB_TMP/sekishod.log")"
}
last_event() { lab_events "\"event_type\":\"$1\"" | tail -n 1; }
denied() {
  "$LAB_BIN/sekisho" stats --format json --socket "$LAB_SOCKET" | "$LAB_PYTHON" -c 'import json, sys
print(sum(row["packets"] for row in json.load(sys.stdin)["zones"] if row["zone"] == "lg" and row["reason"] == "default-deny"))'
}
attempt() { lab_in lg-pc nc -z -w 1 10.99.3.30 443 || true; }
# expect_denied WHAT yes|no: whether an attempt of the exception's is denied.
expect_denied() {
  local before
  before=$(denied)
  attempt
  expect "$1" "$2" "$([[ $(denied) -gt $before ]] && echo yes || echo no)"
}

make_example_lab
set_clock "2027-03-31 23:59:52"
start_gateway
expect "told that it ends" yes "$(last_event exception_expiring | grep -q '"rule":"kinkyu-koshin".*"days_left":0' && echo yes)"
expect_denied "in its last seconds the exception is denied" no
lab_wait lab_has_more_events 0 '"event_type":"exception_expired"' || true
sleep 0.2
changed=$(last_event rules_changed)
expect "rules change to the second" 2027-04-01T00:00:00 "$(grep -o '"timestamp":"[^.]*' <<< "$changed" | cut -d '"' -f 4)"
expect "what ended" '"ended":{"rules":["kinkyu-koshin"]}' "$(grep -o '"ended":{[^}]*}' <<< "$changed")"
expect "told that it ended" yes "$(last_event exception_expired | grep -q '"rule":"kinkyu-koshin"' && echo yes)"
expect_denied "afterwards it is denied" yes

set_clock "2026-11-22 12:00:00"
lab_wait lab_has_more_events 0 '"event_type":"clock"' || true
expect "a clock set back is told" yes "$(last_event clock | grep -q '"severity":"high","step_s":-' && echo yes)"
expect_denied "after the clock was set back" yes
lab_sighup reload || expect "a reload" "a reload event" none
expect_denied "after a reload" yes
lab_stop_gateway KILL
start_gateway
expect_denied "after a restart" yes
"$LAB_BIN/sekisho" reload --accept-clock --socket "$LAB_SOCKET" > /dev/null
expect_denied "after an operator said that the clock is right" no
set_clock "2028-01-01 00:00:00"
lab_wait lab_has_more_events 0 '"event_type":"clock"' '"step_s":3' || true
sleep 1.5
expect_denied "a clock that jumps ahead ends it at once" yes
lab_stop_gateway TERM
finish
