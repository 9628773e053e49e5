#!/bin/sh
# dialsim as a program: its links, its signals, and the dialogues of chat(8) and wvdial with it.
# usage: dialsim_test.sh DIALSIM
set -u
dialsim=$1
directory=$(mktemp -d)
failures=0

# wvdial locks a modem by the last part of its name, and does not unlock it when it is killed: this
# name is nobody else's.
modem=wvdial-test-$$

cleanup() {
  [ -n "${pid:-}" ] && kill "$pid" 2>/dev/null && wait "$pid"
  rm -f "/var/lock/LCK..$modem"
  rm -rf "$directory"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

check() { # WHAT COMMAND...
  what=$1
  shift
  if "$@"; then
    echo "ok: $what"
  else
    echo "FAILED: $what"
    failures=$((failures + 1))
  fi
}

start() { # ARGUMENTS...: until dialsim says that it is ready
  mkfifo "$directory/out"
  "$dialsim" "$@" >"$directory/out" 2>"$directory/log" &
  pid=$!
  ready=
  read -r ready <"$directory/out"
  rm "$directory/out"
  [ "$ready" = ready ]
}

stop() { # SIGNAL: with the exit status of dialsim
  kill "-$1" "$pid"
  wait "$pid"
  status=$?
  pid=
  return $status
}

status_is() { # STATUS COMMAND...
  wanted=$1
  shift
  "$@" >"$directory/output" 2>&1
  got=$?
  [ $got -eq "$wanted" ] || { echo "status $got, not $wanted"; cat "$directory/output"; false; }
}

log_has() { # TEXT: within two seconds
  tries=0
  until grep -q "$1" "$directory/log"; do
    tries=$((tries + 1))
    [ $tries -lt 40 ] || return 1
    sleep 0.05
  done
}

# chat(8): 4 and up is the first ABORT string and up.
dial() { # NUMBER
  /usr/sbin/chat -t 5 ABORT BUSY ABORT 'NO CARRIER' ABORT 'NO ANSWER' ABORT 'NO DIALTONE' \
    ABORT VOICE ABORT DELAYED ABORT ERROR '' ATZ OK "ATDT$1" CONNECT '\c' \
    <"$directory/line1" >"$directory/line1"
}

check "a wrong option is refused with status 2" status_is 2 "$dialsim" --bogus "$directory/x"
check "a wrong entry is refused with status 2" status_is 2 "$dialsim" --number 5=x "$directory/x"
check "no LINK is refused with status 2" status_is 2 "$dialsim"
check "--help has status 0" status_is 0 "$dialsim" --help
check "--help tells the phone book" grep -q "7700 busy" "$directory/output"

check "two lines get ready" start --echo --number '...8800=busy delay=100ms' \
  "$directory/line1" "$directory/line2"
check "a link leads to a terminal" test -c "$directory/line1"
if [ -x /usr/sbin/chat ]; then
  check "chat connects" status_is 0 dial 5551234
  check "chat hears BUSY" status_is 4 dial 5557700
  check "chat hears NO CARRIER" status_is 5 dial 5557701
  check "chat hears NO ANSWER" status_is 6 dial 5557702
  check "chat hears NO DIALTONE" status_is 7 dial 5557703
  check "chat hears VOICE" status_is 8 dial 5557707
  check "chat hears DELAYED" status_is 9 dial 5557708
  check "chat hears ERROR" status_is 10 dial 5557709
  check "chat hears an added number's BUSY" status_is 4 dial 5558800
  check "chat connects again" status_is 0 dial 5551234
else
  echo "skipped: chat(8) is not installed"
fi
check "a taken link is refused with status 1" status_is 1 "$dialsim" "$directory/line1"
check "the log names line and number" log_has 'line1: dials "5557700": busy'
check "SIGTERM ends it with status 0" stop TERM
check "the links are gone" sh -c "! ls $directory | grep -q line"

check "a quiet one gets ready over a dead link" \
  sh -c "ln -s /nonexistent $directory/line1"
check "and does" start --quiet "$directory/line1"
check "SIGINT ends it with status 0" stop INT
check "its log is empty" test ! -s "$directory/log"

# wvdial 1.61 aborts by itself in a third of its runs, so only its dialogue with the modem counts.
if command -v wvdial >/dev/null; then
  check "a modem for wvdial gets ready" start --silent "$directory/$modem"
  cat >"$directory/wvdial.conf" <<EOF
[Dialer Defaults]
Modem = $directory/$modem
Baud = 115200
Init1 = ATZ
Init2 = ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0
Phone = 5551234
Username = alice
Password = secret
Carrier Check = no
EOF
  timeout -s KILL 5 wvdial -C "$directory/wvdial.conf" >"$directory/wvdial.log" 2>&1
  check "wvdial connects" grep -q 'CONNECT 33600' "$directory/wvdial.log"
  check "a killed wvdial hangs up" log_has 'hung up: DTR is low'
  check "SIGHUP ends it with status 0" stop HUP
else
  echo "skipped: wvdial is not installed"
fi

echo "$failures failed"
[ $failures -eq 0 ]
