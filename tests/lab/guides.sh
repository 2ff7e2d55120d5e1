#!/usr/bin/env bash
# Every command of the guides, in their order, on the example's gateway with its daemon and traffic: each ends as the
# guide says. The gateway sees folders of its own at /etc, /var, /run, /root and /usr/share. guides.sh BUILD_DIR
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname -- "$0")/common.sh"

make_example_lab
mkdir "$LAB_TMP/www" "$LAB_TMP/own" "$LAB_TMP/bin"
lab_serve_http in-vdi 10.99.3.10 443 "$LAB_TMP/www"
lab_serve_http in-pc 10.99.3.20 8080 "$LAB_TMP/www"
lab_serve_http lg-srv 10.99.2.10 8443 "$LAB_TMP/www"

# knock HOST URL: somebody who never tires.
knock() {
  lab_spawn "$1" bash -c 'while :; do curl -s -o /dev/null --max-time 1 "$0"; sleep 0.1; done' "$2"
}
knock lg-pc http://10.99.3.10:443/
knock lg-pc http://10.99.3.20:8080/
knock mn-srv http://10.99.2.10:8443/

# What systemd does for the service, of which there is none in a namespace.
cat > "$LAB_TMP/bin/systemctl" << 'SH'
#!/bin/bash
set -euo pipefail
[[ ${2:-} == sekishod ]] || { echo "systemctl: only sekishod" >&2; exit 1; }
pid_file=/run/sekisho/lab.pid
enforces() { sekisho status --format json 2> /dev/null | grep -q '"enforcing": *true'; }
generation() { sekisho status --format json | sed -n 's/.*"generation": *\([0-9]*\).*/\1/p' | head -n 1; }
# until COMMAND: at most twenty seconds
until_true() { for _ in {1..200}; do if "$@"; then return 0; fi; sleep 0.1; done; return 1; }
case $1 in
  restart)
    if [[ -e $pid_file ]]; then
      kill "$(cat "$pid_file")"
      until_true bash -c "! kill -0 $(cat "$pid_file") 2> /dev/null"
    fi
    setsid sekishod --config /etc/sekisho/sekishod.json >> /var/log/sekisho/daemon.log 2>&1 < /dev/null &
    echo $! > "$pid_file"
    until_true enforces
    ;;
  reload)
    before=$(generation)
    kill -HUP "$(cat "$pid_file")"
    is_newer() { [[ $(generation) -gt $before ]]; }
    until_true is_newer
    ;;
  *) echo "systemctl: $1 is not of a guide" >&2; exit 1 ;;
esac
SH
chmod +x "$LAB_TMP/bin/systemctl"

# The guides' commands, each with the exits it may have, as one script; a session that changes folders.
write_session() {
  cat << 'SH'
trap '[[ ! -e /run/sekisho/lab.pid ]] || kill "$(cat /run/sekisho/lab.pid)"' EXIT
run() {
  local exits=$1 status=0
  eval "$2" > /root/said 2>&1 || status=$?
  if [[ " $exits " == *" $status "* ]]; then echo "ok: $2: $status"; return; fi
  echo "FAILED: $2: expected ${exits// / or }, got $status"
  tail -n 25 /root/said
  failed=1
}
failed=0
SH
  local guide exits command
  for guide in first-day operations auditors; do
    echo "cd /root; echo '== $guide'"
    "$LAB_PYTHON" -B "$root/tests/docs/guides.py" "$root/docs" "$guide" > "$LAB_TMP/commands"
    while IFS=$'\t' read -r exits command; do printf 'run %q %q\n' "$exits" "$command"; done < "$LAB_TMP/commands"
  done
  echo 'exit $failed'
}
write_session > "$LAB_TMP/session.sh"

# Folders of the gateway's own over the machine's, in a mount namespace that ends with the session.
cat > "$LAB_TMP/enter.sh" << 'SH'
set -euo pipefail
mount --make-rprivate /
mount -t tmpfs own "$1/own"
for folder in etc var run root usr/share; do
  mkdir -p "$1/own/$folder/upper" "$1/own/$folder/work"
  mount -t overlay own -o "lowerdir=/$folder,upperdir=$1/own/$folder/upper,workdir=$1/own/$folder/work" "/$folder"
done
mkdir -p /etc/sekisho /var/lib/sekisho /var/log/sekisho /run/sekisho /usr/share/sekisho
cp -r "$2/rules" /usr/share/sekisho/
sed "s|\"policy\"|\"pin\": \"$3\", &|" "$2/systemd/sekishod.json" > /etc/sekisho/sekishod.json
export HOME=/root PATH="$1/bin:$4:$PATH"
exec bash "$1/session.sh"
SH

lab_in gw unshare -m bash "$LAB_TMP/enter.sh" "$LAB_TMP" "$root" "$LAB_PIN" "$LAB_BIN" || failures=$((failures + 1))
touch "$LAB_TMP/sekishod.log"
finish
