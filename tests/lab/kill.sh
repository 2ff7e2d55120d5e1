#!/usr/bin/env bash
# sekishod is killed under traffic: the kernel goes on judging, a new one takes over, and nothing is
# lost or wrongly passed meanwhile. kill.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

# shellcheck disable=SC2317 # called through outcome
web() { lab_in "$1" curl -fsS -o /dev/null --max-time 2 "http://$2/"; }
outcome() { if "$@" > /dev/null 2>&1; then echo through; else echo stopped; fi; }

# New connections, so that it is not only the flows that live on.
expect_judging() {
  expect "$1: lg-pc > in-vdi:443" through "$(outcome web lg-pc 10.99.3.10:443)"
  expect "$1: in-pc as mn-srv > lg-srv:443" stopped \
    "$(outcome lab_in in-pc curl -fsS --max-time 1 --interface 10.99.1.10 http://10.99.2.10:443/)"
  expect "$1: mn-pc > in-vdi:443" stopped "$(outcome web mn-pc 10.99.3.10:443)"
}

make_example_lab
mkdir "$LAB_TMP/www"
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_add_false_address in-pc 10.99.1.10
lab_start_gateway
begin_traffic
expect_judging "before"
generation=$(lab_generation)

lab_stop_gateway KILL
expect "the daemon after SIGKILL" gone "$(outcome lab_is_enforcing | sed 's/through/there/; s/stopped/gone/')"
expect_judging "without a daemon"

lab_start_gateway
expect_judging "a new daemon"
after=$(lab_generation)
expect "generation goes on from $generation" yes "$([[ $after -ge $generation ]] && echo yes || echo "$after")"
lab_sighup reload || expect "reload by the new daemon" "a reload event" none

# Stopped on purpose, with on_stop keep: the same.
lab_stop_gateway TERM
expect_judging "after SIGTERM"
lab_start_gateway
end_traffic
lab_stop_gateway TERM
verify_log() { "$LAB_BIN/sekisho" log verify "$LAB_TMP/log"; }
expect "the chain of the event log over it all" through "$(outcome verify_log)"
finish
