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
expect 2 "there is no command 'dial'" dial isp
expect 2 "there is no command 'lst'" profile lst
expect 2 "subcommand is required" profile
expect 2 "ENTRY" connect
expect 2 "" connect isp --password secret
expect 2 "" profile
expect 2 "" --direct connect isp
expect 2 "" --direct --profiles "$place" status
expect 2 "" --direct --profiles "$place" connect --no-wait isp
expect 2 "" --direct --profiles "$place" --socket x connect isp

# No daemon: every command that needs one says so, with what to do.
for command in "connect isp" "connect --no-wait isp" "disconnect isp" "disconnect 5" status "log isp" list watch \
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
printf '[line]\ndevice = "/dev/ttyS0"\n[modem]\ntype = "direct"\n[script]\nfile = "%s/none.lua"\n' "$place" \
  >"$place/script.toml"
expect 5 "$place/script.toml: \`file\` under [script]: " profile check "$place/script.toml"

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

# Scripts are checked here, too.
printf "ABORT BUSY\n'' AT\nssword: hunter2\n" >"$place/login"
expect 0 "$place/login:3:9: warning: " script check "$place/login"
expect 5 "$place/login:3:9: warning: " script check --strict "$place/login"
expect 0 '"language":"chat"' --json script check "$place/login"
printf "proc main\n  waitfor\nendproc\n" >"$place/login.SCP"
expect 5 "$place/login.SCP:" script check "$place/login.SCP"
expect 5 ": error: " script check "$place/login" "$place/login.SCP"
expect 0 "login.SCP: ok" script check --language chat "$place/login.SCP"
printf "expect('x'\n" >"$place/login.lua"
expect 5 "$place/login.lua:" script check "$place/login.lua"
printf "Gr\374n ''\n" >"$place/green"
expect 0 "green: ok" script check "$place/green"
expect 0 "never comes" script check --seven-bit "$place/green"
expect 5 "No such file" script check "$place/none"
expect 2 "" script check --language perl "$place/login"

# And tried, against what was said.
printf 'ogin: alice word: $PASSWORD\n' >"$place/isp"
printf '0.1 < login:\n0.9 > alice\\r\n1 < word:\n2 > ******\\r\n' >"$place/said.dialogue"
printf 'hoice: 4\n' >"$place/other"
printf '0.1 < choice:\n1 > 3\\r\n' >"$place/menu.dialogue"
expect 8 "menu.dialogue:2: " script run "$place/other" --against "$place/menu.dialogue"
expect 0 "the script has come to its end" script run "$place/isp" --against "$place/said.dialogue"
expect 0 '"outcome":"done"' --json script run "$place/isp" --against "$place/said.dialogue"
expect 5 "$place/isp:1:1: " script run "$place/said.dialogue" --against "$place/isp"
expect 8 "said.dialogue:2: " script run "$place/login" --against "$place/said.dialogue"
expect 5 "No such file" script run "$place/isp" --against "$place/none"
expect 2 "--against" script run "$place/isp"
printf 'ogin: $menu$empty\n' >"$place/menu"
printf '0.1 < login:\n0.9 > 2=3\\r\n' >"$place/menu.dialogue"
expect 0 "come to its end" script run "$place/menu" --against "$place/menu.dialogue" --variable menu=2=3 --variable empty=
expect 0 "come to its end" script run --variable menu=2=3 --variable empty= "$place/menu" --against "$place/menu.dialogue"
expect 5 "unknown variable" script run "$place/menu" --against "$place/menu.dialogue"
expect 5 'unknown variable' script check "$place/menu" --variable menu=2
expect 0 'menu: ok' script check "$place/menu" --variable menu=2 --variable empty=
expect 2 "no NAME=VALUE" script check "$place/menu" --variable menu
expect 2 "no name of a variable" script check "$place/menu" --variable 2=menu
expect 2 "--output" script record /dev/null
expect 8 "error 703" script record "$place/no-such-device" --output "$place/draft"
TMPDIR=$place/none expect 8 "error 703" script record "$place/no-such-device" --output "$place/draft"
[ ! -e "$place/draft" ] || { echo "a draft of nothing"; failed=1; }
expect 2 "" script

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
