#!/usr/bin/env bash
# /metrics of a running daemon: what promtool says of it, that its sums are those of the daemon, that
# they outlive it, and rude scrapers; and how rules are used over a kill. metrics.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

URL=http://127.0.0.1:9469
# shellcheck disable=SC2317 # called through lab_wait
scrape() { lab_in gw curl -fsS --max-time 25 "$URL/metrics" -o "$1"; }
status_of() { lab_in gw curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$@"; }
# sum FILE PATTERN: of the samples that match
sum() { grep -E "$2" "$1" | awk '{ all += $NF } END { printf "%d\n", all }'; }
used() {
  "$LAB_BIN/sekisho" rules --socket "$LAB_SOCKET" --format json |
    jq -r --arg rule "$1" ".rules[] | select(.id == \$rule) | $2"
}
is_used() { [[ $(used "$1" .packets) -gt 0 ]]; }

make_example_lab
lab_in gw ip link set lo up
lab_in gw sysctl -qw net.ipv6.conf.lo.disable_ipv6=0
sed -i 's|"on_stop"|"metrics": "127.0.0.1:9469", "on_stop"|' "$LAB_CONFIG"
lab_serve_udp_echo lg-srv 10.99.2.10 5000
lab_start_gateway
lab_wait scrape "$LAB_TMP/first" || lab_die "no metrics"
lab_udp_exchange mn-srv 10.99.2.10 5000
lab_udp_exchange mn-srv 10.99.2.10 5001 && lab_die "udp 5001 passes"

# The same sums as the daemon's own, where no packet came between two scrapes.
sums_agree() {
  local event
  sleep 1.1
  scrape "$LAB_TMP/before"
  kill -USR1 "$LAB_GATEWAY_PID"
  sleep 1.1
  scrape "$LAB_TMP/after"
  diff <(grep ^sekisho_packets_total "$LAB_TMP/before") <(grep ^sekisho_packets_total "$LAB_TMP/after") || return 1
  event=$(lab_events '"event_type":"stats"' | tail -n 1)
  for verdict in allow deny; do
    [[ $(sum "$LAB_TMP/after" "^sekisho_packets_total.*verdict=\"$verdict\"") == $(jq ".packets.$verdict" <<< "$event") ]] || return 1
  done
  [[ $(sum "$LAB_TMP/after" '^sekisho_flows ') == $(jq .flows <<< "$event") ]]
}
agreed=no
for _ in 1 2 3 4 5; do
  if sums_agree > /dev/null 2>&1; then agreed=yes && break; fi
done
expect "metrics and the stats event" yes "$agreed"
text=$LAB_TMP/after
expect "promtool check metrics" fine "$(promtool check metrics < "$text" > "$LAB_TMP/promtool" 2>&1 && echo fine || cat "$LAB_TMP/promtool")"
expect "packets of juki-udp" 2 "$(sum "$text" '^sekisho_rule_packets_total\{rule="juki-udp"\}')"
expect "a rule that was never hit" 1 "$(grep -c '^sekisho_rule_packets_total{rule="kokai"} 0$' "$text")"
expect "denied packets" yes "$([[ $(sum "$text" '^sekisho_packets_total.*verdict="deny"') -gt 0 ]] && echo yes)"
for line in sekisho_flows sekisho_flows_max 'sekisho_events_total{event_type="start"}' sekisho_policy_generation \
  sekisho_policy_loaded_timestamp_seconds sekisho_reload_failures_total 'sekisho_table_bytes{table="rules"}' \
  'sekisho_exception_ends_timestamp_seconds{rule="kinkyu-koshin"}' sekisho_build_info; do
  expect "there is $line" 1 "$(grep -cF -- "$line" <<< "$(grep -v '^#' "$text" | sed 's/ .*//; s/build_info{.*/build_info/' | grep -Fx -- "$line")")"
done

# What is not there, and what is not asked so.
for row in "404 $URL/" "404 $URL/metrics/x" "404 $URL/api/status" "405 -X POST $URL/metrics" \
  "421 -H Host:evil.example $URL/metrics" "200 -I $URL/metrics"; do
  # shellcheck disable=SC2086 # several words
  expect "${row#* }" "${row%% *}" "$(status_of ${row#* })"
done

# While rules are changed.
generation=$(lab_generation)
(for _ in $(seq 40); do
  scrape "$LAB_TMP/during" && grep -q '^sekisho_build_info' "$LAB_TMP/during" && echo whole
  sleep 0.1
done > "$LAB_TMP/scraped") &
scraper=$!
for _ in 1 2 3 4 5; do lab_sighup reload || expect "a reload under scrapes" reload none; done
wait "$scraper"
expect "whole texts under reloads" 40 "$(wc -l < "$LAB_TMP/scraped")"
sleep 1.1
scrape "$LAB_TMP/later"
expect "the generation afterwards" "$((generation + 5))" "$(sum "$LAB_TMP/later" '^sekisho_policy_generation ')"
echo '{' > "$LAB_TMP/policy/policy.json"
lab_sighup reload_failed
cp -- "$root/rules/example/policy.json" "$LAB_TMP/policy/"
sleep 1.1
scrape "$LAB_TMP/later"
expect "reloads that failed" 1 "$(sum "$LAB_TMP/later" '^sekisho_reload_failures_total ')"

# A hundred at once; then as many as fit that say nothing at all.
# shellcheck disable=SC2016 # expanded by the shell within
lab_in gw bash -c 'seq 100 | xargs -P 100 -I{} curl -fsS --max-time 30 -o /dev/null -w "%{http_code}\n" "$1/metrics"' - "$URL" > "$LAB_TMP/hundred" 2>&1 || true
expect "a hundred scrapers at once" 100 "$(grep -c '^200$' "$LAB_TMP/hundred")"
cat > "$LAB_TMP/silent.py" << 'PY'
import socket, sys, time
held = []
for _ in range(64):
    held.append(socket.create_connection(("127.0.0.1", 9469)))
    held[-1].send(b"GET /metrics HTTP/1.1\r\nHost: local")
print("held", flush=True)
time.sleep(60)
PY
lab_spawn gw "$LAB_PYTHON" "$LAB_TMP/silent.py" > "$LAB_TMP/silent"
silent=$LAB_PID
lab_wait grep -q held "$LAB_TMP/silent"
begun=$(date +%s%N)
expect "the control socket beside them" yes "$(lab_is_enforcing && echo yes)"
expect "and it answers within a second" yes "$([[ $((($(date +%s%N) - begun) / 1000000)) -lt 1000 ]] && echo yes)"
expect "a scrape beside them" 0 "$(scrape "$LAB_TMP/later" && echo $?)"
lab_stop "$silent"

# Killed: the counters go on. What is used while no daemon runs, the next one knows.
expect "mn-ping so far" 0 "$(used mn-ping .packets)"
lab_wait is_used juki-udp || expect "juki-udp is used" yes no
sleep 1.1
scrape "$LAB_TMP/before"
lab_stop_gateway KILL
lab_in mn-srv ping -c 3 -i 0.2 -W 1 10.99.2.10 > /dev/null
lab_start_gateway
lab_wait scrape "$LAB_TMP/after" || expect "metrics after a kill" there none
expect "no counter went back" 0 "$(join <(grep -E '^sekisho_(rule_)?(packets|bytes)_total' "$LAB_TMP/before" | sort) \
  <(grep -E '^sekisho_(rule_)?(packets|bytes)_total' "$LAB_TMP/after" | sort) | awk '$3 < $2' | wc -l)"
expect "packets of mn-ping that no daemon saw" 6 "$(sum "$LAB_TMP/after" '^sekisho_rule_packets_total\{rule="mn-ping"\}')"
lab_wait is_used mn-ping || true
expect "mn-ping is used" 6 "$(used mn-ping .packets)"
expect "its last hit" yes "$([[ $(used mn-ping .last_hit) == 20* ]] && echo yes)"
expect "a rule that nothing uses" null "$(used kokai .last_hit)"
"$LAB_BIN/sekisho" rules --socket "$LAB_SOCKET" --lang ja | head -n 3

# Off, and elsewhere, by a reload: within a second.
sed -i 's|"metrics": "[^"]*"|"metrics": "[::1]:9500"|' "$LAB_CONFIG"
lab_sighup reload
sleep 1.5
expect "the old address" 000 "$(status_of "$URL/metrics" || true)"
expect "the new address" 200 "$(status_of 'http://[::1]:9500/metrics' || true)"
sed -i 's|"metrics": "[^"]*"|"metrics": false|' "$LAB_CONFIG"
lab_sighup reload
sleep 1.5
expect "switched off" 000 "$(status_of 'http://[::1]:9500/metrics' || true)"
lab_stop_gateway TERM
expect "uses are written at the stop" 6 "$(jq '.rules["mn-ping"].total[0]' "$LAB_TMP/state/rule-usage.json")"
finish
