#!/usr/bin/env bash
# Runs a lab test, or says that it is skipped (77) where namespaces and XDP cannot be had.
set -euo pipefail
if [[ $(id -u) -ne 0 ]]; then
  echo "skipped: the lab needs root"
  exit 77
fi
exec "$@"
