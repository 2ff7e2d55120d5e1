#!/usr/bin/env bash
# Attacks on real wires, and what a running sekishod tells of them: one line each, at once; another
# attacker too while the first goes on, under a flood as well. detect.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
ATTACKS="$root/tests/lab/attacks.py"

# attack KIND HOST SOURCE_MAC SOURCE DESTINATION [SECONDS]
attack() {
  local kind=$1 host=$2 mac=$3 zone=${2%%-*}
  shift 3
  lab_in "$host" "$LAB_PYTHON" -B "$ATTACKS" "$kind" eth0 "$mac" "${gateway_macs[$zone]}" "$@"
}

# expect_line WHAT TYPE STRING..: one line of that type with all the strings, within ten seconds.
expect_line() {
  local what=$1 type=$2 began=$EPOCHREALTIME
  shift 2
  lab_wait lab_has_more_events 0 "\"event_type\":\"$type\"" "$@" || true
  expect "$what" 1 "$(lab_count_events "\"event_type\":\"$type\"" "$@")"
  echo "    after $("$LAB_PYTHON" -c "print(f'{$EPOCHREALTIME - $began:.2f} s')")"
}

make_example_lab
declare -A gateway_macs=()
for zone in "${LAB_ZONES[@]}"; do
  gateway_macs[$zone]=$(ip -n "$LAB_RUN-gw" -br link show "${zone}0" | awk '{print $3}')
done
lab_start_gateway
mn_pc=00:00:5e:00:53:20 lg_pc=00:00:5e:00:53:22 in_pc=00:00:5e:00:53:23

attack scan in-pc $in_pc 10.99.3.20 10.99.2.10
expect_line "a port scan" scan '"src_ip":"10.99.3.20"' '"dest_ip":"10.99.2.10"'
expect_line "and the probe of LGWAN that it is" lgwan_probe '"src_ip":"10.99.3.20"'

attack scan lg-pc $lg_pc 10.99.2.20 10.99.1.10
expect_line "a second scanner" scan '"src_ip":"10.99.2.20"' '"severity":"critical"' '"id":"lg-pc"'

attack sweep mn-pc $mn_pc 10.99.1.20 10.99.3.1
expect_line "a sweep out of the mynumber zone" sweep '"src_ip":"10.99.1.20"' '"severity":"critical"'

attack lateral lg-pc $lg_pc 10.99.2.20 10.99.1.20
expect_line "lateral movement" lateral '"src_ip":"10.99.2.20"' '"dest_ip":"10.99.1.20"'

attack claim mn-pc 00:00:5e:00:53:99 10.99.1.99 10.99.1.1
expect_line "a device that no ledger has" new_device '"mac":"00:00:5e:00:53:99"' '"in_iface":"mn0"'

attack claim lg-pc $lg_pc 10.99.2.10 10.99.2.1
expect_line "an address that two devices claim" duplicate_address '"owner":{"device":"lg-srv","label":"連携サーバ","section":"情報政策課"}' \
  '"device":"lg-pc"'

attack tunnel lg-pc $lg_pc 10.99.2.20 10.99.3.20
expect_line "packets in packets" tunnel '"tunnel":"GRE"'

# The same MAC on two interfaces, within a moment.
attack claim in-pc $in_pc 10.99.3.1 10.99.3.10
attack lateral lg-srv $in_pc 10.99.2.77 10.99.1.20
expect_line "a MAC on two interfaces" mac_moved '"from_iface":"in0"' '"to_iface":"lg0"'

# A flood, and another attacker under it.
nsenter --net="/run/netns/$LAB_RUN-lg-pc" -- "$LAB_PYTHON" -B "$ATTACKS" flood eth0 $lg_pc \
  "${gateway_macs[lg]}" 10.99.2.20 10.99.3.20 12 > "$LAB_TMP/flooded" &
LAB_PIDS+=($!)
flooder=$!
sleep 5
attack scan in-vdi 00:00:5e:00:53:13 10.99.3.10 10.99.1.10
expect_line "a scan under a flood" scan '"src_ip":"10.99.3.10"' '"dest_ip":"10.99.1.10"'
wait "$flooder" || true
echo "    $(cat "$LAB_TMP/flooded") packets in 12 s"
expect_line "the flood" flood "\"src_mac\":\"$lg_pc\"" '"src_zone":"lg"'

# Last: the switch learns the gateway's MAC at the wrong place.
attack loop lg-srv 00:00:5e:00:53:12 10.99.2.1 10.99.2.20
expect_line "the gateway's own frames" storm '"kind":"loop"' '"in_iface":"lg0"'

lines=$(lab_events '"detection":' | wc -l)
expect "lines of detections, at most 40" yes "$([[ $lines -le 40 ]] && echo yes || echo "$lines")"
lab_stop_gateway TERM
verify_log() { "$LAB_BIN/sekisho" log verify "$LAB_TMP/log" > /dev/null && echo whole; }
expect "the chain of the event log over it all" whole "$(verify_log)"
[[ $failures -eq 0 ]] || lab_events '"detection":' | cut -c1-300
finish
