#!/usr/bin/env bash
# The same traffic through a gateway whose kernel forwards, and through one that sends straight out
# of its ports: forward.sh BUILD_DIR router|bridge
#
# The reference, `forwarding: kernel`, comes first; then `route` or `bridge` with XDP in the driver
# and outside it. A counter of nftables says how much the kernel forwarded.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
variant=${2:?usage: $0 BUILD_DIR router|bridge}
FORWARD="$root/tests/lab/forward_traffic.py"
PORT=5201
SIZE=4000000
MOST_BY_KERNEL=60  # packets of some thousands: the first of each MAC every 4.3 s
mode=
forwarder=  # kernel or xdp

declare -A V6=(["mn-srv"]=2001:db8:1::10 ["lg-srv"]=2001:db8:2::10 ["lg-pc"]=2001:db8:2::20
  ["mn-pc"]=2001:db8:1::20 ["in-pc"]=2001:db8:3::20)

check() { expect "$mode: $1" "${@:2}"; }
outcome() { if "$@" > "$LAB_TMP/client.out" 2>&1; then echo through; else echo stopped; fi; }
exchange() { lab_in "$1" "$LAB_PYTHON" "$FORWARD" "$2" "$3" "${5:-$PORT}" "$4" || true; }
# ping_from HOST ADDRESS OPTIONS..
ping_from() { lab_in "$1" ping -q -c 1 -W 1 "${@:3}" "$2"; }
# Within twenty seconds: a neighbour that says nothing is found dead only then.
reaches() {
  local until=$((SECONDS + 20))
  until ping_from "$@" > /dev/null 2>&1; do
    if [[ $SECONDS -ge $until ]]; then echo no; return; fi
    sleep 0.05
  done
  echo yes
}

# What the kernel of the gateway forwards, whoever asked it to.
count_by_kernel() {
  lab_in gw nft -f - << NFT
table $1 lab {
  chain forward {
    type filter hook forward priority 0
    meta protocol { ip, ip6 } counter
  }
}
NFT
}
by_kernel() {
  lab_in gw nft list ruleset | sed -n 's/.*counter packets \([0-9]*\).*/\1/p' |
    { local sum=0 each; while read -r each; do sum=$((sum + each)); done; echo "$sum"; }
}

add_v6() {
  local host gateway prefix=64
  [[ $variant == router ]] || prefix=32
  for host in "${!V6[@]}"; do
    lab_in "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.eth0.accept_ra=0
    ip -n "$LAB_RUN-$host" address add "${V6[$host]}/$prefix" dev eth0 nodad
  done
  [[ $variant == router ]] || return 0
  lab_in gw sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.all.keep_addr_on_down=1
  local zone number=0
  for zone in "${LAB_ZONES[@]}"; do
    number=$((number + 1))
    lab_in gw sysctl -qw "net.ipv6.conf.${zone}0.keep_addr_on_down=1"
    ip -n "$LAB_RUN-gw" address add "2001:db8:$number::1/64" dev "${zone}0" nodad
  done
  lab_in gw sysctl -qw net.ipv6.conf.all.forwarding=1
  for host in "${!V6[@]}"; do
    gateway=${V6[$host]%::*}::1
    ip -n "$LAB_RUN-$host" -6 route add default via "$gateway"
  done
}

# A kernel that notices soon that a neighbour does not answer.
hurry_neighbours() {
  local family
  for family in ipv4 ipv6; do
    lab_in gw sysctl -qw "net.$family.neigh.lg0.base_reachable_time_ms=1000" \
      "net.$family.neigh.lg0.delay_first_probe_time=1" "net.$family.neigh.lg0.retrans_time_ms=200"
  done
}

make_lab() {
  local host zone
  lab_make "$variant"
  # What is sent into a veth by XDP is taken at its other end only where that has NAPI.
  for zone in "${LAB_ZONES[@]}"; do lab_in sw ethtool -K "up-$zone" gro on > /dev/null; done
  add_v6
  if [[ $variant == router ]]; then
    count_by_kernel inet
    hurry_neighbours
  else
    count_by_kernel bridge
  fi
  if [[ $variant == bridge && $mode == kernel* ]]; then
    # Only with `forwarding: bridge` may neighbours of two zones find each other by IPv6.
    ip -n "$LAB_RUN-mn-srv" neigh add "${V6[lg-srv]}" lladdr 00:00:5e:00:53:12 dev eth0
    ip -n "$LAB_RUN-lg-srv" neigh add "${V6[mn-srv]}" lladdr 00:00:5e:00:53:10 dev eth0
  fi
  for host in mn-srv lg-srv lg-pc; do
    lab_spawn "$host" "$LAB_PYTHON" "$FORWARD" serve "$(v4_of "$host")" "$PORT"
    lab_spawn "$host" "$LAB_PYTHON" "$FORWARD" serve "${V6[$host]}" "$PORT"
    lab_wait lab_in "$host" nc -z "${V6[$host]}" "$PORT" || lab_die "no server on $host"
  done
}

