#!/usr/bin/env bash
# `sekisho doctor` on a real machine: each thing is broken for real, named, and mended by what doctor says.
# doctor.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

doctor() { lab_in gw "$LAB_BIN/sekisho" doctor --config "$LAB_CONFIG" "$@"; }

# What is wrong, as "outcome check subject" lines, but for what is this host's own: its clock, its
# kernel's BTF, how many queues a veth has, and how full its disks will be one day.
wrongs() {
  doctor --format json "$@" | jq -r '.checks[] | select(.outcome != "ok")
    | select(.check != "clock" and .check != "btf" and .check != "queues"
             and (.check != "disk" or .outcome == "error"))
    | "\(.outcome) \(.check) \(.subject)"' | sed 's/ $//' | paste -sd ';'
}
fix_of() { doctor --format json | jq -r --arg check "$1" '[.checks[] | select(.check == $check and .fix != "")][0].fix'; }

make_example_lab
for port in mn0 lg0 in0; do lab_in gw ethtool -K "$port" rxvlan off > /dev/null; done
# Its own small disk, so that filling it harms nobody.
mkdir -p "$LAB_TMP/log"
mount -t tmpfs -o size=192m tmpfs "$LAB_TMP/log"
lab_end_with_disk() {
  local status=$?
  set +e
  umount -l "$LAB_TMP/log" 2> /dev/null
  (exit "$status")
  lab_end
}
trap lab_end_with_disk EXIT

expect "before service" "note daemon" "$(wrongs || true)"
status=0
lab_in gw "$LAB_BIN/sekisho" selfcheck --config "$LAB_CONFIG" --quiet > "$LAB_TMP/report" || status=$?
expect "selfcheck where the daemon must run: its exit" 3 "$status"
expect "and its report" daemon "$(jq -r '.checks[] | select(.outcome == "error") | .check' "$LAB_TMP/report")"

# Another program, held by the interface as `ip link` attaches one.
cat > "$LAB_TMP/pass.c" << 'C'
__attribute__((section("xdp"), used)) int pass_all(void *context) { return 2; }
char terms[] __attribute__((section("license"), used)) = "GPL";
C
clang -O2 -g -target bpf -c "$LAB_TMP/pass.c" -o "$LAB_TMP/pass.o"
lab_in gw ip link set dev lg0 xdp obj "$LAB_TMP/pass.o" sec xdp
expect "another XDP program" "note daemon;error xdp-program lg0" "$(wrongs || true)"
lab_in gw ip link set dev lg0 xdp off

lab_in gw ip link set mn0 mtu 9000
expect "an MTU beyond native XDP" "note daemon;warning mtu mn0" "$(wrongs || true)"
# shellcheck disable=SC2046 # a command
lab_in gw $(fix_of mtu)
expect "mended as doctor says" "note daemon" "$(wrongs || true)"

lab_start_gateway
expect "in service" "" "$(wrongs || true)"
status=0
lab_in gw "$LAB_BIN/sekisho" selfcheck --config "$LAB_CONFIG" --quiet > "$LAB_TMP/report" || status=$?
expect "selfcheck in service: exit and bytes" "0 0" "$status $(stat -c %s "$LAB_TMP/report")"

lab_in gw ethtool -K in0 rxvlan on > /dev/null
expect "tags that the card takes off" "warning offload-vlan in0" "$(wrongs || true)"
# shellcheck disable=SC2046
lab_in gw $(fix_of offload-vlan) > /dev/null
expect "mended as doctor says" "" "$(wrongs || true)"

lab_in gw ip link set lg0 down
expect "an interface that is down" "error link lg0" "$(wrongs | tr ';' '\n' | grep ' link ' || true)"
lab_in gw ip link set lg0 up
lab_wait lab_in gw grep -q up /sys/class/net/lg0/operstate || true

lab_in gw ip link add stray0 type veth peer name stray1
lab_in gw ip link set stray0 up
expect "an interface beside the datapath" "note bypass stray0" "$(wrongs || true)"
lab_in gw "$LAB_BIN/sekishod" --unblock
expect "and no guard" "error bypass stray0" "$(wrongs || true)"
# shellcheck disable=SC2046
lab_in gw $(fix_of bypass) > /dev/null
expect "mended as doctor says" "" "$(wrongs || true)"
lab_in gw ip link del stray0

lab_in gw ip route add 10.99.3.0/27 dev lg0
expect "a route that disagrees with the policy" "error route SK6001" "$(wrongs || true)"
lab_in gw ip route del 10.99.3.0/27 dev lg0

lab_in gw nft 'add table inet other; add chain inet other forward { type filter hook forward priority 0; policy drop; }'
expect "an nftables chain that drops" "warning netfilter inet other forward" "$(wrongs || true)"
lab_in gw nft delete table inet other

cp "$POLICY" "$LAB_TMP/kept"
sed -i '0,/"name": *"/s//&changed /' "$POLICY"
expect "a policy file changed after the load" "warning digest $POLICY" "$(wrongs || true)"
cp "$LAB_TMP/kept" "$POLICY"

fill=$(($(stat -f -c '%a * %S' "$LAB_TMP/log") - (1 << 20)))
fallocate -l "$fill" "$LAB_TMP/log/filler"
expect "a disk that is full" "error disk $LAB_TMP/log" "$(wrongs || true)"
rm "$LAB_TMP/log/filler"

lab_stop_gateway KILL
expect "a daemon that was killed" "error daemon" "$(wrongs || true)"
sed -i '1s/"severity":"[a-z]*"/"severity":"forged"/' "$LAB_EVENTS"
expect "and a line of its log changed" "error daemon;error log $LAB_EVENTS" "$(wrongs || true)"
finish
