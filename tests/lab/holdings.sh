# shellcheck shell=bash
# What a daemon holds of the machine, sampled over a run, and whether it stays flat. Source it after
# common.sh.
#
#   sample SECOND       a row of the table: the second, then what the gateway's daemon holds now
#   expect_all_flat FROM UNTIL FROM UNTIL
#                       of each column the second span's median is not above the first one's

# Maps and programs: those that it has open; a map that nobody has open, pinned or in a program is
# the kernel's to free, and is freed. Pins: files on bpffs.
holdings() {
  local pid=$LAB_GATEWAY_PID rss threads
  rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status")
  threads=$(awk '/^Threads/ { print $2 }' "/proc/$pid/status")
  echo "$rss $(find "/proc/$pid/fd" -mindepth 1 | wc -l) $threads $(held "$pid" map_id)" \
    "$(held "$pid" prog_id) $(find "$LAB_PIN" -type f | wc -l)"
}
held() { cat "/proc/$1"/fdinfo/* 2> /dev/null | awk -v key="$2:" '$1 == key { print $2 }' | sort -u | wc -l; }

SAMPLES="$LAB_TMP/samples"
HOLDINGS=("second" "rss KiB" "descriptors" "threads" "maps" "programs" "pins")
sample() { echo "$1 $(holdings)" | tee -a "$SAMPLES"; }

# median COLUMN FROM UNTIL: of the rows whose first word is in [FROM, UNTIL)
median() {
  awk -v column="$1" -v from="$2" -v until="$3" '$1 >= from && $1 < until { print $column }' "$SAMPLES" |
    sort -n | awk '{ row[NR] = $1 } END { print NR ? row[int((NR + 1) / 2)] : "none" }'
}

expect_flat() {
  local what=$1 column=$2 slack=$7 before after
  before=$(median "$column" "$3" "$4")
  after=$(median "$column" "$5" "$6")
  if [[ $before == none || $after == none ]]; then
    expect "$what: samples" some none
  elif [[ $((after - before)) -gt $slack ]]; then
    expect "$what" "at most $((before + slack))" "$after"
  else
    echo "ok: $what: $before, later $after"
  fi
}

expect_all_flat() {
  local column slack
  for column in {2..7}; do
    # Memory: what an allocator keeps, and what a flood has under way, comes and goes; of the rest
    # not one more.
    slack=0
    [[ $column -gt 2 ]] || slack=$((8192 + $(median 2 "$1" "$2") / 4))
    expect_flat "${HOLDINGS[column - 1]}" "$column" "$1" "$2" "$3" "$4" "$slack"
  done
}
