#!/bin/bash
# units_verify.sh DIRECTORY: systemd-analyze finds nothing to say of the units in it (it exits with 0
# for an unknown key, so what it says is judged), and diald's is closed to all it does not need. What
# runs diald's last hooks is not stopped with it.
set -euo pipefail
command -v systemd-analyze >/dev/null || { echo "skipped: systemd-analyze is missing"; exit 77; }
said=$(systemd-analyze verify --man=no "$1"/*.service "$1"/*.socket 2>&1 >/dev/null) || true
if [ -n "$said" ]; then
  echo "$said"
  exit 1
fi
for unit in "$1"/dial-helper*; do
  for setting in DefaultDependencies=no IgnoreOnIsolate=yes; do
    sed '/^\[Unit\]$/,/^\[/!d' "$unit" | grep -qx "$setting" || { echo "$unit: $setting is missing"; exit 1; }
  done
done
systemd-analyze security --offline=yes --no-pager --threshold=20 "$1/diald.service" | tail -n 1