v4_of() {
  local line name zone address mac
  for line in "${LAB_HOSTS[@]}"; do
    read -r name zone address mac <<< "$line"
    [[ $name != "$1" ]] || echo "$address"
  done
}

show_cold_neighbours() {
  local host
  for host in mn-srv lg-srv gw; do lab_in "$host" ip neigh flush all; done
  check "ping from cold" yes "$(reaches mn-srv 10.99.2.10)"
  check "ping from cold, IPv6" yes "$(reaches mn-srv 2001:db8:2::10)"
}

# Who forwarded what has passed since the kernel had forwarded so many: forwarded_by BEFORE
forwarded_by() {
  local count=$(($(by_kernel) - $1))
  echo "$mode: the kernel forwarded $count packets" >&2
  if [[ $count -gt 1000 ]]; then
    echo kernel
  elif [[ $count -le $MOST_BY_KERNEL ]]; then
    echo xdp
  else
    echo both
  fi
}

show_bytes() {
  local before
  before=$(by_kernel)
  check "TCP mn-srv > lg-srv" "same $SIZE bytes" "$(exchange mn-srv tcp 10.99.2.10 $SIZE)"
  check "TCP lg-srv > mn-srv" "same $SIZE bytes" "$(exchange lg-srv tcp 10.99.1.10 $SIZE)"
  check "TCP mn-srv > lg-srv, IPv6" "same $SIZE bytes" "$(exchange mn-srv tcp 2001:db8:2::10 $SIZE)"
  check "UDP" "same 1000 bytes" "$(exchange mn-srv udp 10.99.2.10 1000)"
  check "UDP in fragments" "same 6000 bytes" "$(exchange mn-srv udp 10.99.2.10 6000)"
  check "UDP in fragments, IPv6" "same 6000 bytes" "$(exchange lg-srv udp 2001:db8:1::10 6000)"
  check "forwarded by" "$forwarder" "$(forwarded_by "$before")"
  check "TCP from a host of no ledger" "same 100000 bytes" "$(exchange mn-pc tcp 10.99.2.10 100000)"
}

show_denied() {
  check "a port that no rule names" stopped "$(outcome lab_in mn-srv nc -w 1 -z 10.99.2.10 22)"
  check "a zone that no rule names" stopped "$(outcome ping_from in-pc 10.99.1.10)"
  check "the same, IPv6" stopped "$(outcome ping_from in-pc 2001:db8:1::10)"
}

# said_to HOST ADDRESS WORDS OPTIONS..: the error that a ping meets
said_to() {
  lab_in "$1" ping -c 1 -W 1 "${@:4}" "$2" 2>&1 | grep -o -- "$3" | head -n 1 || true
}

# Errors are the router's to send.
show_errors() {
  check "hop limit" "Time to live exceeded" \
    "$(said_to mn-srv 10.99.2.10 'Time to live exceeded' -t 1)"
  check "hop limit, IPv6" "Hop limit" "$(said_to mn-srv 2001:db8:2::10 'Hop limit' -t 1)"
  check "one hop is enough" yes "$(reaches mn-srv 10.99.2.10 -t 2)"
  ip -n "$LAB_RUN-gw" link set lg0 mtu 1400
  check "too long" "mtu = 1400" "$(said_to mn-srv 10.99.2.10 'mtu = 1400' -M "do" -s 1450)"
  check "too long, IPv6" "mtu=1400" "$(said_to mn-srv 2001:db8:2::10 'mtu=1400' -M "do" -s 1450)"
  check "short enough" yes "$(reaches mn-srv 10.99.2.10 -M "do" -s 1372)"
  ip -n "$LAB_RUN-gw" link set lg0 mtu 1500
  lab_in mn-srv ip route flush cache
  lab_in mn-srv ip -6 route flush cache
}

show_small_link() {
  ip -n "$LAB_RUN-gw" link set lg0 mtu 1400
  check "too long for the way out" stopped "$(outcome ping_from mn-srv 10.99.2.10 -M "do" -s 1450)"
  check "short enough" yes "$(reaches mn-srv 10.99.2.10 -M "do" -s 1372)"
  ip -n "$LAB_RUN-gw" link set lg0 mtu 1500
  check "long again" yes "$(reaches mn-srv 10.99.2.10 -M "do" -s 1472)"
}

