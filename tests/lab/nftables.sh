#!/usr/bin/env bash
# The same policy as Sekisho's tables and as an nftables ruleset, the same frames through both: the
# verdicts agree. nftables.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
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
  lab_in gw-nft nft -f "$LAB_TMP/policy.nft" # again: it replaces itself
  lab_start_gateway
  local outcome=0
  PYTHONDONTWRITEBYTECODE=1 "$LAB_PYTHON" "$root/tests/lab/nftables_compare.py" "$forwarding" \
    "$LAB_RUN-far" "$LAB_RUN-far-nft" "$LAB_TMP/left-out" || outcome=$?
  expect "forwarding $forwarding, sekisho and nftables" 0 "$outcome"
  [[ $outcome -eq 0 || -z ${SEKISHO_KEEP_RULESET:-} ]] ||
    lab_in gw-nft nft list ruleset > "$SEKISHO_KEEP_RULESET"
  lab_stop_gateway
}

lab_begin
[[ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]] ||
  { echo "skipped: the kernel has no br_netfilter"; exit 77; }
compare kernel
compare bridge
finish
