#!/bin/sh
# verify_unit.sh <systemd-analyze> <unit> <folder of programs in it> <build folder>
# The generated unit holds nothing that systemd does not know, and stays hardened.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s#$3/#$4/#" "$2" > "$folder/sekishod.service"
said=$("$1" verify "$folder/sekishod.service" 2>&1) || { echo "$said"; exit 1; }
# Of this unit only: what else is installed on the machine is not ours.
if echo "$said" | grep sekishod.service; then exit 1; fi
for directive in NoNewPrivileges=yes ProtectSystem=strict MemoryDenyWriteExecute=yes Type=notify WatchdogSec= \
                 'CapabilityBoundingSet=CAP_NET_ADMIN CAP_BPF CAP_PERFMON CAP_NET_RAW' 'ExecReload=.*sekisho reload'; do
  grep -q "^$directive" "$folder/sekishod.service" || { echo "unit lacks $directive"; exit 1; }
done
