#!/usr/bin/env python3
"""libdial.so.0 and its headers, as programs that are not of this tree have them: what is exported, what
compiles, and the examples of docs/examples dialling a simulated line through the daemon."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RAS = ROOT / "libdial" / "ras"
HEADERS = ROOT / "libdial" / "include" / "dial"
EXAMPLES = ROOT / "docs" / "examples"
LIBRARY = os.environ["DIAL_LIBRARY"]
BUSY = "5557700"

STRICT = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
COMPILERS = {"c11": [os.environ["DIAL_CC"], "-std=c11", "-D_POSIX_C_SOURCE=200809L"],
             "c++": [os.environ["DIAL_CXX"], "-std=c++17", "-x", "c++"]}


def uv_flags():
    return subprocess.run(["pkg-config", "--cflags", "--libs", "libuv"], check=True, capture_output=True,
                          text=True).stdout.split()


def compile_example(name, language, target):
    source = EXAMPLES / f"{name}.c"
    subprocess.run([*COMPILERS[language], *STRICT, f"-I{HEADERS.parent}", str(source), "-x", "none", LIBRARY,
                    *(uv_flags() if name == "dial_func" else []), "-o", str(target)], check=True)


class Interface(unittest.TestCase):
    """What the library and its headers say, without a dial."""

    def test_the_library_exports_the_c_functions_and_nothing_else(self):
        said = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], check=True, capture_output=True,
                              text=True).stdout
        exported = sorted(name.split("@@")[0] for name in re.findall(r" [^A] (\S+)$", said, re.M))
        self.assertEqual(exported, (RAS / "symbols.txt").read_text().split())
        self.assertNotIn("", exported)

    def test_the_header_declares_what_is_exported(self):
        text = re.sub(r"/\*.*?\*/", "", (HEADERS / "ras.h").read_text(), flags=re.S)
        declared = sorted(re.findall(r"^uint32_t (Ras\w+)\(", text, re.M))
        self.assertEqual(declared, (RAS / "symbols.txt").read_text().split())
        mapped = sorted(re.findall(r"(Ras\w+);", (RAS / "libdial.map").read_text()))
        self.assertEqual(mapped, declared)

    def test_the_soname_is_libdial_so_0(self):
        said = subprocess.run(["readelf", "-d", LIBRARY], check=True, capture_output=True, text=True).stdout
        self.assertIn("[libdial.so.0]", said)

    def test_raserror_h_and_the_table_of_errors_are_one(self):
        header = dict(re.findall(r"(\w+) = (\d+)", (HEADERS / "raserror.h").read_text()))
        numbers = dict(re.findall(r"(k\w+) = (\d+)", (HEADERS / "error_code.hpp").read_text()))
        table = {}
        for part in (ROOT / "libdial" / "base").glob("error_table_*.hpp"):
            for code, name in re.findall(r"ErrorCode::(k\w+),\s*\"(\w+)\"", part.read_text()):
                table["ERROR_SUCCESS" if name == "SUCCESS" else name] = numbers[code]
        self.assertEqual(header, table)
        self.assertGreater(len(header), 270)


class Examples(unittest.TestCase):
    """One program for each kind of notifier, as C11 and as C++, and one in Python."""

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="dial-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        (self.place / "profiles").mkdir()
        (self.place / "lock").mkdir()
        (self.place / "secrets.toml").touch(mode=0o600)
        links = [self.place / f"{self.place.name}-{line}" for line in range(2)]
        for line, link in enumerate(links):
            (self.place / "profiles" / f"line{line}.toml").write_text(
                f'number = "5551234"\ndatapath = "memory"\nlink = "direct"\n[line]\ndevice = "{link}"\n'
                '[ppp]\nrestart = "50ms"\n')
        self.start("dialsim", [os.environ["DIAL_DIALSIM"], *map(str, links)])
        self.socket = self.place / "socket"
        self.start("diald", [os.environ["DIAL_DIALD"], "--socket", str(self.socket), "--profiles",
                             str(self.place / "profiles"), "--secrets", str(self.place / "secrets.toml"),
                             "--lock-directory", str(self.place / "lock")])
        self.wait_for(lambda: all(link.exists() for link in links) and self.socket.exists())

    def start(self, name, command):
        log = open(self.place / f"{name}.log", "w")
        self.addCleanup(log.close)
        process = subprocess.Popen(command, stdout=log, stderr=log)

        def end():
            process.terminate()
            process.wait(20)
        self.addCleanup(end)

    def wait_for(self, holds):
        end = time.monotonic() + 20
        while not holds():
            self.assertLess(time.monotonic(), end, "not within 20 s")
            time.sleep(0.02)

    def run_example(self, command, *arguments):
        environment = {**os.environ, "DIAL_SOCKET": str(self.socket),
                       "LD_LIBRARY_PATH": str(pathlib.Path(LIBRARY).parent)}
        quiet, writer = os.pipe()  # a terminal at which nobody types
        try:
            return subprocess.run([*map(str, command), *arguments], env=environment, timeout=60, text=True,
                                  stdin=quiet, capture_output=True)
        finally:
            os.close(quiet)
            os.close(writer)

    def assert_free(self):
        """The program has ended only when its lines were free."""
        self.assertEqual(list((self.place / "lock").iterdir()), [])

    def check_example(self, name, states):
        for language in COMPILERS:
            with self.subTest(language=language):
                program = self.place / f"{name}-{language}"
                compile_example(name, language, program)
                done = self.run_example([program], "line0")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(re.findall(r"state (\d+)", done.stdout), states)
                self.assert_free()
                busy = self.run_example([program], "line0", BUSY)
                self.assertEqual(busy.returncode, 1, busy.stdout)
                self.assert_free()

    # OpenPort to Connected, as dialsim's peer goes through them.
    ALL = ["0", "1", "2", "3", "4", "5", "10", "18", "8192"]

    def test_a_ras_dial_func_on_a_libuv_loop(self):
        self.check_example("dial_func", self.ALL)

    def test_a_ras_dial_func_2_with_a_context_and_a_verdict(self):
        self.check_example("dial_func2", self.ALL)

    def test_a_descriptor_and_a_dispatch(self):
        self.check_example("descriptor", self.ALL)

    def test_a_ras_dial_func_1_for_two_dials_at_once(self):
        for language in COMPILERS:
            with self.subTest(language=language):
                program = self.place / f"dial_func1-{language}"
                compile_example("dial_func1", language, program)
                done = self.run_example([program], "line0", "line1")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                for dial in "01":
                    self.assertEqual(re.findall(rf"dial {dial}: state (\d+)", done.stdout), self.ALL)
                self.assert_free()
                done = self.run_example([program], "line0", "nobody")
                self.assertIn("nobody: error 623", done.stdout)

    def test_any_language_that_can_call_c(self):
        script = [sys.executable, "-B", EXAMPLES / "dial.py", LIBRARY]
        listed = self.run_example(script)
        self.assertEqual(listed.stdout, "line0\nline1\n", listed.stderr)
        done = self.run_example(script, "line0")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([str(int(state, 16)) for state in re.findall(r"state (0x\w+)", done.stdout)], self.ALL)
        self.assert_free()
        done = self.run_example(script, "line0", BUSY)
        self.assertEqual(done.returncode, 1)
        self.assertIn("error 676: the line is busy", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
