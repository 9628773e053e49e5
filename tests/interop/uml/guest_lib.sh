# For the cells that run in the guest (sourced). A cell is a function cell_NAME that writes what
# it does to its output and fails with a message; each has a directory of its own.
# shellcheck shell=bash

fail() {
  echo "FAIL: $*"
  exit 1
}

# wait_until SECONDS COMMAND…: until the command succeeds; a twentieth of a second at a time.
wait_until() {
  local left=$(($1 * 20))
  shift
  until "$@" >/dev/null 2>&1; do
    ((left-- > 0)) || return 1
    sleep 0.05
  done
}

# in_order FILE WORD…: the words come in this order in the file.
in_order() {
  python3 - "$@" <<'PYTHON'
import re, sys
text, at = open(sys.argv[1]).read(), 0
for word in sys.argv[2:]:
    found = re.search(rf"\b{re.escape(word)}\b", text[at:])
    if not found:
        sys.exit(f"'{word}' does not come, or not in its place, in:\n{text}")
    at += found.end()
PYTHON
}

# run_cells NAME…: each in a shell of its own; $RESULTS/NAME.log and NAME.status for the host.
run_cells() {
  local name status
  for name in "$@"; do
    mkdir -p "/tmp/cell-$name"
    (
      set -eu
      set -m  # what a cell starts is in groups of its own, ended below
      cd "/tmp/cell-$name"
      "cell_$name"
    ) >"/tmp/cell-$name.log" 2>&1 </dev/null
    status=$?
    end_leftovers
    for log in "/tmp/cell-$name"/*.log; do
      [ ! -s "$log" ] || { echo "--- $(basename "$log")"; cat "$log"; }
    done >>"/tmp/cell-$name.log"
    cp "/tmp/cell-$name.log" "$RESULTS/$name.log"
    echo "$status" >"$RESULTS/$name.status"
    echo "cell $name: $([ "$status" = 0 ] && echo passed || echo failed)"
  done
}

# Nothing of one cell is there in the next.
programs="pppd diald dialsim dialctl socat"
end_leftovers() {
  local signal
  for signal in TERM KILL; do
    # shellcheck disable=SC2046,SC2086
    kill -"$signal" $(pidof $programs) 2>/dev/null || true
    wait_until 5 no_leftovers && return
  done
  echo "cell leaves processes behind that do not end"
}
# shellcheck disable=SC2086
no_leftovers() { ! pidof $programs; }
