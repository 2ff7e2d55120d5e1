# shellcheck shell=bash
# What the lab tests share: source it with the build folder as the first argument. Each test starts
# from the example policy, whose zones and devices the lab has.
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../../scripts/lab.sh
. "$root/scripts/lab.sh"
# shellcheck disable=SC2034 # lab.sh reads it
LAB_BIN=$(realpath -- "${1:?usage: $0 BUILD_DIR}")
TRAFFIC="$root/tests/lab/traffic.py"
RATE=2000
failures=0
# On a machine busy with other things, the lab's own queues must not overflow for want of time.
renice -n -10 -p $$ > /dev/null 2>&1 || true

# expect WHAT EXPECTED GOT
expect() {
  if [[ $2 == "$3" ]]; then
    echo "ok: $1: $3"
  else
    echo "FAILED: $1: expected $2, got $3"
    failures=$((failures + 1))
  fi
}

# Exit 0 unless something was not as expected; shows what the daemon said of it.
finish() {
  echo "${SECONDS} s"
  [[ $failures -gt 0 ]] || exit 0
  echo "$failures failed; sekishod said:"
  tail -n 20 "$LAB_TMP/sekishod.log" || true
  exit 1
}

make_example_lab() {
  lab_begin
  cp -r -- "$root/rules/example" "$LAB_TMP/policy"
  POLICY="$LAB_TMP/policy/policy.json"
  lab_make router
  lab_configure "$POLICY"
}

# The numbered flow that the policy allows (juki-udp), one that it denies, and a TCP connection
# (renkei), all from mn-srv to lg-srv.
begin_traffic() {
  local flow
  for flow in 5000 5999; do
    lab_spawn lg-srv "$LAB_PYTHON" "$TRAFFIC" receive 10.99.2.10 "$flow" > "$LAB_TMP/received-$flow"
    receivers[$flow]=$LAB_PID
  done
  lab_spawn lg-srv "$LAB_PYTHON" "$TRAFFIC" echo 10.99.2.10 443
  echoing=$LAB_PID
  lab_wait lab_in lg-srv nc -z 10.99.2.10 443 || lab_die "the TCP server does not listen"
  for flow in 5000 5999; do
    lab_spawn mn-srv "$LAB_PYTHON" "$TRAFFIC" send 10.99.1.10 "$((flow + 10000))" 10.99.2.10 \
      "$flow" "$RATE" > "$LAB_TMP/sent-$flow"
    senders[$flow]=$LAB_PID
  done
  lab_spawn mn-srv "$LAB_PYTHON" "$TRAFFIC" stream 10.99.2.10 443 > "$LAB_TMP/stream"
  stream=$LAB_PID
  sleep 1
}

end_traffic() {
  local flow sent received
  for flow in 5000 5999; do lab_stop "${senders[$flow]}"; done
  lab_stop "$stream"
  lab_stop "$echoing"
  sleep 0.5
  for flow in 5000 5999; do lab_stop "${receivers[$flow]}"; done
  sent=$(cat "$LAB_TMP/sent-5000")
  received=$(cat "$LAB_TMP/received-5000")
  expect "the allowed flow, all of what was sent" "$sent" "$received"
  expect "the denied flow, of $(cat "$LAB_TMP/sent-5999") sent" 0 "$(cat "$LAB_TMP/received-5999")"
  expect "the TCP connection" same "$(cut -d ' ' -f 1 "$LAB_TMP/stream")"
  cat "$LAB_TMP/stream"
  [[ $sent -ge 1000 ]] || expect "traffic worth the name" "1000 packets" "$sent"
}

declare -A receivers=() senders=()
stream= echoing=
DENIED=0

# The datapath's own count of what was denied, into DENIED.
read_denied() {
  local stats='"event_type":"stats"' before
  before=$(lab_last_event "$stats")
  kill -USR1 "$LAB_GATEWAY_PID"
  lab_wait lab_has_another_event "$before" "$stats" || lab_die "no stats event came"
  DENIED=$(lab_last_event "$stats" | grep -o '"deny":[0-9]*' | cut -d : -f 2)
}

# That count, and what the log's lines say of it: stops the daemon.
expect_reconciled() {
  local summed
  read_denied
  lab_stop_gateway TERM
  summed=$("$LAB_PYTHON" - "$LAB_EVENTS" << 'END'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print(sum(row["count"] for row in rows if row["event_type"] in ("deny", "suppressed")))
END
)
  expect "the counts of deny and suppressed" "$DENIED" "$summed"
  expect "the chain" whole "$("$LAB_BIN/sekisho" log verify "$LAB_EVENTS" > /dev/null && echo whole)"
}
