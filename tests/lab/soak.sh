#!/usr/bin/env bash
# An appliance's day in little: traffic that is allowed and denied, and beside it, in an order that a
# seed chooses, floods, reloads, isolations, relaxations, readers, kills. In the end no packet is
# unaccounted for, the log adds up, and the daemon holds what it held.
# soak.sh BUILD_DIR [MINUTES] [SEED]
#
# It is killed in the first and the third quarter only: the second and the last are each one life of
# a daemon, and are compared.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
minutes=${2:-60}
seed=${3:-$(($(date +%s) % 32768))}
RANDOM=$seed
RATE=500
most_s=$((minutes * 60))
echo "seed $seed, $minutes minutes"

make_example_lab
# shellcheck source-path=SCRIPTDIR source=holdings.sh
. "$root/tests/lab/holdings.sh"
cat > "$LAB_TMP/policy/relaxed.json" << 'JSON'
{ "relaxations": [ { "id": "storm", "label": "outage", "allow": [
    { "id": "storm-web", "from": ["device:lg-pc"], "to": ["10.99.3.31"], "services": ["https"] } ] } ] }
JSON
sed -i 's/"sekisho": 1,/"sekisho": 1, "include": ["relaxed.json"],/' "$POLICY"
cp "$POLICY" "$LAB_TMP/one.json"
sed 's/"ports": \[5000\]/"ports": [5000, 5001]/' "$POLICY" > "$LAB_TMP/two.json"
gateway_mac=$(ip -n "$LAB_RUN-gw" -br link show in0 | awk '{ print $3 }')
mkdir "$LAB_TMP/www"
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"

ask() { "$LAB_BIN/sekisho" "$@" --socket "$LAB_SOCKET" > "$LAB_TMP/said" 2>&1 || refuse "$*"; }
fetch() { lab_in gw curl -fsS --max-time 20 -o /dev/null "http://127.0.0.1:$1" || refuse "GET $1"; }
refuse() {
  refused=$((refused + 1))
  echo "refused: $1: $(cat "$LAB_TMP/said")"
}
web() { lab_in "$1" curl -fsS -o /dev/null --max-time 2 "http://$2/" > /dev/null 2>&1; }
refused=0 wrong=0

# What is allowed still is, with zone in isolated or not, and what is not is not.
look() {
  local wanted=through got=through
  [[ $1 == connected ]] || wanted=stopped
  web lg-pc 10.99.3.10:443 || got=stopped
  if [[ $got != "$wanted" ]]; then
    echo "wrong: lg-pc > in-vdi, $1: $got"
    wrong=$((wrong + 1))
  fi
  if web mn-pc 10.99.3.10:443; then
    echo "wrong: mn-pc > in-vdi: through"
    wrong=$((wrong + 1))
  fi
}

do_reload() {
  cp "$LAB_TMP/$([[ $((RANDOM % 2)) -eq 0 ]] && echo one || echo two).json" "$LAB_TMP/policy/next.json"
  mv "$LAB_TMP/policy/next.json" "$POLICY"
  ask reload
}
do_sighup() { lab_sighup reload || refuse SIGHUP; }
do_flood() {
  local mac=02:00:00:00:00:99
  [[ $((RANDOM % 2)) -eq 0 ]] || mac=random
  lab_in sw "$LAB_BIN/tests/lab_flood" up-in "$mac" "$gateway_mac" 10.99.2.10 445 $((RANDOM % 3 + 1)) >> "$LAB_TMP/flooded"
}
do_isolate() {
  ask isolate zone in --reason soak
  look isolated
  [[ $((RANDOM % 2)) -eq 0 ]] || do_reload
  ask release zone in --reason soak
  look connected
}
do_isolate_others() {
  ask isolate device in-pc --reason soak
  ask isolate address 10.99.3.30 --reason soak
  ask release device in-pc --reason soak
  ask release address 10.99.3.30 --reason soak
}
do_relax() {
  ask relax on storm --until 1h --reason soak --by Sato --by Tanaka
  [[ $((RANDOM % 2)) -eq 0 ]] || ask relax off storm --reason soak
}
do_read() {
  fetch 9469/metrics
  fetch 9470/
  ask status
  ask flows
  ask rules
}
do_look() { look connected; }
do_kill() {
  # At times in the midst of a reload.
  [[ $((RANDOM % 2)) -eq 0 ]] || kill -HUP "$LAB_GATEWAY_PID"
  lab_stop_gateway KILL
  [[ $((RANDOM % 2)) -eq 0 ]] || do_flood
  lab_start_gateway
  lives=$((lives + 1))
}
lives=1
actions=(reload reload reload sighup flood flood isolate isolate_others relax read read look kill)

# act SECOND: one of the actions; a kill only in its quarters.
act() {
  local action=${actions[RANDOM % ${#actions[@]}]} quarter=$(($1 * 4 / most_s))
  if [[ $action == kill && $((quarter % 2)) -eq 1 ]]; then action=reload; fi
  done_of[$action]=$((${done_of[$action]:-0} + 1))
  "do_$action"
  if [[ $1 -ge $next_sample ]]; then
    sample "$1"
    next_sample=$(($1 + (most_s < 600 ? most_s / 60 : 10)))
  fi
  sleep 0.$((RANDOM % 10))
}
declare -A done_of=()
next_sample=0

lab_start_gateway
begin_traffic
echo "${HOLDINGS[*]}"
began=$SECONDS
while [[ $((SECONDS - began)) -lt $most_s ]]; do act $((SECONDS - began)); done
end_traffic
for action in "${!done_of[@]}"; do echo "$action: ${done_of[$action]}"; done
expect "orders and requests refused" 0 "$refused"
expect "connections that went as they must not" 0 "$wrong"
expect "generations are told" yes "$([[ $(lab_generation) -gt $((done_of[reload] / 2)) ]] && echo yes || echo no)"

# The counters are the truth, and the log's sums are equal to them, over every kill.
read_denied
lab_stop_gateway
summed=$(for type in deny suppressed; do
  "$LAB_BIN/sekisho" log search --type "$type" --format jsonl "$LAB_TMP/log"
done | grep -o '"count":[0-9]*' | awk -F : '{ sum += $2 } END { print sum }')
expect "the counts of deny and suppressed, over $lives lives" "$DENIED" "$summed"
echo "$(awk '{ sum += $1 } END { print sum + 0 }' "$LAB_TMP/flooded") packets of floods, the log is" \
  "$(du -sm "$LAB_TMP/log" | cut -f 1) MiB"
expect "the chain" whole "$("$LAB_BIN/sekisho" log verify "$LAB_TMP/log" > /dev/null && echo whole)"
expect_all_flat $((most_s / 4)) $((most_s / 2)) $((most_s * 3 / 4)) "$most_s"
finish
