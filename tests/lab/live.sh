#!/usr/bin/env bash
# `sekisho check --live` on a real machine: what it finds when routes, interfaces and bridges are made
# to contradict the policy. live.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

# The codes of --live, but for that of the clock, which is the host's own.
codes() {
  lab_in gw "$LAB_BIN/sekisho" check --live --format json "$POLICY" |
    grep -o '"SK600[1-4]"' | tr -d '"' | sort | tr '\n' ' ' | sed 's/ $//'
}

make_example_lab
expect "all agrees" "" "$(codes || true)"

lab_in gw ip route add 10.99.3.0/27 dev lg0
expect "a route that leads one network's addresses into another" SK6001 "$(codes || true)"
lab_in gw ip route del 10.99.3.0/27 dev lg0

lab_in gw ip route add unreachable 10.99.3.0/25
expect "addresses of a rule that are unreachable" SK6001 "$(codes || true)"
lab_in gw ip route del unreachable 10.99.3.0/25

lab_in gw ip route add 172.30.0.0/24 dev in0
expect "a route to a network of no zone" SK6002 "$(codes || true)"
lab_in gw ip route del 172.30.0.0/24 dev in0

lab_in gw ip link add stray0 type veth peer name stray1
lab_in gw ip link set stray0 up
lab_in gw ip link set stray1 up
lab_in gw ip route add 10.99.3.0/28 dev stray0
expect "a route around the datapath" SK6004 "$(codes || true)"
lab_in gw ip link add br0 type bridge
lab_in gw ip link set stray1 master br0
lab_in gw ip route del 10.99.3.0/28 dev stray0
lab_in gw ip link set in0 master br0
expect "a bridge around the datapath" SK6004 "$(codes | tr ' ' '\n' | sort -u | grep SK6004 || true)"
lab_in gw ip link set in0 nomaster
lab_in gw ip link del br0
lab_in gw ip link del stray0
expect "all agrees again" "" "$(codes || true)"

sed -i 's/"in0"/"in7"/' "$POLICY"
expect "an interface that is not there" SK6003 "$(codes || true)"
finish
