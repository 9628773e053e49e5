#!/usr/bin/env python3
"""profile_files_test.py DIALCTL: `dialctl profile new` and `dialctl profile edit`, as a person at a terminal and as a program use
them. Without a daemon: the phone book is a folder."""
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time
import unittest

DIALCTL = None
PATIENCE = 30  # seconds


class Terminal:
    """dialctl behind a terminal of its own."""

    def __init__(self, arguments, environment):
        self.said = ""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.execve(DIALCTL, [DIALCTL, *arguments], environment)

    def read(self):
        """False at the end."""
        if not select.select([self.descriptor], [], [], PATIENCE)[0]:
            raise TimeoutError(self.said)
        try:
            octets = os.read(self.descriptor, 4096)
        except OSError:  # EIO: the other side is closed
            octets = b""
        self.said += octets.decode()
        return octets != b""

    def answer(self, question, text):
        """Waits for the question, which nothing has answered yet."""
        start = time.monotonic()
        while question not in self.said:
            if not self.read() or time.monotonic() - start > PATIENCE:
                raise AssertionError(f"no {question!r} in {self.said!r}")
        self.said = self.said.split(question, 1)[1]
        os.write(self.descriptor, text.encode())

    def end(self):
        while self.read():
            pass
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class ProfileFiles(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        self.profiles = self.place / "profiles"
        self.profiles.mkdir()
        (self.place / "tmp").mkdir()
        self.environment = {"PATH": os.environ["PATH"], "TMPDIR": str(self.place / "tmp")}

    def arguments(self, *words):
        return ["--direct", "--profiles", str(self.profiles), "profile", *words]

    def run_dialctl(self, *words, status=0, text=""):
        done = subprocess.run([DIALCTL, *self.arguments(*words)], env=self.environment, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, said)
        self.assertIn(text, said)
        return said

    def check(self, name):
        file = self.profiles / f"{name}.toml"
        done = subprocess.run([DIALCTL, "profile", "check", str(file)], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stdout)
        return file.read_text()

    def edit_with(self, script):
        """$EDITOR becomes a program that does `script` with the file "$1"."""
        editor = self.place / "editor"
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o755)
        self.environment["EDITOR"] = str(editor)

    def copies(self):
        return list((self.place / "tmp").rglob("*.toml"))

    # new

    def test_options_and_answers_make_the_same_profile(self):
        self.run_dialctl("new", "options", "--kind", "cellular", "line.device=/dev/ttyUSB2", "cellular.access_point=internet",
                         "number=*99***1#", "user=web", "ip.default_route=true")
        terminal = Terminal(self.arguments("new", "answers"), self.environment)
        terminal.answer("[telephone]: ", "cellular\n")
        terminal.answer("/dev/ttyUSB0: ", "ttyUSB2\n")
        terminal.answer("must be a whole path", "")
        terminal.answer("/dev/ttyUSB0: ", " /dev/ttyUSB2 \n")
        terminal.answer("(APN)", "internet\n")
        terminal.answer("[*99#]: ", "*99***1#\n")
        terminal.answer("name", "web\n")
        terminal.answer("[Y/n]? ", "\n")
        self.assertEqual(terminal.end(), 0, terminal.said)
        self.assertEqual(self.check("answers"), self.check("options"))
        text = self.check("answers")
        self.assertIn('\nnumber = "*99***1#"\n', text)
        self.assertIn('\n#speed = 115200\n', text)

    def test_a_profile_that_is_there_is_not_replaced(self):
        self.run_dialctl("new", "isp", "line.device=/dev/ttyS0", "number=5551234")
        before = self.check("isp")
        self.run_dialctl("new", "isp", "line.device=/dev/ttyS1", "number=1", status=5, text="error 183")
        terminal = Terminal(self.arguments("new", "isp"), self.environment)
        self.assertEqual(terminal.end(), 5)  # before anything is asked
        self.assertNotIn("telephone", terminal.said)
        self.assertEqual(self.check("isp"), before)

    def test_what_is_missing_or_wrong_is_said_and_nothing_is_made(self):
        self.run_dialctl("new", "isp", "number=5551234", status=2, text="line.device")
        self.run_dialctl("new", "isp", "line.device=/dev/ttyS0", "number=1;2", status=2, text="number: ")
        self.run_dialctl("new", "isp", "line.device=/dev/ttyS0", "number=1", "line.sped=1", status=2, text="did you mean line.speed")
        self.run_dialctl("new", "isp", "--kind", "modem", status=2)
        self.run_dialctl("new", "a/b/c", "line.device=/dev/ttyS0", "number=1", status=5)
        self.assertEqual(list(self.profiles.iterdir()), [])

    def test_the_end_of_the_input_makes_nothing(self):
        for key in ("\x04", "\x03"):  # Ctrl-D, Ctrl-C
            terminal = Terminal(self.arguments("new", "isp"), self.environment)
            terminal.answer("[telephone]: ", "\n")
            terminal.answer("/dev/ttyUSB0: ", key)
            self.assertEqual(terminal.end(), 130)
            self.assertIn("nothing was made", terminal.said)
            self.assertEqual(list(self.profiles.iterdir()), [])

    def test_a_dry_run_shows_the_profile_and_makes_none(self):
        said = self.run_dialctl("new", "isp", "--dry-run", "--kind", "direct", "line.device=/dev/ttyS0")
        self.assertIn('type = "direct"', said)
        self.assertEqual(list(self.profiles.iterdir()), [])

    # edit

    def make(self):
        self.run_dialctl("new", "isp", "line.device=/dev/ttyS0", "number=5551234")
        return self.check("isp")

    def test_what_the_editor_leaves_is_saved_to_the_octet(self):
        before = self.make()
        self.edit_with('test "$(stat -c %a "$1")" = 600 && sed -i s/5551234/999/ "$1"')
        self.run_dialctl("edit", "isp")
        self.assertEqual(self.check("isp"), before.replace("5551234", "999"))
        self.assertEqual(self.copies(), [])

    def test_visual_stands_above_editor_and_may_have_words(self):
        self.make()
        self.edit_with("exit 1")
        self.environment["VISUAL"] = "sed -i s/5551234/777/"
        self.run_dialctl("edit", "isp")
        self.assertIn('number = "777"', self.check("isp"))

    def test_nothing_changed_is_no_change(self):
        before = self.make()
        self.edit_with("true")
        self.run_dialctl("edit", "isp", text="Nothing has changed.")
        self.assertEqual(self.check("isp"), before)
        self.assertEqual(self.copies(), [])

    def test_what_is_wrong_is_said_and_the_text_is_kept(self):
        before = self.make()
        self.edit_with('printf "numbr = 1\\nlink = \'celular\'\\n" > "$1"')
        said = self.run_dialctl("edit", "isp", status=5, text="did you mean `number`")
        self.assertIn("isp.toml:2:8: `link`", said)
        copy, = self.copies()
        self.assertIn(str(copy), said)
        self.assertEqual(copy.read_text(), "numbr = 1\nlink = 'celular'\n")
        self.assertEqual(self.check("isp"), before)

    def test_a_person_mends_what_is_wrong_and_no_word_of_it_is_lost(self):
        before = self.make()
        # First a mistake is added, then taken out again: the second time the file is as the first left it.
        self.edit_with('if grep -q mistake "$1"; then sed -i /mistake/d "$1"; else sed -i "1i mistake = 1\\n# mine" "$1"; fi')
        terminal = Terminal(self.arguments("edit", "isp"), self.environment)
        terminal.answer("unknown key `mistake`", "")
        terminal.answer("[Y/n]? ", "y\n")
        self.assertEqual(terminal.end(), 0, terminal.said)
        self.assertEqual(self.check("isp"), "# mine\n" + before)
        self.assertEqual(self.copies(), [])

    def test_who_does_not_want_to_mend_it_finds_his_text(self):
        before = self.make()
        self.edit_with('echo "mistake" >> "$1"')
        for answer in ("n\n", "\x03"):  # Ctrl-C
            terminal = Terminal(self.arguments("edit", "isp"), self.environment)
            terminal.answer("[Y/n]? ", answer)
            self.assertEqual(terminal.end(), 5)
            copy, = self.copies()
            self.assertIn(str(copy), terminal.said)
            self.assertEqual(copy.read_text(), before + "mistake\n")
            self.assertEqual(self.check("isp"), before)
            copy.unlink()

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self):
        self.make()
        self.edit_with(f'sed -i s/5551234/1/ "$1"; sed -i s/5551234/2/ {self.profiles}/isp.toml')
        self.run_dialctl("edit", "isp", status=5, text="by somebody else meanwhile")
        self.assertIn('number = "2"', self.check("isp"))
        copy, = self.copies()
        self.assertIn('number = "1"', copy.read_text())

    def test_an_editor_that_fails_changes_nothing_and_what_it_wrote_is_kept(self):
        before = self.make()
        self.edit_with("exit 3")
        self.run_dialctl("edit", "isp", status=5, text="$EDITOR")
        self.assertEqual(self.copies(), [])
        self.edit_with('echo "# half" >> "$1"; exit 3')
        self.run_dialctl("edit", "isp", status=5, text="what you wrote is in")
        self.assertEqual(self.copies()[0].read_text(), before + "# half\n")
        self.assertEqual(self.check("isp"), before)
        self.run_dialctl("edit", "nobody", status=5, text="error 623")


if __name__ == "__main__":
    DIALCTL = sys.argv.pop(1)
    unittest.main()
