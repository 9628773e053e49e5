#!/usr/bin/env python3
"""completion_test.py DIALCTL SCRIPTS: what the shells offer is what `dialctl --help` names: asked of dialctl itself,
and of bash, zsh and fish with the scripts that are installed. A shell that is not there is left out, and said."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

DIALCTL = pathlib.Path(sys.argv[1]).resolve()
SCRIPTS = pathlib.Path(sys.argv[2]).resolve()
OPTION = re.compile(r"--[a-z][a-z-]+")


def help_of(path):
    text = subprocess.run([DIALCTL, *path, "--help"], check=True, capture_output=True, text=True).stdout
    subcommands, options, section = [], set(), ""
    for line in text.splitlines():
        if match := re.match(r"(\S.*):$", line):
            section = match[1]
        elif section == "Subcommands" and (match := re.match(r"  (\S+)", line)):
            subcommands.append(match[1])
        elif section == "Options" and (match := re.match(r"  (-\S+)", line)):
            options.update(OPTION.findall(match[1]))
    return subcommands, options


def all_paths(path=()):
    yield path
    for name in help_of(path)[0]:
        yield from all_paths((*path, name))


def offered(*words):
    """The words dialctl offers for the last one."""
    said = subprocess.run([DIALCTL, "__complete", *words], check=True, capture_output=True, text=True).stdout
    return [line.partition("\t")[0] for line in said.splitlines()]


class Words(unittest.TestCase):
    def test_every_subcommand_that_help_names_is_offered_in_its_order(self):
        seen = 0
        for path in all_paths():
            subcommands, _ = help_of(path)
            seen += len(subcommands)
            if subcommands:
                self.assertEqual(offered(*path, ""), subcommands, path)
        self.assertGreater(seen, 25)

    def test_every_option_that_help_names_is_offered_and_those_of_the_commands_above(self):
        for path in all_paths():
            wanted = set()
            for length in range(len(path) + 1):
                wanted |= help_of(path[:length])[1]
            got = offered(*path, "--")
            self.assertEqual(set(got), wanted, path)
            self.assertEqual(len(got), len(set(got)), path)

    def test_only_what_begins_as_typed_is_offered(self):
        self.assertEqual(offered("disc"), ["disconnect"])
        self.assertEqual(offered("profile", "cre"), ["create", "credentials"])
        self.assertEqual(offered("connect", "--passw"), ["--password-stdin"])
        self.assertEqual(offered("nonsense", "x"), [])

    def test_a_value_of_an_option_is_one_it_takes(self):
        self.assertEqual(offered("profile", "new", "--kind", "t"), ["telephone"])
        self.assertEqual(offered("profile", "new", "--kind=t"), ["--kind=telephone"])
        self.assertEqual(offered("profile", "new", "--kind", "=", "t"), ["telephone"], "as bash has it")
        self.assertEqual(offered("script", "check", "--language", ""), ["chat", "scp", "lua"])
        self.assertEqual(offered("profile", "new", "--kind", "direct", "--dr"), ["--dry-run"], "the value is over")

    def test_files_directories_and_keys_are_offered_where_they_are_meant(self):
        self.assertEqual(offered("import", "x"), [":files"])
        self.assertEqual(offered("import", "one", "two"), [":files"])
        self.assertEqual(offered("export", "isp", "--to", ""), [":directories"])
        self.assertEqual(offered("--profiles", ""), [":directories"])
        self.assertIn("line.speed", offered("profile", "set", "isp", "line."))
        self.assertIn("line.speed", offered("profile", "unset", "isp", "line.device", "line."))

    def test_without_a_daemon_no_entry_is_offered_and_nothing_is_said(self):
        done = subprocess.run([DIALCTL, "__complete", "--socket", "/nowhere", "connect", ""],
                              check=True, capture_output=True, text=True)
        self.assertEqual((done.stdout, done.stderr), ("", ""))


class Shells(unittest.TestCase):
    """With a `dialctl` that is found by its name."""

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        (self.place / "dialctl").symlink_to(DIALCTL)
        (self.place / "some file.conf").touch()
        (self.place / "folder").mkdir()

    def run_in(self, *command):
        environment = {**os.environ, "PATH": f"{self.place}:{os.environ['PATH']}", "HOME": str(self.place),
                       "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.place, env=environment,
                              timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)
        return done.stdout.splitlines()

    def bash(self, *words):
        array = " ".join(f"'{word}'" for word in words)
        return self.run_in("bash", "--norc", "-c",
                           f". '{SCRIPTS}/dialctl.bash'; COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}; _dialctl; "
                           "printf '%s\\n' \"${COMPREPLY[@]}\"")

    def test_bash(self):
        for path in ((), ("profile",), ("script",)):
            self.assertEqual(self.bash("dialctl", *path, ""), help_of(path)[0])
        self.assertEqual(self.bash("dialctl", "profile", "new", "--kind", "=", "tel"), ["telephone"])
        self.assertEqual(self.bash("dialctl", "import", "some"), ["some file.conf"])
        self.assertEqual(self.bash("dialctl", "export", "x", "--to", ""), ["folder"])
        said = self.run_in("bash", "--norc", "-c", f". '{SCRIPTS}/dialctl.bash'; complete -p dialctl")
        self.assertEqual(said, ["complete -F _dialctl dialctl"])

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        def fish(line):
            said = self.run_in("fish", "--no-config", "-c", f"source '{SCRIPTS}/dialctl.fish'; complete -C '{line}'")
            return [candidate.partition("\t")[0] for candidate in said]

        for path in ((), ("profile",), ("script",)):
            self.assertEqual(fish(" ".join(("dialctl", *path, ""))), help_of(path)[0])
        self.assertEqual(fish("dialctl profile new --kind tel"), ["telephone"])
        self.assertEqual(fish("dialctl export x --to f"), ["folder/"])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh(self):
        # What the script hands to zsh's own functions.
        script = """
          _files() { print -r -- "files $*" }
          _describe() { local name=$3; print -rl -- "${(@P)name}" }
          line() { words=("$@"); CURRENT=$#words; source SCRIPTS/_dialctl }
        """.replace("SCRIPTS", str(SCRIPTS))

        def zsh(*words):
            array = " ".join(f"'{word}'" for word in words)
            return self.run_in("zsh", "-f", "-c", f"{script}\nline {array}")

        for path in ((), ("profile",), ("script",)):
            said = [candidate.partition(":")[0] for candidate in zsh("dialctl", *path, "")]
            self.assertEqual(said, help_of(path)[0])
        self.assertEqual(zsh("dialctl", "import", ""), ["files "])
        self.assertEqual(zsh("dialctl", "export", "x", "--to", ""), ["files -/"])
        self.assertEqual(zsh("dialctl", "profile", "new", "--kind", "tel"), ["telephone"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
