#!/usr/bin/env bash
# What an operator does to a running gateway under traffic: isolates and releases, relaxes, changes the
# mode, reloads on probation, judges another policy beside; and what bad clients of the socket can do.
# control.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
client="$root/tests/lab/control_client.py"

ask() { "$LAB_BIN/sekisho" "$@" --socket "$LAB_SOCKET"; }
# Exit code and the last word of what was said.
code_of() {
  local status=0
  "$@" > "$LAB_TMP/said" 2>&1 || status=$?
  echo "$status"
}
status_of() { ask status --format json | "$LAB_PYTHON" -c 'import json, sys; print(eval(sys.argv[1], {"s": json.load(sys.stdin)}))' "$1"; }
# shellcheck disable=SC2317 # called through outcome
web() { lab_in "$1" curl -fsS -o /dev/null --max-time 1 "http://$2/"; }
outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }
last_event() { lab_events "\"event_type\":\"$1\"" | tail -n 1; }
resources() { echo "$(find "/proc/$LAB_GATEWAY_PID/fd" -mindepth 1 | wc -l)"; }

make_example_lab
cat > "$LAB_TMP/policy/relaxed.json" << 'JSON'
{ "relaxations": [ { "id": "storm", "label": "outage of the centre", "allow": [
    { "id": "storm-web", "from": ["device:in-pc"], "to": ["10.99.3.10"], "services": ["http"] },
    { "id": "storm-lg", "from": ["device:lg-pc"], "to": ["device:lg-srv"], "services": ["http"] } ] } ] }
JSON
sed -i 's/"sekisho": 1,/"sekisho": 1, "include": ["relaxed.json"],/' "$POLICY"
mkdir "$LAB_TMP/www"
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_serve_http lg-srv 10.99.2.10 80 "$LAB_TMP/www"
lab_start_gateway
mac=$(ip -n "$LAB_RUN-gw" -br link show in0 | awk '{ print $3 }')

echo "-- isolation under full traffic"
lab_spawn mn-srv "$LAB_PYTHON" "$TRAFFIC" send 10.99.1.10 15000 10.99.2.10 5000 1000 > "$LAB_TMP/sent"
sender=$LAB_PID
lab_spawn sw "$LAB_BIN/tests/lab_flood" up-in 02:00:00:00:00:99 "$mac" 10.99.2.10 445 14 > "$LAB_TMP/flooded"
flood=$LAB_PID
sleep 1
took=$(lab_in lg-srv "$LAB_PYTHON" "$client" cut "$LAB_SOCKET" 10.99.2.10 5000 12)
wait "$flood" || true
lab_stop "$sender"
echo "the last packet after each isolation: $took ms, beside $(cat "$LAB_TMP/flooded") denied ones"
in_time=$(tr ' ' '\n' <<< "$took" | awk '$1 <= 50 { n++ } END { print n + 0 }')
[[ $in_time -ge 10 ]] || expect "isolations in force within 50 ms, of 12" "10 or more" "$in_time"
expect "isolations told" 12 "$(lab_count_events '"event_type":"isolate"')"
expect "releases told" 12 "$(lab_count_events '"event_type":"release"')"
expect "who did it is told" yes "$(last_event isolate | grep -q '"by":{"uid":0,"user":"root","pid":[0-9]*,"command":"python3"}' && echo yes)"

