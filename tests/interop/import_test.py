#!/usr/bin/env python3
"""Entries of other dialling programs come in through the manager and dial; profiles go out as files
that the real chat runs and the real pppd takes, and come back the same."""
import grp
import os
import shutil
import subprocess

import rig

CHAT, PPPD = "/usr/sbin/chat", "/usr/sbin/pppd"
ALICE = 4711
PASSWORD = "pass \"word\" #1 \\^x"  # of every kind of character that some file quotes
IN_OPTIONS = '"pass \\"word\\" #1 \\\\^x"'  # the same as pppd's files have it

NOT_ALLOWED, WRONG = 4, 5
ACCESS_DENIED, EXISTS, NO_ENTRY = 5, 183, 623


class Moves(rig.Test):
    def setUp(self):
        super().setUp()
        self.root = self.place / "root"  # of a file system that has files of the other programs
        self.said = ""

    def write(self, path, text, mode=0o644):
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return str(file)

    def wvdial(self, name="isp", more=""):
        password = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
        return self.write("etc/wvdial.conf", f"""
[Dialer Defaults]
Modem = {self.line()}
Baud = 115200
Stupid Mode = yes
[Dialer {name}]
Phone = 5551234
Username = alice
Password = {password}
Idle Seconds = 300
{more}""")

    def peer(self, name="shell", script="ogin: alice ssword: %s 'tarting PPP' ''"):
        self.write("etc/ppp/pap-secrets", f"alice * {IN_OPTIONS}\n", 0o600)
        word = PASSWORD.replace("\\", "\\\\").replace("^", "\\^").replace('"', '\\"')
        self.write("etc/chatscripts/shell", "ABORT BUSY '' ATZ OK ATDT5551234 CONNECT '\\c'\n"
                   + script % f'"{word}"' + "\n")
        return self.write(f"etc/ppp/peers/{name}", f"""{self.line()} 115200 crtscts noauth
connect "/usr/sbin/chat -f /etc/chatscripts/shell"
user alice
plugin_that_is_none
""")

    def ctl(self, *arguments, **options):
        """What dialctl says is kept: no password may be in any of it."""
        done = super().ctl(*arguments, **options)
        self.said += done.stdout + done.stderr
        return done

    def do(self, *arguments):
        done = self.ctl(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def fails(self, status, code, *arguments):
        done = self.ctl(*arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(f"error {code}: ", done.stderr)
        return done.stderr

    def effective(self, name, *options):
        [properties] = self.ctl_json(*options, "profile", "show", name, "--properties")
        return {one["key"]: one for one in properties["effective"]}

    def assert_hidden(self):
        for part in (PASSWORD, 'pass "word"', 'pass \\"word'):
            self.assertNotIn(part, self.said)
            self.assertNotIn(part, self.daemon.text())


class Import(Moves):
    """What comes in."""

    def test_an_entry_of_wvdial_dials_with_its_password(self):
        self.start_sim("--auth", "pap", "--user", f"alice:{PASSWORD}")
        self.start_daemon()
        said = self.do("import", self.wvdial())
        self.assertIn("isp: made, its password stored\n", said)
        self.assertIn("wvdial.conf:10: `isp`: left out: `Idle Seconds` is not kept", said)
        self.connect("isp")
        self.disconnect("isp")
        self.assert_hidden()
        text = (self.place / "profiles" / "isp.toml").read_text()
        self.assertTrue(text.startswith("# Imported from "), text)
        self.said += text  # a password would be found in it
        self.assert_hidden()
        self.assertEqual((self.place / "secrets.toml").stat().st_mode & 0o777, 0o600)

    def test_a_peer_of_pppd_logs_in_with_its_script(self):
        self.start_sim("--login", "--user", f"alice:{PASSWORD}")
        self.start_daemon()
        said = self.do("import", "--root", str(self.root), self.peer())
        self.assertIn("a word that is no option known here", said)
        self.connect("shell")
        self.disconnect("shell")
        self.assert_hidden()

    def test_what_is_there_is_replaced_only_when_told_so(self):
        self.start_sim("--auth", "pap", "--user", f"alice:{PASSWORD}")
        self.start_daemon()
        self.do("profile", "create", "isp", 'number="5557700"', f"line.device={self.line()}",
                "link=satellite", "x.site.note=keep")
        before = (self.place / "profiles" / "isp.toml").read_text()
        self.assertIn("--force", self.fails(WRONG, EXISTS, "import", self.wvdial()))
        self.assertEqual((self.place / "profiles" / "isp.toml").read_text(), before)
        self.assertFalse((self.place / "secrets.toml").exists())
        self.do("import", "--force", self.wvdial())
        now = self.effective("isp")
        self.assertEqual(now["number"]["text"], "5551234")
        self.assertEqual(now["link"]["text"], "telephone", "no mixture of the two")
        self.assertIn("keep", (self.place / "profiles" / "isp.toml").read_text())
        self.connect("isp")

    def test_a_dry_run_shows_and_changes_nothing(self):
        self.start_daemon()
        said = self.do("import", "--dry-run", self.wvdial())
        self.assertIn("# isp.toml; its password goes to the secrets file\n", said)
        self.assertIn('number = "5551234"', said)
        self.assertEqual(os.listdir(self.place / "profiles"), [])
        [document] = self.ctl_json("import", "--dry-run", self.wvdial())
        [profile] = document["profiles"]
        self.assertEqual((profile["name"], profile["has_password"], profile["made"]), ("isp", True, False))
        self.assertIn("left out", [note["kind"] for note in document["notes"]])
        self.assert_hidden()

    def test_several_files_and_only_the_entries_that_are_wanted(self):
        self.start_daemon()
        more = "\n[Dialer other]\nPhone = 2\n"
        files = (self.wvdial(more=more), self.peer())
        self.fails(WRONG, NO_ENTRY, "import", *files, "--entry", "nobody")
        self.assertEqual(os.listdir(self.place / "profiles"), [])
        self.do("import", "--root", str(self.root), *files, "--entry", "other", "--entry", "shell")
        self.assertEqual(sorted(os.listdir(self.place / "profiles")), ["other.toml", "shell.toml"])
        twice = self.fails(WRONG, EXISTS, "import", "--dry-run", files[0], files[0])
        self.assertIn("isp is in ", twice)

    def test_an_entry_that_cannot_be_one_fails_and_the_others_are_made(self):
        self.start_daemon()
        more = "\n[Dialer isdn]\nPhone = 2\nISDN = yes\n"
        done = self.ctl("import", self.wvdial(more=more))
        self.assertEqual(done.returncode, WRONG)
        self.assertIn("isp: made", done.stdout)
        self.assertIn("`isdn`: refused: ISDN lines are not supported", done.stdout)
        self.assertIn("not imported, as the notes say: isdn", done.stderr)

    def test_a_folder_gets_profiles_with_their_notes_and_the_secrets_apart(self):
        out = self.place / "out"
        done = rig.run(rig.DIALCTL, "import", "--to", str(out), self.wvdial())
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        text = (out / "profiles" / "isp.toml").read_text()
        self.assertTrue(text.startswith("# Imported from "), text)
        self.assertIn("# " + str(self.root) + "/etc/wvdial.conf:10: left out: `Idle Seconds`", text)
        self.assertNotIn("word", text.replace("password", ""))
        self.assertEqual((out / "secrets.toml").stat().st_mode & 0o777, 0o600)
        self.assertEqual(rig.run(rig.DIALCTL, "profile", "check", str(out / "profiles" / "isp.toml")).returncode, 0)
        again = rig.run(rig.DIALCTL, "import", "--to", str(out), self.wvdial(), check=False)
        self.assertEqual(again.returncode, WRONG)
        self.assertIn(f"error {EXISTS}: ", again.stderr)
        self.start_sim("--auth", "pap", "--user", f"alice:{PASSWORD}")
        (self.place / "profiles").rmdir()
        shutil.copytree(out / "profiles", self.place / "profiles")
        shutil.copy2(out / "secrets.toml", self.place)
        self.start_daemon()
        self.connect("isp")

    def as_alice(self, *arguments):
        group = grp.getgrgid(rig.NOBODY).gr_name
        return self.ctl(*arguments, user=ALICE, group=rig.NOBODY, extra_groups=[]), group

    def test_files_are_read_with_the_callers_rights_not_the_daemons(self):
        try:
            rig.run("/bin/true", user=ALICE, group=rig.NOBODY, extra_groups=[])
        except (PermissionError, OSError, subprocess.SubprocessError):
            self.skipTest("may not become another user")
        self.start_sim()
        self.start_daemon("--group", grp.getgrgid(rig.NOBODY).gr_name, "--user-directory",
                          str(self.place / "users"))
        os.chmod(os.path.realpath(self.line()), 0o666)
        peer = self.peer(script="'' %s")
        secret = self.write("secret.conf", "[Dialer x]\nPhone = 1\n", 0o600)
        done, _ = self.as_alice("import", secret)
        self.assertEqual(done.returncode, NOT_ALLOWED, done.stdout + done.stderr)
        self.assertIn(f"error {ACCESS_DENIED}: ", done.stderr)
        # pap-secrets is root's: the entry comes without, and it is said; the peer is Alice's own.
        self.write("etc/chatscripts/shell", "'' ATZ OK ATDT5551234 CONNECT ''\n")
        done, _ = self.as_alice("import", "--root", str(self.root), peer)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("shell: made\n", done.stdout)
        self.assertIn("no secret of the user was found", done.stdout)
        self.assertEqual(os.listdir(self.place / "profiles"), [])
        self.assertTrue((self.place / "users" / str(ALICE)).is_dir())
        self.assert_hidden()


class Export(Moves):
    """What goes out is for programs that others wrote."""

    LOGIN = ("[script]\nlogin = '''\nTIMEOUT 10\nABORT \"ogin incorrect\"\n"
             "ogin:--ogin: $USER\nssword: \\q$PASSWORD\n\"tarting PPP\"\n'''\n")

    def setUp(self):
        super().setUp()
        self.etc = self.place / "etc"

    def direct(self, *arguments, check=True):
        return rig.run(rig.DIALCTL, "--direct", "--profiles", str(self.place / "profiles"), *arguments, check=check)

    def export(self, name, *options):
        return self.direct("export", name, "--to", str(self.etc), *options).stdout

    def add_password(self, said, password=PASSWORD):
        """Does what the export says is needed."""
        [path] = [line.split()[1].rstrip(",") for line in said.splitlines()
                  if line.startswith("needed: " + str(self.etc / "chatscripts"))]
        word = password.replace("\\", "\\\\").replace("^", "\\^")
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write("\\q" + word + "\n")

    def chat(self, name):
        """The real chat on the line, by the command of the real peers file."""
        with open(self.line(), "r+b", buffering=0) as line:
            return subprocess.run([CHAT, "-f", str(self.etc / "chatscripts" / name)], stdin=line, stdout=line,
                                  stderr=subprocess.PIPE, timeout=30, check=False).returncode

    @staticmethod
    def need(program):
        if not os.access(program, os.X_OK):
            raise rig.unittest.SkipTest(f"{program} is not installed")

    def test_the_real_chat_dials_and_logs_in(self):
        self.need(CHAT)
        self.start_sim("--login", "--user", f"alice:{PASSWORD}")
        self.profile("isp", top='number = "0,5551234"', modem='init = ["ATZ", "ATE0Q0V1", "AT&C1&D2"]',
                     extra=self.LOGIN)
        said = self.export("isp")
        self.assertNotIn(PASSWORD, said)
        self.add_password(said)
        self.assertEqual(self.chat("isp"), 0, self.sim.text())
        self.sim.wait_for_log('dials "05551234"')

    def test_the_real_chat_ends_as_our_own_script_would(self):
        self.need(CHAT)
        self.start_sim("--login", "--user", f"alice:{PASSWORD}")
        self.profile("isp", extra=self.LOGIN)
        self.profile("busy", top='number = "5557700"')
        self.add_password(self.export("isp"), "wrong")
        self.export("busy")
        self.assertEqual(self.chat("isp"), 4, "the only ABORT behind CONNECT: the modem's were cleared")
        self.sim.wait_for_log(": connected")
        heard = len(self.sim.text())
        self.assertEqual(self.chat("busy"), 4, "the first of the modem's")
        self.sim.wait_for_log('dials "5557700": busy', heard)

    def test_the_real_chat_asks_a_cellular_modem_for_packet_data(self):
        self.need(CHAT)
        self.start_sim()
        self.profile("lte", top='number = "*99#"', modem="dial_command = \"ATD\"\n"
                     "init = ['ATZ', 'AT+CGDCONT=1,\"IP\",\"a.b c\"']")
        self.export("lte")
        self.assertEqual(self.chat("lte"), 0, self.sim.text())
        self.sim.wait_for_log('dials "*99#"')

    def test_the_real_pppd_takes_every_option(self):
        """It reads all of them before it looks for the kernel's PPP, and ends with 2 at a wrong one."""
        self.need(PPPD)
        self.start_sim()
        self.profile("isp", top="user = 'DOM\\\\al \"x\"'".replace("\\\\", "\\"), modem='hang_up = "escape"',
                     ppp='mru = 296\naccm = 0xffffffff\nauthentication = ["chap"]\nrestart = "5s"\n'
                         "compress_protocol = false\ncompress_address = false\necho_interval = \"0s\"",
                     extra='[ip]\nlocal = "10.0.0.2"\nremote = "10.0.0.1"\ndefault_route = true\nmetric = 7\n'
                           'interface = "wwan0"')
        path = self.place / "profiles" / "isp.toml"
        path.write_text(path.read_text().replace('user = "alice"\n', ""))
        self.profile("soft", extra='[ip]\ninterface = "ppp7"')
        path = self.place / "profiles" / "soft.toml"
        path.write_text(path.read_text().replace("[line]", '[line]\nflow_control = "software"'))
        for name in ("isp", "soft"):
            self.export(name)
            done = rig.run(PPPD, "file", str(self.etc / "ppp" / "peers" / name), "dryrun", check=False)
            self.assertIn(done.returncode, (0, 4), done.stdout + done.stderr)
            self.assertNotIn("unrecognized", done.stdout + done.stderr)

    def test_what_comes_back_is_the_same_profile(self):
        self.start_sim()
        self.profile("isp", top='number = "0,5551234"', ppp="mru = 1400", extra=self.LOGIN)
        path = self.place / "profiles" / "isp.toml"
        path.write_text(path.read_text().replace('link = "direct"', 'link = "telephone"').replace("demo", "isp"))
        self.add_password(self.export("isp"))
        for secrets in ("pap", "chap"):
            self.write(f"etc/ppp/{secrets}-secrets", f"alice * {IN_OPTIONS}\n")
        shutil.copytree(self.etc, self.root / str(self.etc).lstrip("/"))
        out = self.place / "out"
        rig.run(rig.DIALCTL, "import", "--root", str(self.root), "--to", str(out),
                str(self.etc / "ppp" / "peers" / "isp"))

        def effective(folder):
            done = rig.run(rig.DIALCTL, "--direct", "--profiles", str(folder), "--json", "profile", "show", "isp",
                           "--properties")
            return rig.json.loads(done.stdout)["effective"]
        self.assertEqual(effective(out / "profiles"), effective(self.place / "profiles"))
        self.start_sim_again_and_dial(out)

    def start_sim_again_and_dial(self, out):
        self.sim.stop()
        self.start_sim("--login", "--user", f"alice:{PASSWORD}")
        (self.place / "profiles" / "isp.toml").write_text((out / "profiles" / "isp.toml").read_text())
        shutil.copy2(out / "secrets.toml", self.place)
        self.start_daemon()
        self.connect("isp")

    def test_a_profile_with_a_base_goes_out_whole(self):
        self.start_sim()
        self.profile("isp", top='base = "site"', modem="")
        (self.place / "profiles" / "site.toml").write_text("abstract = true\n[ppp]\nmru = 777\n")
        self.export("isp")
        self.assertIn("\nmru 777\n", (self.etc / "ppp" / "peers" / "isp").read_text())
        done = self.direct("export", "site", check=False)
        self.assertEqual(done.returncode, WRONG)
        self.assertIn("a base", done.stderr)

    def test_nothing_is_overwritten_unless_told_so_and_all_or_nothing_is_written(self):
        self.start_sim()
        self.profile("isp")
        script = self.etc / "chatscripts" / "isp"
        script.parent.mkdir(parents=True)
        script.write_text("mine\n")
        done = self.direct("export", "isp", "--to", str(self.etc), check=False)
        self.assertEqual(done.returncode, WRONG)
        self.assertIn(f"error {EXISTS}: ", done.stderr)
        self.assertEqual(script.read_text(), "mine\n")
        self.assertFalse((self.etc / "ppp").exists())
        self.export("isp", "--force")
        self.assertIn("ATDT5551234", script.read_text())

    def test_without_a_folder_the_files_are_shown(self):
        self.start_sim()
        self.profile("isp", extra=self.LOGIN)
        said = self.direct("export", "isp").stdout
        self.assertIn("==> /etc/ppp/peers/isp (mode 0600) <==\n", said)
        self.assertIn("==> /etc/chatscripts/isp (mode 0600) <==\n", said)
        document = rig.json.loads(self.direct("--json", "export", "isp").stdout)
        self.assertEqual([file["path"] for file in document["files"]], ["/etc/ppp/peers/isp", "/etc/chatscripts/isp"])
        self.assertEqual(len(document["needs"]), 2)


if __name__ == "__main__":
    rig.main()
