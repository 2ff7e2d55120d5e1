#!/usr/bin/env bash
# What breaks in such boxes, broken under traffic: nothing that is allowed is lost where the fault does not
# touch it, nothing that is denied passes, and it is whole again by itself. Steps of the clock are in
# dates.sh, floods in flood.sh. faults.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }
screen() { lab_in lg-pc curl -fsS -o /dev/null --max-time 1 http://10.99.3.10:443/; }
comes_back() { lab_wait screen; }
interface_state() { lab_status --format json | "$LAB_PYTHON" -c '
import json, sys
print(*[each["state"] + "/" + each["attach"] for each in json.load(sys.stdin)["interfaces"] if each["name"] == "in0"])'; }
is_in_state() { [[ $(interface_state) == "$1" ]]; }
expect_state() { expect "in0" "$1" "$(lab_wait is_in_state "$1" > /dev/null; interface_state)"; }
# healthy ID: what the daemon says of its own health
healthy() { lab_status --format json | "$LAB_PYTHON" -c '
import json, sys
print(*["yes" if each["ok"] else "no" for each in json.load(sys.stdin)["health"] if each["id"] == sys.argv[1]])' "$1"; }
is_health() { [[ $(healthy "$1") == "$2" ]]; }

# A small disk for the log and the state.
end_disk() {
  local status=$?
  set +e
  umount -l "$LAB_TMP/disk" 2> /dev/null
  (exit "$status")
  lab_end
}
make_example_lab
mkdir "$LAB_TMP/disk" "$LAB_TMP/www"
trap end_disk EXIT
mount -t tmpfs -o size=24m sekisho-lab "$LAB_TMP/disk"
mkdir "$LAB_TMP/disk/log" "$LAB_TMP/disk/state"
sed -i "s#$LAB_TMP/log/#$LAB_TMP/disk/log/#; s#$LAB_TMP/state#$LAB_TMP/disk/state#" "$LAB_CONFIG"
LAB_EVENTS="$LAB_TMP/disk/log/events.jsonl"

lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_start_gateway
begin_traffic
# What no rule allows, over the interface that the faults are of.
lab_spawn lg-srv "$LAB_PYTHON" "$TRAFFIC" receive 10.99.2.10 5998 > "$LAB_TMP/received-5998"
intruded=$LAB_PID
lab_spawn in-pc "$LAB_PYTHON" "$TRAFFIC" send 10.99.3.20 15998 10.99.2.10 5998 1000 > "$LAB_TMP/sent-5998"
intruder=$LAB_PID
expect "before" through "$(outcome screen)"

echo "-- a link that flaps"
for _ in $(seq 10); do
  ip -n "$LAB_RUN-gw" link set in0 down
  sleep 0.05
  ip -n "$LAB_RUN-gw" link set in0 up
  sleep 0.05
done
expect "after flapping" through "$(outcome comes_back)"
expect_state up/native
expect "told" yes "$(lab_wait lab_has_more_events 0 '"event_type":"link"' '"interface":"in0"' && echo yes)"
lines=$(lab_count_events '"event_type":"link"')
[[ $lines -le 6 ]] || expect "lines of it" "a second one at most" "$lines"

echo "-- an interface removed, and back under its name"
take_away() { ip -n "$LAB_RUN-gw" link del in0; }
bring_back() {
  lab_add_link gw in0 sw up-in
  ip -n "$LAB_RUN-sw" link set up-in master br-in
  ip -n "$LAB_RUN-gw" address replace 10.99.3.1/24 dev in0
}
for round in 1 2 3 4 5; do
  take_away
  [[ $round -gt 1 ]] || {
    expect_state absent/none
    expect "told" yes "$(lab_wait lab_has_more_events 0 '"event_type":"link"' '"state":"absent"' '"severity":"high"' && echo yes)"
    expect "health says so" no "$(healthy interfaces)"
    expect "a reload meanwhile" through "$(outcome lab_sighup reload)"
  }
  bring_back
  expect "back, round $round" through "$(outcome comes_back)"
done
expect_state up/native
expect "health" yes "$(healthy interfaces)"

echo "-- an interface moved to another namespace, and back"
ip -n "$LAB_RUN-gw" link set in0 netns "$LAB_RUN-sw"
expect_state absent/none
ip -n "$LAB_RUN-sw" link set in0 netns "$LAB_RUN-gw"
ip -n "$LAB_RUN-gw" link set in0 up
ip -n "$LAB_RUN-gw" address replace 10.99.3.1/24 dev in0
expect "moved back" through "$(outcome comes_back)"
expect_state up/native

echo "-- removed while no daemon runs, and back before the next one"
lab_stop_gateway KILL
take_away
bring_back
sleep 1
expect "nobody judges it: nothing comes from it" stopped "$(outcome screen)"
lab_start_gateway
expect "judged again" through "$(outcome comes_back)"

echo "-- a second daemon"
code=0
lab_in gw timeout 20 "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2> "$LAB_TMP/second.log" || code=$?
expect "it ends with" 2 "$code"
tail -n 1 "$LAB_TMP/second.log"
expect "the first one" through "$(outcome lab_is_enforcing)"

echo "-- the configuration swapped under it"
generation=$(lab_generation)
cp "$LAB_CONFIG" "$LAB_TMP/whole.json"
for change in "s#$LAB_PIN#$LAB_PINS/other#" "s#disk/state#disk/other#" 's/"on_stop"/"on_stpo"/'; do
  sed -i "$change" "$LAB_CONFIG"
  expect "refused: $change" through "$(outcome lab_sighup reload_failed)"
  cp "$LAB_TMP/whole.json" "$LAB_CONFIG"
done
expect "the generation" "$generation" "$(lab_generation)"

echo "-- the flow table full"
cp "$POLICY" "$LAB_TMP/good.json"
sed -i 's/"sekisho": 1,/"sekisho": 1, "limits": { "max_flows": 64 },/' "$POLICY"
lab_sighup reload || expect "a small flow table" "a reload event" none
lab_in mn-srv "$LAB_PYTHON" "$root/tests/lab/many_flows.py" 10.99.1.10 10.99.2.10 5000 30001 30300 1000
expect "told" yes "$(lab_wait lab_has_more_events 0 '"reason":"flow-table-full"' && echo yes)"
expect "another zone has its share" through "$(outcome screen)"
cp "$LAB_TMP/good.json" "$POLICY"
lab_sighup reload || expect "the flow table as before" "a reload event" none

echo "-- the daemon stands still: the ring fills, the kernel counts"
kill -STOP "$LAB_GATEWAY_PID"
gateway_mac=$(ip -n "$LAB_RUN-gw" -br link show in0 | awk '{ print $3 }')
lab_in sw "$LAB_BIN/tests/lab_flood" up-in 02:00:00:00:00:99 "$gateway_mac" 10.99.2.10 445 3 > "$LAB_TMP/flooded"
echo "$(cat "$LAB_TMP/flooded") packets while it stood"
expect "meanwhile" through "$(outcome screen)"
kill -CONT "$LAB_GATEWAY_PID"
expect "afterwards it answers" through "$(outcome lab_wait lab_is_enforcing)"

echo "-- a full disk"
dd if=/dev/zero of="$LAB_TMP/disk/filler" bs=64k status=none 2> /dev/null || true
expect "the log says so" no "$(lab_wait is_health log no > /dev/null; healthy log)"
expect "a reload on a full disk" 0 "$("$LAB_BIN/sekisho" reload --socket "$LAB_SOCKET" > /dev/null; echo $?)"
expect "it is enforced" through "$(outcome screen)"
rm "$LAB_TMP/disk/filler"
expect "with room again" yes "$(lab_wait is_health log yes > /dev/null; healthy log)"

echo "-- no memory left"
sed 's/"ports": \[5000\]/"ports": [5000, 5001]/' "$POLICY" > "$LAB_TMP/next.json"
cp "$POLICY" "$LAB_TMP/good.json"
cp "$LAB_TMP/next.json" "$POLICY"
prlimit --pid "$LAB_GATEWAY_PID" --as="$(($(awk '/VmSize/ { print $2 }' "/proc/$LAB_GATEWAY_PID/status") * 1024)):"
generation=$(lab_generation)
reload_code=0
"$LAB_BIN/sekisho" reload --socket "$LAB_SOCKET" > "$LAB_TMP/said" 2>&1 || reload_code=$?
echo "reload without memory: exit $reload_code: $(head -n 1 "$LAB_TMP/said")"
expect "it is enforced meanwhile" through "$(outcome screen)"
# Refused, and it lives; or it ends, and systemd starts another.
if kill -0 "$LAB_GATEWAY_PID" 2> /dev/null; then
  prlimit --pid "$LAB_GATEWAY_PID" --as=unlimited:
else
  lab_start_gateway
fi
cp "$LAB_TMP/good.json" "$POLICY"
expect "a reload with memory again" through "$(outcome lab_sighup reload)"
expect "it is enforced" through "$(outcome screen)"

end_traffic
lab_stop "$intruder"
sleep 0.5
lab_stop "$intruded"
expect "of $(cat "$LAB_TMP/sent-5998") denied over the faulty interface" 0 "$(cut -d ' ' -f 1 "$LAB_TMP/received-5998")"
expect_reconciled
echo "$DENIED were denied, none of them missing from the log"
lab_start_gateway

echo "-- the log's folder gone"
rm -rf -- "$LAB_TMP/disk/log"
# Something to write; each time of another port.
# shellcheck disable=SC2317 # called through lab_wait
is_noticed() {
  lab_in mn-pc "$LAB_PYTHON" "$root/tests/lab/many_flows.py" 10.99.1.20 10.99.2.20 $((7000 + RANDOM % 1000)) 20000 20000 1
  is_health log no
}
expect "the log says so" no "$(lab_wait is_noticed > /dev/null; healthy log)"
expect "it is enforced" through "$(outcome screen)"
mkdir "$LAB_TMP/disk/log"
expect "with a folder again" yes "$(lab_wait is_health log yes > /dev/null; healthy log)"
expect "told" yes "$(lab_wait lab_has_more_events 0 '"event_type":"evidence"' '"action":"log_missing"' && echo yes)"

finish
