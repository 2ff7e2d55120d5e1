#!/usr/bin/env bash
# sekishod is killed under traffic: the kernel goes on judging, a new one takes over, and nothing is
# lost or wrongly passed meanwhile; at moments that nobody chose, too. kill.sh BUILD_DIR [KILLS [SEED]]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
kills=${2:-200}
RANDOM=${3:-$(($$ % 32768))}
seed=${3:-$(($$ % 32768))}

# shellcheck disable=SC2317 # called through outcome
web() { lab_in "$1" curl -fsS -o /dev/null --max-time 2 "http://$2/"; }
outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }

# New connections, so that it is not only the flows that live on.
expect_judging() {
  expect "$1: lg-pc > in-vdi:443" through "$(outcome web lg-pc 10.99.3.10:443)"
  expect "$1: in-pc as mn-srv > lg-srv:443" stopped \
    "$(outcome lab_in in-pc curl -fsS --max-time 1 --interface 10.99.1.10 http://10.99.2.10:443/)"
  expect "$1: mn-pc > in-vdi:443" stopped "$(outcome web mn-pc 10.99.3.10:443)"
}

make_example_lab
mkdir "$LAB_TMP/www"
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_add_false_address in-pc 10.99.1.10
lab_start_gateway
begin_traffic
expect_judging "before"
generation=$(lab_generation)

lab_stop_gateway KILL
expect "the daemon after SIGKILL" gone "$(outcome lab_is_enforcing | sed 's/through/there/; s/stopped/gone/')"
expect_judging "without a daemon"

lab_start_gateway
expect_judging "a new daemon"
after=$(lab_generation)
expect "generation goes on from $generation" yes "$([[ $after -ge $generation ]] && echo yes || echo "$after")"
lab_sighup reload || expect "reload by the new daemon" "a reload event" none

# Stopped on purpose, with on_stop keep: the same.
lab_stop_gateway TERM
expect_judging "after SIGTERM"
lab_start_gateway

# Killed up to so many milliseconds after each begins: longer than any of them takes.
declare -A longest=([start]=250 [reload]=60 [isolate]=15 [stop]=40)
cp "$POLICY" "$LAB_TMP/one.json"
sed 's/"ports": \[5000\]/"ports": [5000, 5001]/' "$POLICY" > "$LAB_TMP/two.json"
change_policy() {
  cp "$LAB_TMP/$1.json" "$LAB_TMP/policy/next.json"
  mv "$LAB_TMP/policy/next.json" "$POLICY"
}
# The daemon that is there begins it; nobody waits for the end.
begin() {
  case $1 in
    reload)
      change_policy "$([[ $((RANDOM % 2)) -eq 0 ]] && echo one || echo two)"
      kill -HUP "$LAB_GATEWAY_PID"
      ;;
    isolate) "$LAB_PYTHON" "$root/tests/lab/control_client.py" call "$LAB_SOCKET" \
      "$([[ $((RANDOM % 2)) -eq 0 ]] && echo isolate || echo release)" \
      '{"kind": "device", "id": "mn-pc", "reason": "kill"}' > /dev/null 2>&1 & asker=$! ;;
    stop) kill -TERM "$LAB_GATEWAY_PID" ;;
    start) lab_spawn gw "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2>> "$LAB_TMP/sekishod.log" && LAB_GATEWAY_PID=$LAB_PID ;;
  esac
}
echo "-- $kills kills at any moment (seed $seed)"
what=(start reload isolate stop)
declare -A done_kills=([start]=0 [reload]=0 [isolate]=0 [stop]=0)
asker=
for each in $(seq "$kills"); do
  kind=${what[$((each % 4))]}
  if [[ $kind == start ]]; then lab_stop_gateway KILL; fi
  begin "$kind"
  sleep "0.$(printf '%03d' $((RANDOM % longest[$kind])))"
  lab_stop_gateway KILL
  [[ -z $asker ]] || wait "$asker" || true
  asker=
  done_kills[$kind]=$((done_kills[$kind] + 1))
  lab_start_gateway
done 2> "$LAB_TMP/killed"
for kind in "${what[@]}"; do echo "${done_kills[$kind]} in ${kind}"; done
"$LAB_BIN/sekisho" release device mn-pc --reason end --socket "$LAB_SOCKET" > /dev/null 2>&1 || true
change_policy one
lab_sighup reload || expect "a reload after $kills kills" "a reload event" none
expect_judging "after $kills kills"
end_traffic
expect_reconciled
finish
