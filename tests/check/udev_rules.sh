#!/bin/bash
# udev_rules.sh FILE...: udev reads the rules and finds nothing to say of them. They stand, in namespaces
# that nobody else sees, where udevadm looks; it tells an unknown key and exits with 0.
set -euo pipefail
if [ "${1-}" = --inside ]; then
  shift
  mount --make-rprivate /
  mkdir -p /run/udev
  mount -t tmpfs tmpfs /run/udev
  mkdir /run/udev/rules.d
  cp "$@" /run/udev/rules.d/
  udevadm test --action=add /sys/class/tty/tty0 2>&1
  exit
fi
command -v udevadm >/dev/null || { echo "skipped: udevadm is missing (package udev)"; exit 77; }
unshare -m true 2>/dev/null || { echo "skipped: no mount namespace can be had"; exit 77; }
names=()
for file in "$@"; do
  names+=("$(basename "$file")")
done
said=$(unshare -m "$0" --inside "$@")
for name in "${names[@]}"; do
  grep -qF "Reading rules file: /run/udev/rules.d/$name" <<<"$said" || { echo "$name was not read"; exit 1; }
  if grep -F "$name:" <<<"$said"; then exit 1; fi
done
echo "udev has nothing to say of ${names[*]}"
