#!/bin/sh
# dialctl_test.sh DIALCTL EXAMPLES: what dialctl does without a daemon.
dialctl=$1 examples=$2
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
unset DIAL_SOCKET
failed=0

# expect STATUS TEXT ARGUMENT…: exits with STATUS and says TEXT on either output.
expect() {
  status=$1 text=$2
  shift 2
  said=$("$dialctl" "$@" 2>&1 </dev/null)
  got=$?
  [ "$got" = "$status" ] || { echo "dialctl $*: exits with $got, not $status: $said"; failed=1; }
  case $said in
    *"$text"*) ;;
    *) echo "dialctl $*: does not say '$text': $said"; failed=1 ;;
  esac
}

# The command line.
expect 0 "dialctl " --version
expect 0 "130  interrupted" --help
expect 0 "connect" --help
expect 2 "" # no sub-command
expect 2 "dial" dial isp
expect 2 "dialctl: " dial isp
expect 2 "try: dialctl --help" dial isp
expect 2 "ENTRY" connect
expect 2 "" connect isp --password secret
expect 2 "" profile
expect 2 "" --direct connect isp
expect 2 "" --direct --profiles "$place" status
expect 2 "" --direct --profiles "$place" connect --no-wait isp
expect 2 "" --direct --profiles "$place" --socket x connect isp

# No daemon: every command that needs one says so, with what to do.
for command in "connect isp" "connect --no-wait isp" "disconnect isp" "disconnect 5" status list watch \
  "profile list" "profile show isp"; do
  expect 3 "dialctl: error 711: " --socket "$place/none" $command
  expect 3 "try: " --socket "$place/none" $command
  expect 3 '"code":711' --json --socket "$place/none" $command
done
DIAL_SOCKET=$place/none
export DIAL_SOCKET
expect 3 "$place/none" status

# Output that does not all arrive is no success.
"$dialctl" profile check "$examples"/*.toml >/dev/full 2>"$place/said"
got=$?
[ "$got" = 1 ] || { echo "profile check >/dev/full exits with $got"; failed=1; }
grep -q "dialctl: writing the output: No space left" "$place/said" || { cat "$place/said"; failed=1; }

# Profiles are checked here.
for example in "$examples"/*.toml; do
  expect 0 "$example: ok" profile check "$example"
done
printf 'number = 5\nnumbr = "1"\n' >"$place/bad.toml"
expect 5 "$place/bad.toml:1:" profile check "$place/bad.toml"
expect 5 "$place/bad.toml:2:1: " profile check "$place/bad.toml"
expect 5 ": ok" profile check "$place/bad.toml" "$example"
expect 5 '"problem":"' --json profile check "$place/bad.toml"
expect 0 '"problem":""' profile check "$example" --json
expect 5 "$place/none.toml: " profile check "$place/none.toml"
mkdir "$place/directory.toml"
expect 5 "is a directory" profile check "$place/directory.toml"
expect 5 ".toml" profile check /etc/passwd
expect 5 "" profile check ""

# Imports need no daemon until something is made.
expect 2 "FILE" import
expect 2 "" import --dry-run --to "$place" x
expect 2 "" import --format fax x
expect 2 "NAME" export
expect 2 "--to" export isp --force
expect 5 "looks like no file of wvdial, pppd, NetworkManager or Windows" import --dry-run /etc/passwd
expect 5 "$place/none: " import --dry-run "$place/none"
printf '[Dialer isp]\nPhone = 5\nModem = /dev/a\nPassword = hidden\nUsername = b\n' >"$place/wvdial.conf"
expect 0 'number = "5"' import --dry-run "$place/wvdial.conf"
expect 0 '"has_password":true' import --json --dry-run "$place/wvdial.conf"
expect 3 "error 711" --socket "$place/none" import "$place/wvdial.conf"
case $("$dialctl" import --dry-run "$place/wvdial.conf") in
  *hidden*) echo "import --dry-run shows a password"; failed=1 ;;
esac

# In this process.
mkdir "$place/profiles"
cp "$place/bad.toml" "$place/profiles/"
printf '[line]\ndevice = "%s/no-such-device"\n[modem]\ntype = "direct"\n' "$place" \
  >"$place/profiles/line.toml"
expect 0 "line" --direct --profiles "$place/profiles" profile list
expect 0 "bad.toml:2:1: " --direct --profiles "$place/profiles" profile list
expect 5 "error 623: " --direct --profiles "$place/profiles" connect nobody
expect 5 "error 622: " --direct --profiles "$place/profiles" connect bad
expect 6 "no-such-device" --direct --profiles "$place/profiles" connect line
expect 6 '"state":"Disconnected"' --json --direct --profiles "$place/profiles" connect line
expect 5 "dialctl: error 6" --direct --profiles "$place/nowhere" profile list
exit $failed
