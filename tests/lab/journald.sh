#!/usr/bin/env bash
# Events to a real systemd-journald, which has a /run of its own: every field is there, and what is
# written while it is away comes when it is back. journald.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
JOURNALD=/lib/systemd/systemd-journald
for tool in "$JOURNALD" journalctl jq; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is missing; see scripts/setup"; exit 77; }
done
make_example_lab
mkdir -p "$LAB_TMP/run/systemd/journal" "$LAB_TMP/run/log/journal"

# spawn_with_run COMMAND..: in the gateway's namespace, with the lab's folder as /run.
spawn_with_run() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  lab_spawn gw unshare -m --propagation private bash -c \
    'mount --bind "$1/run" /run; shift; exec "$@"' bash "$LAB_TMP" "$@"
}

start_journald() {
  rm -f "$LAB_TMP/run/systemd/journal/socket"
  spawn_with_run "$JOURNALD" 2>> "$LAB_TMP/journald.log"
  JOURNALD_PID=$LAB_PID
  lab_wait test -S "$LAB_TMP/run/systemd/journal/socket" || lab_die "journald does not come up"
}

# entries MATCH..: as JSON, one a line.
entries() { journalctl -D "$LAB_TMP/run/log/journal" -o json --all --no-pager -q "$@" 2> /dev/null || true; }

send() {
  lab_in mn-pc "$LAB_PYTHON" "$root/tests/lab/denied_flood.py" 10.99.1.20 10.99.2.10 "$1" "$2" 1000
}

# Up to ten seconds, until the journal has the log's last line.
has_all() { [[ -n $(entries SEKISHO_SEQ="$(tail -n 1 "$LAB_EVENTS" | jq .seq)") ]]; }

expect_same() {
  lab_wait has_all || true
  entries SYSLOG_IDENTIFIER=sekishod | jq -r 'select(.SEKISHO_EVENT) | .SEKISHO_EVENT' \
    > "$LAB_TMP/entries.txt"
  expect "$1: lines of the log that the journal lacks" 0 \
    "$(comm -23 <(sort "$LAB_EVENTS") <(sort "$LAB_TMP/entries.txt") | wc -l)"
}

start_journald
sed -i "s#\"events\": \"$LAB_EVENTS\"#&, \"journald\": true#" "$LAB_CONFIG"
spawn_with_run env LC_ALL=ja_JP.UTF-8 "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2>> "$LAB_TMP/sekishod.log"
LAB_GATEWAY_PID=$LAB_PID
lab_wait lab_is_enforcing || lab_die "sekishod did not come up"
send 1 300
lab_wait test "$(wc -l < "$LAB_EVENTS")" -gt 300 || true
expect_same "a journal that is there"
entries SEKISHO_EVENT_TYPE=deny | head -n 1 > "$LAB_TMP/entry.json"
jq -r .MESSAGE "$LAB_TMP/entry.json"
# Each field as the line has it.
expect "fields of an entry" "true" "$(jq '(.SEKISHO_EVENT | fromjson) as $line |
  .SEKISHO_SEQ == ($line.seq | tostring) and .SEKISHO_EVENT_TYPE == $line.event_type and
  .SEKISHO_SEVERITY == $line.severity and .SEKISHO_REASON == $line.reason and
  .SEKISHO_SRC_ZONE == $line.src_zone and .SEKISHO_DEST_ZONE == $line.dest_zone and
  .SEKISHO_SRC_IP == $line.src_ip and .SEKISHO_DEST_PORT == ($line.dest_port | tostring) and
  .SYSLOG_IDENTIFIER == "sekishod" and .PRIORITY == "2" and (.MESSAGE_ID | length) == 32 and
  (.MESSAGE | startswith("拒否 (default-deny): UDP 10.99.1.20:"))' "$LAB_TMP/entry.json")"

lab_stop "$JOURNALD_PID" KILL
send 301 600
lab_wait lab_has_more_events 0 '"journald_lost"' || true
expect "a journal that went: told" 1 "$(lab_count_events '"journald_lost"')"
start_journald
lab_wait lab_has_more_events 0 '"journald_back"' || true
expect "a journal that is back: told" 1 "$(lab_count_events '"journald_back"')"
expect_same "a journal that is back"
lab_stop_gateway TERM
expect_same "after the stop"
finish
