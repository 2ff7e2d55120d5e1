#!/usr/bin/env bash
# Events to a real rsyslog, over each protocol: killed in the middle of a flood and started again,
# nothing is missing; a wrong certificate is refused. syslog.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
for tool in rsyslogd openssl; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is missing; see scripts/setup"; exit 77; }
done
make_example_lab
# shellcheck source-path=SCRIPTDIR source=syslog_server.sh
. "$root/tests/lab/syslog_server.sh"
LINES=20000
first_port=1

flood() {
  lab_in mn-pc "$LAB_PYTHON" "$root/tests/lab/denied_flood.py" 10.99.1.20 "$1" "$first_port" \
    "$((first_port + LINES - 1))" 4000
}

# crash PROTOCOL TARGET [MORE KEYS]: what is forwarded from here on arrives, whatever happens.
crash() {
  local protocol=$1 first last flood
  rm -f "$RECEIVED" "$RECEIVED.head"
  rsyslog_configure "$protocol" server
  rsyslog_start
  first=$(($(newest_logged) + 1))
  forward_to "$protocol" "${3:-}"
  lab_wait grep -qs '"reload"' "$RECEIVED" || expect "$protocol: the first line" received none
  flood "$2" &
  flood=$!
  sleep 2
  rsyslog_stop KILL
  sleep 5
  rsyslog_start
  wait "$flood"
  wait_until_received || expect "$protocol: arrives" all some
  last=$(newest_logged)
  wait_until_received || true
  expect "$protocol: lines of the flood in the log" yes \
    "$([[ $((last - first)) -ge $LINES ]] && echo yes || echo "$((last - first))")"
  expect "$protocol: the last line without a gap" yes "$(
    got=$("$LAB_PYTHON" "$root/tests/lab/received.py" whole "$RECEIVED" "$first" "$LAB_TMP/once.jsonl") &&
      [[ $got -ge $last ]] && echo yes || echo "no: $got of $last")"
  expect "$protocol: its chain" whole \
    "$("$LAB_BIN/sekisho" log verify --partial "$LAB_TMP/once.jsonl" > "$LAB_TMP/verify.txt" 2>&1 &&
      echo whole || cat "$LAB_TMP/verify.txt")"
  lab_wait lab_has_more_events 0 '"syslog_back"' "localhost:6514 ($protocol)" || true
  expect "$protocol: outage told" "1 1" "$(lab_count_events '"syslog_lost"' "localhost:6514 ($protocol)") \
$(lab_count_events '"syslog_back"' "localhost:6514 ($protocol)")"
  rsyslog_stop
}

make_authority city
make_authority other
make_certificate city server DNS:localhost
make_certificate city client DNS:gateway
make_certificate other stranger DNS:localhost
make_certificate city elsewhere DNS:elsewhere.example
lab_start_gateway
cp "$LAB_CONFIG" "$LAB_TMP/plain.json"
tls=", \"ca\": \"$PKI/city.crt\", \"cert\": \"$PKI/client.crt\", \"key\": \"$PKI/client.key\""

crash tcp 10.99.2.10
crash tls 10.99.2.20 "$tls"
crash relp 10.99.3.10
crash relp-tls 10.99.3.20 "$tls"

# refuse WHAT CERTIFICATE MESSAGE
refuse() {
  rm -f "$RECEIVED"
  rsyslog_configure tls "$2"
  rsyslog_start
  cp "$LAB_TMP/plain.json" "$LAB_CONFIG"
  lab_sighup reload
  : > "$LAB_TMP/sekishod.log"
  forward_to tls "$tls"
  lab_wait lab_has_more_events 0 '"syslog_lost"' "$3" || true
  expect "$1: is told" 1 "$(lab_count_events '"syslog_lost"' "$3")"
  expect "$1: is in the daemon's own log" yes "$(grep -q "$3" "$LAB_TMP/sekishod.log" && echo yes || echo no)"
  expect "$1: received" 0 "$(newest_received)"
  rsyslog_stop
}

refuse "another authority" stranger "unable to get local issuer certificate"
refuse "another name" elsewhere "hostname mismatch"

# A receiver that accepts and never reads: the daemon goes on as if it were not there.
lab_spawn gw "$LAB_PYTHON" -c '
import socket, time
server = socket.create_server(("127.0.0.1", 6514)); server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
kept = [server.accept() for _ in range(100)]'
forward_to tcp
first_port=20001
before=$(newest_logged)
flood 10.99.2.10
for _ in $(seq 40); do [[ $(newest_logged) -ge $((before + LINES)) ]] || sleep 0.25; done
expect "a receiver that does not read: lines in the log" yes \
  "$([[ $(newest_logged) -ge $((before + LINES)) ]] && echo yes || echo "$(($(newest_logged) - before))")"
memory=$(sed -n 's/VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$LAB_GATEWAY_PID/status")
echo "resident: $((memory / 1024)) MiB"
expect "a receiver that does not read: resident under 128 MiB" yes \
  "$([[ $memory -lt 131072 ]] && echo yes || echo "$memory KiB")"
begin=$(date +%s%N)
lab_stop_gateway TERM
took=$((($(date +%s%N) - begin) / 1000000))
expect "a receiver that does not read: stops" yes "$([[ $took -lt 2000 ]] && echo yes || echo "in $took ms")"
echo "stopped in $took ms"
"$LAB_BIN/sekisho" log verify "$LAB_TMP/log" > /dev/null || expect "the log itself" whole broken
finish
