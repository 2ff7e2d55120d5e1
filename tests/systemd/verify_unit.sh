#!/bin/sh
# verify_unit.sh <systemd-analyze> <folder of units> <build folder>
# The generated units hold nothing that systemd does not know, and stay hardened.
set -eu
analyze=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for unit in sekishod sekisho-block; do
  # With the programs that are there: systemd-analyze wants them executable.
  sed "s#=\([+-]*\)/[^ ]*/\(sekishod\?\)\( \|\$\)#=\1$3/\2\3#" "$2/$unit.service" > "$folder/$unit.service"
done
for unit in sekishod sekisho-block; do
  said=$("$analyze" verify --man=no "$folder/$unit.service" 2>&1) || { echo "$said"; exit 1; }
  # Of these units only: what else is installed on the machine is not ours.
  if echo "$said" | grep "$unit.service"; then exit 1; fi
done

# 2.0 of 10 at most, as systemd counts.
said=$("$analyze" security --no-pager --offline=yes --threshold=20 "$folder/sekishod.service") || { echo "$said"; exit 1; }

for directive in NoNewPrivileges=yes ProtectSystem=strict MemoryDenyWriteExecute=yes Type=notify WatchdogSec= User=sekisho \
                 'CapabilityBoundingSet=CAP_NET_ADMIN CAP_BPF CAP_PERFMON CAP_NET_RAW$' \
                 'AmbientCapabilities=CAP_NET_ADMIN CAP_BPF CAP_PERFMON CAP_NET_RAW$' \
                 SystemCallFilter= 'ExecReload=+.*sekisho reload$'; do
  grep -q "^$directive" "$folder/sekishod.service" || { echo "unit lacks $directive"; exit 1; }
done