echo "-- isolation outlives the daemon"
expect "before" through "$(outcome web lg-pc 10.99.3.10:443)"
expect "isolate without a reason" 2 "$(code_of ask isolate zone in)"
expect "isolate a zone that is not there" 3 "$(code_of ask isolate zone inn --reason r)"
expect "isolate" 0 "$(code_of ask isolate zone in --reason "ransomware")"
expect "the message reminds of the cable" yes "$(grep -q cable "$LAB_TMP/said" && echo yes)"
expect "isolated" stopped "$(outcome web lg-pc 10.99.3.10:443)"
lab_stop_gateway KILL
expect "isolated without a daemon" stopped "$(outcome web lg-pc 10.99.3.10:443)"
lab_start_gateway
expect "isolated under a new daemon" stopped "$(outcome web lg-pc 10.99.3.10:443)"
lab_sighup reload || expect "a reload" "a reload event" none
expect "isolated after a reload" stopped "$(outcome web lg-pc 10.99.3.10:443)"
expect "isolate again" 3 "$(code_of ask isolate zone in --reason again)"
expect "release" 0 "$(code_of ask release zone in --reason "cleaned")"
expect "released" through "$(outcome web lg-pc 10.99.3.10:443)"
ask isolate address 10.99.3.10 --reason "one address" > "$LAB_TMP/said"
expect "an address" stopped "$(outcome web lg-pc 10.99.3.10:443)"
lab_stop_gateway KILL
lab_start_gateway
expect "an address under a new daemon" stopped "$(outcome web lg-pc 10.99.3.10:443)"
ask release address 10.99.3.10 --reason "one address" > "$LAB_TMP/said"
expect "an address released" through "$(outcome web lg-pc 10.99.3.10:443)"

