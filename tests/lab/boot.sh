#!/usr/bin/env bash
# From the moment the interfaces exist nothing comes in and nothing crosses, until rules are in force;
# and where there are none, it stays so. boot.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }
pings() { lab_in "$1" ping -c 1 -W 1 "$2"; }
pings_gateway() { pings lg-pc 10.99.2.1; }
asks() { lab_in lg-pc curl -fsS -o /dev/null --max-time 1 http://10.99.3.10:443/; }
asks_denied() { lab_in in-pc curl -fsS -o /dev/null --max-time 1 http://10.99.2.10:443/; }
stopped_packets() { lab_in gw nft list counter inet sekisho_guard stopped | grep -o 'packets [0-9]*' | cut -d ' ' -f 2; }
expect_blocked() {
  expect "$1: nothing crosses" stopped "$(outcome asks)"
  expect "$1: nothing crosses the other way" stopped "$(outcome asks_denied)"
  expect "$1: nothing comes in" stopped "$(outcome pings_gateway)"
}

make_example_lab
mkdir "$LAB_TMP/www"
lab_in gw ping -c 1 10.99.3.10 > /dev/null
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_serve_http lg-srv 10.99.2.10 443 "$LAB_TMP/www"

echo "-- without Sekisho: the kernel forwards"
expect "the kernel" through "$(outcome asks_denied)"

echo "-- blocked at boot"
expect "sekishod --block" through "$(outcome lab_in gw "$LAB_BIN/sekishod" --block)"
expect_blocked "blocked"
expect "counted" yes "$([[ $(stopped_packets) -gt 0 ]] && echo yes)"

echo "-- an unreadable policy, and no last good one: blocked, and said so"
cp "$POLICY" "$LAB_TMP/good.json"
echo '{' > "$POLICY"
lab_in gw "$LAB_BIN/sekishod" --unblock
expect "opened by hand" through "$(outcome asks_denied)"
lab_spawn gw "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2>> "$LAB_TMP/sekishod.log"
LAB_GATEWAY_PID=$LAB_PID
lab_wait test -S "$LAB_SOCKET"
lab_wait grep -q "everything is blocked" "$LAB_TMP/sekishod.log" || true
expect_blocked "no policy"
expect "said" 1 "$(grep -c "everything is blocked" "$LAB_TMP/sekishod.log" || true)"
expect "told" 1 "$(lab_count_events '"event_type":"reload_failed"' '"severity":"critical"' '"enforcing":"block"')"

echo "-- the daemon ends: blocked"
lab_stop_gateway KILL
expect_blocked "no daemon"

echo "-- with rules: what they allow, and no more"
cp "$LAB_TMP/good.json" "$POLICY"
lab_start_gateway
expect "allowed" through "$(outcome asks)"
expect "denied" stopped "$(outcome asks_denied)"

echo "-- an interface that nobody judges brings nothing in"
ip link add tap0 netns "$LAB_RUN-gw" type veth peer name eth1 netns "$LAB_RUN-in-pc"
ip -n "$LAB_RUN-gw" address add 10.98.0.1/24 dev tap0
ip -n "$LAB_RUN-gw" link set tap0 up
ip -n "$LAB_RUN-in-pc" address add 10.98.0.2/24 dev eth1
ip -n "$LAB_RUN-in-pc" link set eth1 up
ip -n "$LAB_RUN-in-pc" route add 10.99.2.10/32 via 10.98.0.1
ip -n "$LAB_RUN-lg-srv" route replace 10.98.0.0/24 via 10.99.2.1
expect "the gateway is there" through "$(outcome pings in-pc 10.98.0.1)"
before=$(stopped_packets)
expect "around the datapath" stopped "$(outcome asks_denied)"
expect "counted" yes "$([[ $(stopped_packets) -gt $before ]] && echo yes)"
ip -n "$LAB_RUN-gw" link del tap0
ip -n "$LAB_RUN-in-pc" route del 10.99.2.10/32 2> /dev/null || true

echo "-- the last good policy, where the file is broken"
echo '{' > "$POLICY"
lab_stop_gateway KILL
rm -rf -- "${LAB_PIN:?}"
lab_in gw "$LAB_BIN/sekishod" --block  # as after a reboot
lab_start_gateway
expect "allowed" through "$(outcome asks)"
expect "denied" stopped "$(outcome asks_denied)"
expect "told" 1 "$(lab_count_events '"event_type":"start"' '"rules_from":"last-good"')"
cp "$LAB_TMP/good.json" "$POLICY"
lab_stop_gateway TERM

echo "-- stopped on purpose: keep, block, open"
expect "keep: allowed" through "$(outcome asks)"
expect "keep: denied" stopped "$(outcome asks_denied)"
sed -i 's/"on_stop": "keep"/"on_stop": "block"/' "$LAB_CONFIG"
lab_start_gateway
lab_stop_gateway TERM
expect_blocked "block"
sed -i 's/"on_stop": "block"/"on_stop": "open"/' "$LAB_CONFIG"
lab_start_gateway
expect "again in force: denied" stopped "$(outcome asks_denied)"
lab_stop_gateway TERM
expect "open: the kernel forwards again" through "$(outcome asks_denied)"
expect "open: no guard" stopped "$(outcome lab_in gw nft list table inet sekisho_guard)"
finish
