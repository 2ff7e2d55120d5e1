#!/usr/bin/env bash
# The same policy as Sekisho's tables and as an nftables ruleset, the same frames through both: the
# verdicts agree. nftables.sh BUILD_DIR [SEED]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
seed=${2:-20261121}
PORTS=(mn0 lg0 in0 tr0)

command -v nft > /dev/null || { echo "skipped: nft is missing; scripts/setup installs it"; exit 77; }

# make_gateway NAME FAR: a bridge of the ports, whose far ends are in the namespace FAR. It learns
# nothing, so that a frame that may pass comes out by every other port.
make_gateway() {
  local name=$1 far=$2 port
  lab_add_namespace "$name"
  lab_add_namespace "$far"
  lab_add_bridge "$name" br0
  for port in "${PORTS[@]}"; do
    lab_add_link "$name" "$port" "$far" "$port"
    # What XDP sends into a veth is taken at its other end only where that has NAPI.
    lab_in "$far" ethtool -K "$port" gro on > /dev/null
    ip -n "$LAB_RUN-$name" link set "$port" master br0
    ip -n "$LAB_RUN-$name" link set "$port" type bridge_slave learning off
  done
}

set_bridge_netfilter() {
  local name=$1 value=$2 key
  for key in call-iptables call-ip6tables filter-vlan-tagged; do
    lab_in "$name" bash -c "echo $value > /proc/sys/net/bridge/bridge-nf-$key"
  done
}

# accept RULESET PORT..: nft takes the whole file where those ports are.
accept() {
  local ruleset=$1 port outcome=0
  shift
  lab_add_namespace accept
  for port in "$@"; do
    ip -n "$LAB_RUN-accept" link add "$port" type veth peer name "far-$port"
  done
  lab_in accept nft -c -f "$ruleset" || outcome=$?
  expect "nft -c of $(basename -- "$ruleset")" 0 "$outcome"
  lab_unmake
}

compare() {
  local forwarding=$1
  lab_unmake
  sed "s/\"forwarding\": \"kernel\"/\"forwarding\": \"$forwarding\"/" \
    "$root/tests/lab/data/nftables.json" > "$LAB_TMP/policy.json"
  make_gateway gw far
  make_gateway gw-nft far-nft
  lab_configure "$LAB_TMP/policy.json"
  set_bridge_netfilter gw 0
  set_bridge_netfilter gw-nft 1
  "$LAB_BIN/sekisho" export nftables "$LAB_TMP/policy.json" > "$LAB_TMP/policy.nft" \
    2> "$LAB_TMP/left-out"
  lab_in gw-nft nft -c -f "$LAB_TMP/policy.nft"
  lab_in gw-nft nft -f "$LAB_TMP/policy.nft"
  lab_start_gateway
  local outcome=0
  PYTHONDONTWRITEBYTECODE=1 "$LAB_PYTHON" "$root/tests/lab/nftables_compare.py" "$forwarding" \
    "$LAB_RUN-far" "$LAB_RUN-far-nft" "$LAB_TMP/left-out" "$seed" || outcome=$?
  expect "forwarding $forwarding, sekisho and nftables" 0 "$outcome"
  lab_in gw-nft nft -f "$LAB_TMP/policy.nft" # again, with flows: it replaces itself
  expect "tables after loading again" 2 "$(lab_in gw-nft nft list tables | wc -l)"
  lab_stop_gateway
}

lab_begin
[[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] ||
  { echo "skipped: the kernel has no br_netfilter"; exit 77; }
accept "$root/tests/export/data/small.nft" eth1 eth2
"$LAB_BIN/sekisho" export nftables "$root/rules/example/policy.json" > "$LAB_TMP/example.nft" 2> /dev/null
accept "$LAB_TMP/example.nft" mn0 lg0 in0
compare kernel
compare bridge
finish