echo "-- a relaxation ends by itself"
rules=$(last_event reload | grep -o '"rules_in_force":[0-9]*')
expect "by one person" 3 "$(code_of ask relax on storm --until 4s --reason r --by Sato)"
expect "without an end" 2 "$(code_of ask relax on storm --reason r --by Sato --by Tanaka)"
expect "by two" 0 "$(code_of ask relax on storm --until 4s --reason "outage" --by Sato --by Tanaka)"
expect "relaxed" "['storm']" "$(status_of '[r["id"] for r in s["relaxed"]]')"
expect "approved by" yes "$(last_event relax | grep -q '"approved_by":\["Sato","Tanaka"\]' && echo yes)"
lab_wait eval '[[ $(status_of "len(s[\"relaxed\"])") == 0 ]]' || true
expect "relaxed afterwards" "[]" "$(status_of '[r["id"] for r in s["relaxed"]]')"
ended=$(lab_events '"event_type":"relax"' '"action":"ended"' | tail -n 1)
late=$("$LAB_PYTHON" -c '
import datetime, json, sys
event = json.loads(sys.argv[1])
at = datetime.datetime.strptime(event["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z")
until = datetime.datetime.fromisoformat(event["until"].replace("Z", "+00:00"))
print(round((at - until).total_seconds(), 3))' "$ended")
echo "it ended $late s after its time"
expect "ended to the second" yes "$(awk -v late="$late" 'BEGIN { print (late >= 0 && late < 1) ? "yes" : late }')"
expect "as many rules as before" "$rules" "$(last_event rules_changed | grep -o '"rules_in_force":[0-9]*')"

echo "-- monitor mode for a while"
expect "before" stopped "$(outcome web in-pc 10.99.2.10:80)"
expect "without an end" 3 "$(code_of ask mode monitor --reason moving)"
expect "monitor" 0 "$(code_of ask mode monitor --until 4s --reason moving)"
expect "in monitor mode" monitor "$(status_of 's["mode"]')"
expect "in monitor mode nothing is dropped" through "$(outcome web in-pc 10.99.2.10:80)"
lab_wait eval '[[ $(status_of "s[\"mode\"]") == enforce ]]' || true
expect "afterwards" enforce "$(status_of 's["mode"]')"
expect "afterwards" stopped "$(outcome web in-pc 10.99.2.10:80)"

echo "-- a reload on probation"
cp "$POLICY" "$LAB_TMP/policy.good"
sed -i 's/"screen-transfer" }, "owner"/"screen-transfer" }, "ends": "2020-01-01", "owner"/' "$POLICY"
expect "reload" 0 "$(code_of ask reload --confirm 3s)"
expect "the new rules" stopped "$(outcome web lg-pc 10.99.3.10:443)"
lab_wait eval '[[ $(status_of "s[\"confirm\"]") == None ]]' || true
expect "nobody confirmed" through "$(outcome web lg-pc 10.99.3.10:443)"
expect "told" yes "$(last_event reload | grep -q went_back && echo yes)"
expect "reload" 0 "$(code_of ask reload --confirm 5m)"
expect "back at once" 0 "$(code_of ask reload --back)"
expect "back" through "$(outcome web lg-pc 10.99.3.10:443)"
expect "reload" 0 "$(code_of ask reload --confirm 3s)"
expect "keep" 0 "$(code_of ask reload --keep)"
sleep 3.5
expect "kept" stopped "$(outcome web lg-pc 10.99.3.10:443)"
expect "nothing waits" 3 "$(code_of ask reload --keep)"
expect "reload" 0 "$(code_of ask reload --confirm 5m)"
cp "$LAB_TMP/policy.good" "$POLICY"
expect "reload" 0 "$(code_of ask reload --confirm 5m)"
lab_stop_gateway KILL
lab_start_gateway
expect "killed before anybody confirmed: what was kept is in force" stopped "$(outcome web lg-pc 10.99.3.10:443)"
expect "reload" 0 "$(code_of ask reload)"
expect "the good rules" through "$(outcome web lg-pc 10.99.3.10:443)"

echo "-- another policy beside"
mkdir "$LAB_TMP/next"
cp -r "$LAB_TMP/policy/." "$LAB_TMP/next"
sed -i '/"id": "screen"/,/"owner"/s/"services": \["https"\]/"services": ["http"]/' "$LAB_TMP/next/policy.json"
expect "begin" 0 "$(code_of ask shadow "$LAB_TMP/next/policy.json")"
for _ in 1 2 3; do web lg-pc 10.99.3.10:443; done
web lg-pc 10.99.3.10:80 || true
# shellcheck disable=SC2317 # called through lab_wait
found_both() { ask shadow > "$LAB_TMP/said" && grep -q "newly denied.*10.99.3.10 .*443.*screen" "$LAB_TMP/said" && grep -q "newly allowed.*10.99.3.10.* 80 " "$LAB_TMP/said"; }
expect "its differences" through "$(outcome lab_wait found_both)"
cat "$LAB_TMP/said"
expect "the live rules" through "$(outcome web lg-pc 10.99.3.10:443)"
expect "a broken one" 3 "$(code_of ask shadow "$LAB_TMP/policy/ledger.csv")"
expect "stop" 0 "$(code_of ask shadow --stop)"
expect "stopped" 3 "$(code_of ask shadow)"

echo "-- flows and top"
web lg-pc 10.99.3.10:443
expect "flows by filter" yes "$(ask flows --from lg --to in --port 443 --device lg-pc --address 10.99.3.0/24 --proto tcp \
  --rule screen > "$LAB_TMP/said" && grep -q '10.99.2.20.*10.99.3.10:443.*screen' "$LAB_TMP/said" && echo yes)"
expect "flows of another zone" no "$(ask flows --zone mn > "$LAB_TMP/said"; grep -q 10.99.3.10 "$LAB_TMP/said" && echo yes || echo no)"
expect "flows of no protocol" 3 "$(code_of ask flows --proto tpc)"
expect "top" yes "$(ask top --once > "$LAB_TMP/said" && grep -q '^lg  *in  *[1-9]' "$LAB_TMP/said" && echo yes)"

echo "-- bad clients"
before=$(resources)
slowest=$("$LAB_PYTHON" "$client" crowd "$LAB_SOCKET")
echo "beside 100 bad clients an answer took $slowest ms at most"
[[ $slowest -lt 2000 ]] || expect "the slowest answer" "under 2 s" "$slowest ms"
lab_wait eval '[[ $(resources) -le $before ]]' || true
expect "descriptors, of $before before" "$before" "$(resources)"
rss=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$LAB_GATEWAY_PID/status")
echo "the daemon's memory was $rss MiB at its most"
[[ $rss -lt 128 ]] || expect "memory" "under 128 MiB" "$rss MiB"
expect "not for others" "Permission denied" "$(setpriv --reuid 65534 --clear-groups "$LAB_PYTHON" "$client" call "$LAB_SOCKET" status 2>&1 | grep -o 'Permission denied' | head -n 1)"
lab_stop_gateway TERM
expect "the chain of the event log over it all" 0 "$(code_of "$LAB_BIN/sekisho" log verify "$LAB_TMP/log")"
finish
