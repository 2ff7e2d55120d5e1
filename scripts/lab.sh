# shellcheck shell=bash
# A lab of network namespaces: three zones of hosts around one gateway. Source it, then
#
#   lab_begin                      names unique to this run, a temporary folder, clean-up on exit
#   lab_make router|bridge|machine namespaces, links, MACs, addresses; may be called again
#   lab_configure POLICY           writes $LAB_TMP/sekishod.json
#   lab_start_gateway              sekishod in the gateway's namespace; returns when it enforces
#   lab_in HOST COMMAND..          runs a command in a host's namespace (mn-srv, lg-pc, .., gw)
#   lab_spawn HOST COMMAND..       the same in the background; its pid is in LAB_PID
#
#      mn-srv mn-pc     lg-srv lg-pc     in-vdi in-pc       a namespace each, interface eth0
#         \   /            \   /            \   /
#         br-mn            br-lg            br-in           one switch a zone, all in namespace sw
#           |                |                |
#          mn0              lg0              in0            the gateway's ports, namespace gw
#
# With `machine` the gateway is a virtual machine that runs in sw: br-mn has the tap up-mn, and so on.
#
# Needs root, and sekisho and sekishod in $LAB_BIN. Nothing outside its own namespaces, its
# temporary folder and its folder of pinned BPF objects is changed.
set -euo pipefail

LAB_SCRIPTS=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
LAB_BIN=${LAB_BIN:-}
LAB_ZONES=(mn lg in)
LAB_PIDS=()
LAB_NAMESPACES=()
LAB_TMP=
LAB_PINS=
LAB_PID=
LAB_GATEWAY_PID=
LAB_PIN=
# Debian's own, where there is one: a version manager's wrapper costs a second a start.
LAB_PYTHON=/usr/bin/python3
[[ -x $LAB_PYTHON ]] || LAB_PYTHON=python3

# name zone address mac, as in rules/example/ledger.csv
LAB_HOSTS=(
  "mn-srv mn 10.99.1.10 00:00:5e:00:53:10"
  "mn-pc  mn 10.99.1.20 00:00:5e:00:53:20"
  "lg-srv lg 10.99.2.10 00:00:5e:00:53:12"
  "lg-pc  lg 10.99.2.20 00:00:5e:00:53:22"
  "in-vdi in 10.99.3.10 00:00:5e:00:53:13"
  "in-pc  in 10.99.3.20 00:00:5e:00:53:23"
)

lab_die() {
  echo "lab: $*" >&2
  exit 1
}

lab_need_root() {
  [[ $(id -u) -eq 0 ]] || lab_die "must run as root (namespaces and XDP); try: sudo $0"
  local tool
  for tool in ip nsenter ethtool curl ping "$LAB_PYTHON"; do
    command -v "$tool" > /dev/null || lab_die "$tool is missing; scripts/setup installs it"
  done
}

lab_begin() {
  lab_need_root
  LAB_RUN="sk-$$"
  LAB_TMP=$(mktemp -d "${TMPDIR:-/tmp}/sekisho-lab.XXXXXX")
  chmod 700 "$LAB_TMP"
  trap lab_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  LAB_PINS="/sys/fs/bpf/$LAB_RUN"
  LAB_PIN="$LAB_PINS/gw"
  mkdir "$LAB_PINS"
}

# Everything that this run has made, and nothing else.
lab_end() {
  local status=$?
  set +e
  trap '' HUP INT TERM
  lab_unmake
  [[ -n $LAB_PINS ]] && rmdir "$LAB_PINS"
  [[ -n $LAB_TMP ]] && rm -rf -- "$LAB_TMP"
  exit "$status"
}

