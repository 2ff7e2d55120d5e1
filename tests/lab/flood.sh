#!/usr/bin/env bash
# A flood of denied packets from random sources: the daemon stays small and cheap, its log short and
# exact also where it is killed, others are still told of, and what is allowed goes on.
# flood.sh BUILD_DIR [SECONDS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
seconds=${2:-12}
ticks=$(getconf CLK_TCK)

make_example_lab
lab_start_gateway
events=$LAB_EVENTS
gateway_mac=$(ip -n "$LAB_RUN-gw" -br link show in0 | awk '{ print $3 }')

cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$LAB_GATEWAY_PID/stat"; }
lines() { wc -l < "$events"; }
# told ADDRESS PORT: there is a deny line of such a packet.
told() { grep -q "\"event_type\":\"deny\".*\"src_ip\":\"$1\".*\"dest_port\":$2," "$events"; }
# try HOST TO PORT: one datagram.
try() {
  lab_in "$1" "$LAB_PYTHON" -c '
import socket, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (sys.argv[1], int(sys.argv[2])))' \
    "$2" "$3"
}
# Milliseconds until a host's denied attempts are told, or 9999. It tries twice a second: on a full
# line a datagram may be lost before it comes to the gateway.
until_told() {
  local host=$1 address=$2 to=$3 port=$4 began tries
  began=$(date +%s%N)
  for tries in $(seq 0 199); do
    ((tries % 40)) || try "$host" "$to" "$port"
    if told "$address" "$port"; then
      echo $((($(date +%s%N) - began) / 1000000))
      return
    fi
    sleep 0.01
  done
  echo 9999
}

begin_traffic
# On the flooded line nobody asks for the gateway's MAC address in vain.
try in-pc 10.99.2.20 7000
before_lines=$(lines)
before_ticks=$(cpu_ticks)
lab_spawn sw "$LAB_BIN/tests/lab_flood" up-in "${FLOOD_MAC:-02:00:00:00:00:99}" "$gateway_mac" 10.99.2.10 \
  445 "$seconds" > "$LAB_TMP/flooded"
flood=$LAB_PID
sleep 2
slowest=0
for round in 1 2 3; do
  for violator in "mn-pc 10.99.1.20 10.99.2.20 $((7000 + round))" \
    "in-pc 10.99.3.20 10.99.2.20 $((7100 + round))" "lg-pc 10.99.2.20 10.99.1.10 $((7200 + round))"; do
    read -r host address to port <<< "$violator"
    took=$(until_told "$host" "$address" "$to" "$port")
    echo "$host was told after $took ms"
    [[ $took -le $slowest ]] || slowest=$took
  done
done
[[ $slowest -lt 1000 ]] && slowest="under a second"
expect "others are told, at the slowest after" "under a second" "$slowest"
wait "$flood" || true
after_ticks=$(cpu_ticks)
after_lines=$(lines)
echo "$(cat "$LAB_TMP/flooded") packets sent"
share=$(((after_ticks - before_ticks) * 100 / (seconds * ticks)))
echo "the daemon used $share % of a core, $((after_lines - before_lines)) lines were written"
[[ $share -lt 10 ]] || expect "the daemon's share of a core" "under 10 %" "$share %"
[[ $((after_lines - before_lines)) -lt 20000 ]] ||
  expect "lines written" "under 20000" "$((after_lines - before_lines))"
peak=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$LAB_GATEWAY_PID/status")
echo "the daemon's memory was $peak MiB at its most"
[[ $peak -lt 64 ]] || expect "the daemon's memory" "under 64 MiB" "$peak MiB"
# What is denied while the daemon is dead is told by the next one.
lab_stop_gateway KILL
sleep 1
lab_start_gateway
end_traffic

# The counters are the truth, and the log's sums are equal to them.
expect_reconciled
echo "$((DENIED / seconds)) packets a second were denied"
[[ $((DENIED / seconds)) -ge 50000 ]] || expect "a flood worth the name" "50000 a second" "$DENIED"
finish
