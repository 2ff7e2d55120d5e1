#!/usr/bin/env bash
# Hundreds of reloads in a row under traffic and a flood: of what both policies allow nothing is
# lost, of what both deny nothing passes, what they judge otherwise is judged by the one whose
# generation its event names, every packet is accounted for, and the daemon holds in the end what it
# held at first. reload_under_traffic.sh BUILD_DIR [RELOADS]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"
reloads=${2:-500}
sample_each=$((reloads < 100 ? 1 : reloads / 100))

make_example_lab
# shellcheck source-path=SCRIPTDIR source=holdings.sh
. "$root/tests/lab/holdings.sh"

# add_rule ID FROM PORT LOG, with a service of its own
add_rule() {
  sed -i -e "s|^  \"services\": {|&\n    \"$1\": { \"proto\": \"udp\", \"ports\": [$3] },|" \
    -e "s|^  \"allow\": \[|&\n    { \"id\": \"$1\", \"from\": [\"device:$2\"], \"to\": [\"device:lg-srv\"],\n\
      \"services\": [\"$1\"], \"necessity\": \"a test\", \"owner\": \"a test\", \"log\": $4 },|" "$5"
}
# Both allow mn-srv's 5000 and deny its 5999, each for a reason of its own, so that a packet judged
# by half of one and half of the other would not be: the first allows 5000 to mn-srv and 5999 to
# nobody, the second 5000 by another rule too and 5999 to mn-pc. Of 5001 and 5002 each allows one.
one="$LAB_TMP/one.json" two="$LAB_TMP/two.json"
cp "$POLICY" "$one"
cp "$POLICY" "$two"
add_rule only-one mn-srv 5001 true "$one"
add_rule only-two mn-srv 5002 true "$two"
add_rule of-another mn-pc 5999 false "$two"
add_rule juki-too mn-srv "5000, 5003" false "$two"
put_in_place() {
  cp "$1" "$LAB_TMP/policy/next.json"
  mv "$LAB_TMP/policy/next.json" "$POLICY"
}
put_in_place "$one"
cmp -s "$one" "$two" && lab_die "the example's policy has changed"

probes() { lab_spawn "$1" "$LAB_PYTHON" "$root/tests/lab/probes.py" "${@:2}"; }
flood_until_told() {
  local gateway_mac
  gateway_mac=$(ip -n "$LAB_RUN-gw" -br link show in0 | awk '{ print $3 }')
  until [[ -e $LAB_TMP/enough ]]; do
    lab_in sw "$LAB_BIN/tests/lab_flood" up-in 02:00:00:00:00:99 "$gateway_mac" 10.99.2.10 445 1
  done
}

lab_start_gateway
before=$(lab_generation)
begin_traffic
probes lg-srv receive 10.99.2.10 5001 5002 > "$LAB_TMP/probes-received"
probed=$LAB_PID
probes mn-srv send 10.99.1.10 10.99.2.10 200 5001 5002 > "$LAB_TMP/probes-sent"
probing=$LAB_PID
flood_until_told > "$LAB_TMP/flooded" &
flood=$!
LAB_PIDS+=("$flood")
began=$(date +%s%N)
refused=0
echo "${HOLDINGS[*]}"
for each in $(seq "$reloads"); do
  if [[ $((each % 2)) -eq 1 ]]; then put_in_place "$two"; else put_in_place "$one"; fi
  "$LAB_BIN/sekisho" reload --socket "$LAB_SOCKET" > "$LAB_TMP/reload.out" 2>&1 ||
    refused=$((refused + 1))
  if [[ $((each % sample_each)) -eq 0 ]]; then sample "$each"; fi
done
took=$((($(date +%s%N) - began) / 1000000))
[[ $refused -eq 0 ]] || cat "$LAB_TMP/reload.out"
expect "reloads refused" 0 "$refused"
expect "generations" "$reloads" "$(($(lab_generation) - before))"
touch "$LAB_TMP/enough"
wait "$flood" || true
lab_stop "$flood"
lab_stop "$probing"
end_traffic
lab_stop "$probed"
read_denied
lab_stop_gateway

flooded=$(awk '{ sum += $1 } END { print sum }' "$LAB_TMP/flooded")
echo "$reloads reloads in $took ms; $(cat "$LAB_TMP/sent-5000") allowed and $(cat "$LAB_TMP/sent-5999") denied" \
  "packets sent, $((flooded * 1000 / took)) a second of a flood"
# Thousands of reloads fill more than one file of the log; search reads them all, compressed ones too.
"$LAB_BIN/sekisho" log search --format jsonl "$LAB_TMP/log" |
  "$LAB_PYTHON" "$root/tests/lab/generations.py" "$DENIED" "$LAB_TMP/probes-received" > "$LAB_TMP/judged"
while read -r what wanted got; do expect "${what//_/ }" "$wanted" "$got"; done < "$LAB_TMP/judged"
expect "the chain" whole "$("$LAB_BIN/sekisho" log verify "$LAB_TMP/log" > /dev/null && echo whole)"
# From a tenth of the way on, when it has all that it will need.
expect_all_flat $((reloads / 10)) $((reloads / 4)) $((reloads * 3 / 4 + 1)) $((reloads + 1))
finish
