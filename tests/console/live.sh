#!/usr/bin/env bash
# The console of a real gateway in a real browser: flows, denials, isolation, death and return.
# live.sh BUILD_DIR
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../lab/common.sh
. "$here/../lab/common.sh"
if ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null ||
  ! "$LAB_PYTHON" -c "import selenium" 2> /dev/null; then
  echo "skipped: chromium, chromium-driver or python3-selenium is missing; scripts/setup installs them"
  exit 77
fi

make_example_lab
lab_start_gateway
lab_spawn lg-srv "$LAB_PYTHON" "$TRAFFIC" echo 10.99.2.10 443
lab_wait lab_in lg-srv nc -z 10.99.2.10 443 || lab_die "the TCP server does not listen"
lab_spawn mn-srv "$LAB_PYTHON" "$TRAFFIC" stream 10.99.2.10 443 > /dev/null
lab_spawn in-pc "$LAB_PYTHON" "$TRAFFIC" send 10.99.3.20 40000 10.99.2.10 5999 20 > /dev/null

status=0
lab_in gw "$LAB_PYTHON" -B "$here/live_browser.py" "$LAB_BIN/sekishod" "$LAB_CONFIG" "$LAB_SOCKET" "$LAB_GATEWAY_PID" ||
  status=$?
[[ $status -eq 0 ]] || tail -n 20 "$LAB_TMP/sekishod.log"
echo "$SECONDS s"
exit "$status"
