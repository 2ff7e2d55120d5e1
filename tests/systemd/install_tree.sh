#!/bin/bash
# install_tree.sh <build>: what `cmake --install` lays down is whole: the programs where the units look for them, users and
# folders that systemd reads, an empty policy without a mistake, manual pages that format without a complaint.
set -euo pipefail
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0
# Whatever prefix the build was made for; what goes below /etc lies below the prefix's own.
DESTDIR=$tree cmake --install "$1" > "$tree.log" 2>&1 || { cat "$tree.log"; rm -f "$tree.log"; exit 1; }
rm -f "$tree.log"

# holds WHAT COMMAND..
holds() {
  local what=$1 said
  shift
  said=$("$@" 2>&1) && return
  echo "FAILED: $what: $said"
  failures=$((failures + 1))
}

# The one file that ends so.
find_file() { find "$tree" -type f -path "*/$1" | grep . || { echo "no $1" >&2; false; }; }

for unit in sekishod sekisho-block; do
  file=$(find_file "systemd/system/$unit.service")
  for program in $(sed -n 's/^Exec[A-Za-z]*=[+-]*\(\/[^ ]*\/sekishod\{0,1\}\)\( .*\)\{0,1\}$/\1/p' "$file"); do
    holds "$unit runs what is installed" test -x "$tree$program"
  done
done

holds "the policy of a new installation" "$(find_file bin/sekisho)" check "$(find_file sekisho/policy.json.example)"
holds "the user" systemd-sysusers --dry-run "$(find_file sysusers.d/sekisho.conf)"
holds "the folder of the pins" grep -q '^d /sys/fs/bpf/sekisho 0700 sekisho sekisho$' "$(find_file tmpfiles.d/sekisho.conf)"
mkdir -p "$tree/empty"
sed "s#/var/log/sekisho#$tree/empty#" "$(find_file logrotate.d/sekisho)" > "$tree/logrotate.conf"
chmod 644 "$tree/logrotate.conf"
holds "logrotate reads its part" bash -c '! logrotate --debug --state "$0.state" "$0" 2>&1 | grep "^error"' "$tree/logrotate.conf"

complaints() {
  local said
  said=$(LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -Tutf8 -Z -l "$1" 2>&1 > /dev/null | grep -vE "can't break|cannot adjust" || true)
  echo "$said"
  [[ -z $said ]]
}
while read -r page; do
  holds "${page#"$tree"}" complaints "$page"
done < <(find "$tree" -type f -path '*/man/*')
for name in man1/sekisho.1 man8/sekishod.8 man5/sekisho-policy.5 man5/sekishod.json.5 ja/man1/sekisho.1 ja/man5/sekisho-policy.5 ja/man5/sekishod.json.5 ja/man8/sekishod.8; do
  find_file "man/$name" > /dev/null || failures=$((failures + 1))
done
[[ $failures -eq 0 ]]
