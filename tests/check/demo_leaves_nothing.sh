#!/bin/bash
# demo_leaves_nothing.sh ROOT: the demo leaves no process, file, interface, route or mount behind, when
# it ends by itself, when it is interrupted, and when it is killed.
set -uo pipefail
root=$1
TMPDIR=${TMPDIR:-/tmp}

# Ours only: others of this machine may run the same programs from elsewhere.
programs() {
  pidof "$root/build/dev/daemon/diald" "$root/build/dev/tests/simulator/dialsim" "$root/build/dev/cli/dialctl"
}
# What of this machine the demo could have changed.
state() {
  ip -o link show | sed 's/ state .*//'
  ip route show
  cut -d' ' -f5 /proc/self/mountinfo | sort
  find /var/lib/dial -type f -printf '%p %s\n' 2>/dev/null | sort
  find "$TMPDIR" /tmp /run /run/lock -maxdepth 1 \( -name '*demo*' -o -name 'LCK..*' \) 2>/dev/null | sort -u
}

before=$(state)
before_programs=$(programs)
check() {
  local what=$1 left=100
  # A killed process takes a moment to be gone.
  until [ "$(programs)" = "$before_programs" ] || ((left-- == 0)); do sleep 0.05; done
  if [ "$(programs)" != "$before_programs" ]; then
    echo "$what: programs left: $(programs | xargs)"
    exit 1
  fi
  if ! diff <(echo "$before") <(state); then
    echo "$what: this machine has changed"
    exit 1
  fi
  echo "$what: nothing is left"
}

# wait_for WORD FILE PID: until the demo has said it.
wait_for() {
  local left=600
  until grep -q "$1" "$2"; do
    if ((left-- == 0)) || ! kill -0 "$3" 2>/dev/null; then
      echo "the demo does not come to '$1':"
      cat "$2"
      exit 1
    fi
    sleep 0.05
  done
}

said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$root/scripts/demo" >"$said" 2>&1 || { cat "$said"; exit 1; }
check "after its end"

for signal in TERM INT KILL; do
  : >"$said"
  # Job control gives it a group of its own and the ordinary answer to SIGINT.
  set -m
  "$root/scripts/demo" >"$said" 2>&1 &
  demo=$!
  set +m
  wait_for 'dialctl connect demo' "$said" "$demo"
  kill -"$signal" "$demo"
  wait "$demo" 2>/dev/null
  check "after SIG$signal"
done