# lg-pc changes its card; only a bridge's ledger has to know both.
show_changed_neighbour() {
  check "before the change" yes "$(reaches mn-srv 10.99.2.20)"
  ip -n "$LAB_RUN-lg-pc" link set eth0 address 00:00:5e:00:53:2e
  if [[ $variant == bridge ]]; then
    lab_in lg-pc ping -q -c 1 -W 1 10.99.1.10 > /dev/null || true  # its own ARP tells the others
    lab_in mn-srv ip neigh flush all
  fi
  check "another MAC, which nobody announced" yes "$(reaches mn-srv 10.99.2.20)"
  check "bytes to the other MAC" "same 500000 bytes" "$(exchange mn-srv tcp 10.99.2.20 500000)"
  ip -n "$LAB_RUN-lg-pc" link set eth0 address 00:00:5e:00:53:22
  lab_in lg-pc ping -q -c 1 -W 1 10.99.1.10 > /dev/null || true
  lab_in mn-srv ip neigh flush all
  check "the first MAC again" yes "$(reaches mn-srv 10.99.2.20)"
}

show_port_down() {
  ip -n "$LAB_RUN-gw" link set lg0 down
  if [[ $variant == router ]]; then
    check "port down" "Net Unreachable" "$(said_to mn-srv 10.99.2.10 'Net Unreachable')"
  else
    check "port down" stopped "$(outcome ping_from mn-srv 10.99.2.10)"
  fi
  ip -n "$LAB_RUN-gw" link set lg0 up
  check "port up again" yes "$(reaches mn-srv 10.99.2.10)"
  check "port up again, IPv6" yes "$(reaches mn-srv 2001:db8:2::10)"
  local before
  before=$(by_kernel)
  check "bytes by it" "same $SIZE bytes" "$(exchange mn-srv tcp 10.99.2.10 $SIZE)"
  check "forwarded by" "$forwarder" "$(forwarded_by "$before")"
}

show_no_daemon() {
  local before
  lab_stop_gateway KILL
  before=$(by_kernel)
  check "without a daemon" "same $SIZE bytes" "$(exchange lg-srv tcp 10.99.1.10 $SIZE)"
  check "forwarded by" "$forwarder" "$(forwarded_by "$before")"
  lab_start_gateway
  before=$(by_kernel)
  check "with another daemon" "same $SIZE bytes" "$(exchange mn-srv tcp 10.99.2.10 $SIZE)"
  check "forwarded by" "$forwarder" "$(forwarded_by "$before")"
}

# Stations that say nothing but what is sent past the bridge: it still knows where they are.
show_known_stations() {
  ip -n "$LAB_RUN-mn-srv" neigh replace 10.99.2.10 lladdr 00:00:5e:00:53:12 dev eth0
  ip -n "$LAB_RUN-lg-srv" neigh replace 10.99.1.10 lladdr 00:00:5e:00:53:10 dev eth0
  lab_in mn-srv ping -q -c 40 -i 0.25 10.99.2.10 > /dev/null || true
  local mac seen
  for mac in 00:00:5e:00:53:10 00:00:5e:00:53:12; do
    # The second number is how long ago it was learned, in seconds.
    seen=$(bridge -n "$LAB_RUN-gw" -s fdb show br br0 |
      sed -n "s|^$mac .*used [0-9]*/\([0-9]*\) .*|\1|p" | head -n 1)
    [[ ${seen:-99} -gt 6 ]] || seen=lately
    check "when the bridge saw $mac" lately "${seen:-never}"
  done
}

# run FORWARDING DATAPATH
run() {
  mode="$1 ($2)"
  if [[ $1 == kernel ]]; then forwarder=kernel; else forwarder=xdp; fi
  lab_unmake
  rm -rf -- "$LAB_TMP/state" "$LAB_TMP/log"
  sed "s/\"forwarding\": \"kernel\"/\"forwarding\": \"$1\"/" "$root/tests/lab/data/forward.json" \
    > "$LAB_TMP/policy.json"
  make_lab
  LAB_DATAPATH=$2 lab_configure "$LAB_TMP/policy.json"
  lab_start_gateway
  show_cold_neighbours
  show_bytes
  show_denied
  if [[ $variant == router ]]; then show_errors; else show_small_link; fi
  show_changed_neighbour
  show_port_down
  show_no_daemon
  if [[ $1 == bridge && $2 == xdp ]]; then show_known_stations; fi
  lab_stop_gateway TERM
}

lab_begin
[[ $variant == router ]] && own=route || own=bridge
run kernel xdp
run "$own" xdp
run "$own" xdp-generic
finish
