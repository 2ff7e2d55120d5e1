#!/usr/bin/env bash
# What is wrong is refused, told, and nothing of it applied: policies at reload and at start,
# interfaces that are not there, a damaged image. bad_input.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }

expect_example_in_force() {
  expect "$1: udp 5000" through "$(outcome lab_udp_exchange mn-srv 10.99.2.10 5000)"
  expect "$1: udp 5001" stopped "$(outcome lab_udp_exchange mn-srv 10.99.2.10 5001)"
}

attached() {
  # With the gateway's ports up and nothing of ours on them: 0.
  lab_in gw ip link show | grep -c prog/xdp || true
}

# refuse WHAT: the policy as it stands now is refused at SIGHUP, and the rules stay.
refuse_reload() {
  local what=$1 digest
  digest=$(lab_status --format json | grep -o 'sha256:[0-9a-f]*')
  expect "$what: SIGHUP" reload_failed "$(lab_sighup reload_failed && echo reload_failed || echo none)"
  lab_events '"event_type":"reload_failed"' | tail -n 1 | cut -c 1-300
  expect "$what: policy in force" "$digest" \
    "$(lab_status --format json | grep -o 'sha256:[0-9a-f]*')"
  expect_example_in_force "$what"
  cp -r -- "$root/rules/example/." "$LAB_TMP/policy/"
}

# Starts a daemon that should not come up; its exit code is in $code.
start_to_fail() {
  code=0
  lab_in gw timeout 20 "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2> "$LAB_TMP/sekishod.log" || code=$?
  tail -n 1 "$LAB_TMP/sekishod.log"
}

make_example_lab
lab_serve_udp_echo lg-srv 10.99.2.10 5000
lab_serve_udp_echo lg-srv 10.99.2.10 5001

# Nothing has run yet. An interface that is not there is waited for, and the others are judged.
sed -i 's/"in0"/"in7"/' "$POLICY"
lab_start_gateway
expect "start, interface not there: is told" yes "$(lab_events '"event_type":"start"' | grep -q '"absent":\["in7"\]' && echo yes)"
expect "start, interface not there: programs attached" 2 "$(attached)"
lab_stop_gateway TERM
rm -rf -- "${LAB_PIN:?}"
rm -rf -- "$LAB_TMP/state"
mkdir "$LAB_TMP/state"
cp -r -- "$root/rules/example/." "$LAB_TMP/policy/"

# Another program holds one of the three interfaces: the two others are not left with ours.
mkdir -p "$LAB_TMP/other/policy" "$LAB_TMP/other/state" "$LAB_TMP/other/log"
cat > "$LAB_TMP/other/policy/policy.json" << 'JSON'
{ "sekisho": 1, "name": "other",
  "zones": [ { "id": "lg", "kind": "lgwan", "interfaces": ["lg0"], "subnets": ["10.99.2.0/24"] } ] }
JSON
sed "s#$LAB_TMP/#$LAB_TMP/other/#; s#$LAB_PIN#$LAB_PINS/other#" "$LAB_CONFIG" > "$LAB_TMP/other.json"
lab_spawn gw "$LAB_BIN/sekishod" --config "$LAB_TMP/other.json" 2> "$LAB_TMP/other.log"
other=$LAB_PID
lab_wait grep -q attached "$LAB_TMP/other.log" || lab_die "no other program on lg0"
rm -rf -- "$LAB_TMP/state"
mkdir "$LAB_TMP/state"
start_to_fail
expect "start, interface taken: exit code" 1 "$code"
expect "start, interface taken: is named" 1 "$(grep -c lg0 "$LAB_TMP/sekishod.log" || true)"
expect "start, interface taken: programs attached" 1 "$(attached)"
expect "start, interface taken: everything is blocked" stopped "$(outcome lab_udp_exchange mn-srv 10.99.2.10 5001)"
expect "start, interface taken: left pinned" none "$([[ -e $LAB_PIN ]] && ls "$LAB_PIN" || echo none)"
lab_stop "$other"
rm -rf -- "${LAB_PINS:?}/other"

cp "$LAB_CONFIG" "$LAB_TMP/whole.json"
head -c 60 "$LAB_TMP/whole.json" > "$LAB_CONFIG"
start_to_fail
expect "start, configuration cut short: exit code" 2 "$code"
expect "start, configuration cut short: programs attached" 0 "$(attached)"
cp "$LAB_TMP/whole.json" "$LAB_CONFIG"

lab_start_gateway
expect "start: programs attached" 3 "$(attached)"
expect_example_in_force "start"

head -c 1000 "$root/rules/example/policy.json" > "$POLICY"
refuse_reload "policy cut short"
sed -i 's/"ports": \[5000\]/"ports": ["many"]/' "$POLICY"
refuse_reload "policy with a wrong type"
rm "$LAB_TMP/policy/ledger.csv"
refuse_reload "ledger missing"
rm "$POLICY"
refuse_reload "policy missing"
sed -i 's/"ports": \[5000\]/"ports": [5001]/; s/"in0"/"in7"/' "$POLICY"
refuse_reload "interface not there"
expect "interface not there: programs attached" 3 "$(attached)"

# The policy is unreadable at the next start: the copy of the last good one serves.
rules_from() { lab_events '"event_type":"start"' | tail -n 1 | grep -o '"rules_from":"[^"]*"'; }
lab_stop_gateway TERM
head -c 1000 "$root/rules/example/policy.json" > "$POLICY"
lab_start_gateway
expect_example_in_force "start with the last good policy"
expect "start with the last good policy: is told" '"rules_from":"last-good"' "$(rules_from)"
lab_stop_gateway TERM

# That is damaged as well: the last good image serves.
copy=$(find "$LAB_TMP/state/last-good.policy" -name policy.json)
head -c 1000 "$root/rules/example/policy.json" > "$copy"
lab_start_gateway
expect_example_in_force "start with the last good image"
expect "start with the last good image: is told" '"rules_from":"last-good"' "$(rules_from)"
lab_stop_gateway TERM

# Where that is damaged too, nothing of it is taken: the kernel keeps the rules that it has.
image="$LAB_TMP/state/last-good.image"
[[ -f $image ]] || lab_die "no image in the state folder"
printf '\xff\xff\xff\xff' | dd of="$image" bs=1 seek=2048 conv=notrunc status=none
lab_spawn gw "$LAB_BIN/sekishod" --config "$LAB_CONFIG" 2> "$LAB_TMP/sekishod.log"
LAB_GATEWAY_PID=$LAB_PID
lab_wait grep -q "checksum" "$LAB_TMP/sekishod.log" || expect "damaged image: is told" told silence
tail -n 2 "$LAB_TMP/sekishod.log"
expect_example_in_force "damaged image"
finish