lab_unmake() {
  local pid namespace
  for pid in ${LAB_PIDS[@]+"${LAB_PIDS[@]}"}; do kill -TERM "$pid" 2> /dev/null || true; done
  for pid in ${LAB_PIDS[@]+"${LAB_PIDS[@]}"}; do lab_reap "$pid"; done
  LAB_PIDS=()
  LAB_GATEWAY_PID=
  # Its links go with the pins, its programs with the links.
  if [[ -n $LAB_PINS ]]; then rm -rf -- "${LAB_PINS:?}"/*; fi
  for namespace in ${LAB_NAMESPACES[@]+"${LAB_NAMESPACES[@]}"}; do
    ip netns del "$namespace" 2> /dev/null || true
  done
  LAB_NAMESPACES=()
}

# Waits three seconds for a child that was told to end, then makes it.
lab_reap() {
  local pid=$1 tries
  for tries in $(seq 60); do
    kill -0 "$pid" 2> /dev/null || break
    [[ $tries -lt 60 ]] || kill -KILL "$pid" 2> /dev/null || true
    sleep 0.05
  done
  wait "$pid" 2> /dev/null || true
}

# Ends a child of lab_spawn: lab_stop PID [SIGNAL]
lab_stop() {
  local pid=$1 each kept=()
  kill "-${2:-TERM}" "$pid" 2> /dev/null || true
  lab_reap "$pid"
  for each in ${LAB_PIDS[@]+"${LAB_PIDS[@]}"}; do [[ $each == "$pid" ]] || kept+=("$each"); done
  LAB_PIDS=(${kept[@]+"${kept[@]}"})
}

# Not `ip netns exec`: that mounts /sys anew and so hides /sys/fs/bpf.
lab_in() {
  local host=$1
  shift
  nsenter --net="/run/netns/$LAB_RUN-$host" -- "$@"
}

lab_spawn() {
  local host=$1
  shift
  # nsenter becomes the command, so that this is the command's own pid.
  nsenter --net="/run/netns/$LAB_RUN-$host" -- "$@" &
  LAB_PID=$!
  LAB_PIDS+=("$LAB_PID")
}

lab_add_namespace() {
  local namespace="$LAB_RUN-$1"
  ip netns add "$namespace"
  LAB_NAMESPACES+=("$namespace")
  # shellcheck disable=SC2016 # expanded by the inner shell
  lab_in "$1" bash -c '
    set_if_there() { [[ ! -e /proc/sys/$1 ]] || echo "$2" > "/proc/sys/$1"; }
    set_if_there net/ipv6/conf/all/disable_ipv6 1
    set_if_there net/ipv6/conf/default/disable_ipv6 1
    set_if_there net/bridge/bridge-nf-call-iptables 0
    set_if_there net/ipv4/conf/all/rp_filter 0
    set_if_there net/ipv4/conf/default/rp_filter 0
    set_if_there net/ipv4/conf/all/send_redirects 0
    set_if_there net/ipv4/conf/default/send_redirects 0
    set_if_there net/ipv4/conf/all/arp_announce 2
    set_if_there net/ipv4/conf/all/arp_ignore 1
    ip link set lo up'
}

lab_add_bridge() {
  local namespace=$1 bridge=$2
  ip -n "$LAB_RUN-$namespace" link add "$bridge" type bridge stp_state 0 mcast_snooping 0
  ip -n "$LAB_RUN-$namespace" link set "$bridge" up
}

# lab_add_link NAMESPACE INTERFACE NAMESPACE INTERFACE
# Checksums are computed by the sender, as on a wire, so that a frame is whole wherever it is read.
lab_add_link() {
  ip link add "$2" netns "$LAB_RUN-$1" type veth peer name "$4" netns "$LAB_RUN-$3"
  local end
  for end in "$1 $2" "$3 $4"; do
    # shellcheck disable=SC2086 # two words
    set -- $end
    lab_in "$1" ethtool -K "$2" tx off gro off gso off tso off > /dev/null
    ip -n "$LAB_RUN-$1" link set "$2" up
  done
}

# A port for a virtual machine, with room for what comes while it does not run.
lab_add_tap() {
  ip -n "$LAB_RUN-$1" tuntap add dev "$2" mode tap
  ip -n "$LAB_RUN-$1" link set "$2" txqueuelen 10000 up
}

lab_make() {
  local variant=$1 mask zone line name address mac gateway_address
  lab_unmake
  lab_add_namespace sw
  case $variant in
    router | machine) mask=24 ;;
    bridge) mask=16 ;;
    *) lab_die "no such variant: $variant" ;;
  esac
  [[ $variant == machine ]] || lab_add_namespace gw
  for zone in "${LAB_ZONES[@]}"; do
    lab_add_bridge sw "br-$zone"
    if [[ $variant == machine ]]; then
      lab_add_tap sw "up-$zone"
    else
      lab_add_link gw "${zone}0" sw "up-$zone"
    fi
    ip -n "$LAB_RUN-sw" link set "up-$zone" master "br-$zone"
  done
  for line in "${LAB_HOSTS[@]}"; do
    read -r name zone address mac <<< "$line"
    lab_add_namespace "$name"
    lab_add_link sw "$name" "$name" eth0
    ip -n "$LAB_RUN-sw" link set "$name" master "br-$zone"
    ip -n "$LAB_RUN-$name" link set eth0 address "$mac"
    ip -n "$LAB_RUN-$name" address add "$address/$mask" dev eth0
  done
  if [[ $variant == bridge ]]; then
    lab_add_bridge gw br0
    for zone in "${LAB_ZONES[@]}"; do ip -n "$LAB_RUN-gw" link set "${zone}0" master br0; done
    return
  fi
  for line in "${LAB_HOSTS[@]}"; do
    read -r name zone address mac <<< "$line"
    gateway_address="${address%.*}.1"
    ip -n "$LAB_RUN-$name" route add default via "$gateway_address"
    [[ $variant != machine ]] || continue
    ip -n "$LAB_RUN-gw" address replace "$gateway_address/$mask" dev "${zone}0"
  done
  [[ $variant == machine ]] || lab_in gw sysctl -qw net.ipv4.ip_forward=1
}

# An address more, of a host that lies: on lo, so that only a client that asks for it sends from it.
lab_add_false_address() {
  ip -n "$LAB_RUN-$1" address add "$2/32" dev lo
}

# Waits up to ten seconds: lab_wait COMMAND..
lab_wait() {
  local tries
  for tries in $(seq 200); do
    if "$@" > /dev/null 2>&1; then return 0; fi
    [[ $tries -lt 200 ]] || return 1
    sleep 0.05
  done
}

# A web server of a folder; it answers when this returns.
lab_serve_http() {
  local host=$1 address=$2 port=$3 folder=$4
  lab_spawn "$host" "$LAB_PYTHON" -m http.server --bind "$address" --directory "$folder" "$port" \
    > "$LAB_TMP/http-$host-$port.log" 2>&1
  lab_wait lab_in "$host" curl -fs -o /dev/null "http://$address:$port/" ||
    lab_die "no web server on $host port $port"
}

lab_serve_udp_echo() {
  local host=$1 address=$2 port=$3
  lab_spawn "$host" "$LAB_PYTHON" "$LAB_SCRIPTS/lab/udp_echo.py" serve "$address" "$port"
  lab_wait lab_udp_exchange "$host" "$address" "$port" || lab_die "no echo on $host port $port"
}

# One datagram there and back within a second: exit 0.
lab_udp_exchange() {
  lab_in "$1" "$LAB_PYTHON" "$LAB_SCRIPTS/lab/udp_echo.py" ask "$2" "$3"
}

lab_configure() {
  mkdir -p "$LAB_TMP/state" "$LAB_TMP/log"
  LAB_EVENTS="$LAB_TMP/log/events.jsonl"
  LAB_SOCKET="$LAB_TMP/control.sock"
  LAB_CONFIG="$LAB_TMP/sekishod.json"
  cat > "$LAB_CONFIG" << JSON
{
  "policy": "$1",
  "datapath": "${LAB_DATAPATH:-xdp}",
  "state": "$LAB_TMP/state",
  "control": "$LAB_SOCKET",
  "log": { "events": "$LAB_EVENTS" },
  "evidence": { "dir": "$LAB_TMP/evidence" },
  "pin": "$LAB_PIN",
  "on_stop": "keep"
}
JSON
}

lab_status() {
  "$LAB_BIN/sekisho" status --socket "$LAB_SOCKET" "$@"
}

lab_is_enforcing() {
  lab_status --format json | grep -q '"enforcing": *true'
}

lab_start_gateway() {
  lab_spawn gw "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2>> "$LAB_TMP/sekishod.log"
  LAB_GATEWAY_PID=$LAB_PID
  if lab_wait lab_is_enforcing; then return; fi
  cat "$LAB_TMP/sekishod.log" >&2
  lab_die "sekishod did not come up"
}

lab_stop_gateway() {
  lab_stop "$LAB_GATEWAY_PID" "${1:-TERM}"
  LAB_GATEWAY_PID=
}

lab_generation() {
  lab_status --format json | sed -n 's/.*"generation": *\([0-9]*\).*/\1/p' | head -n 1
}

# SIGHUP, and back when its outcome stands in the event log: lab_sighup reload|reload_failed
lab_sighup() {
  local wanted="\"event_type\":\"${1:-reload}\"" before
  before=$(lab_last_event "$wanted")
  kill -HUP "$LAB_GATEWAY_PID"
  lab_wait lab_has_another_event "$before" "$wanted"
}

# The newest line that holds the string. Of the file that is written now: a long run fills several.
lab_last_event() { grep -F -- "$1" "$LAB_EVENTS" 2> /dev/null | tail -n 1 || true; }

lab_has_another_event() {
  local newest
  newest=$(lab_last_event "$2")
  [[ -n $newest && $newest != "$1" ]]
}

# The lines of the event log that hold all of the strings.
lab_events() {
  local lines each
  lines=$(cat "$LAB_EVENTS" 2> /dev/null || true)
  for each in "$@"; do lines=$(grep -F -- "$each" <<< "$lines" || true); done
  [[ -z $lines ]] || printf '%s\n' "$lines"
}

lab_count_events() { lab_events "$@" | wc -l; }

lab_has_more_events() {
  local before=$1
  shift
  [[ $(lab_count_events "$@") -gt $before ]]
}
