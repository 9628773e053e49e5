#!/usr/bin/env python3
"""The checks find what they are for: each is run on a small tree with one violation, and on the same
tree without it."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from ras_page import RAS_FUNCTIONS

HERE = pathlib.Path(__file__).resolve().parent
CXX = os.environ.get("CXX", "c++").split()


class Check(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run_check(self, script, *arguments):
        interpreter = [sys.executable] if script.endswith(".py") else ["bash"]
        return subprocess.run([*interpreter, str(HERE / script), *map(str, arguments)],
                              capture_output=True, text=True)

    def passes(self, script, *arguments):
        done = self.run_check(script, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def fails(self, word, script, *arguments):
        done = self.run_check(script, *arguments)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(word, done.stdout)


class Layers(Check):
    def includes(self, name, *headers):
        self.write(name, "".join(f"#include {header}\n" for header in headers))

    def test_a_layer_may_include_itself_what_is_below_and_the_standard_library(self):
        self.includes("libdial/ppp/link.cpp", '"ppp/link.hpp"', '"base/bytes.hpp"', '"dial/error.hpp"',
                      "<vector>", "<nettle/md5.h>")
        self.includes("daemon/main.cpp", '"rpc/server.hpp"', '"manager/manager.hpp"', '"dial/dialer.hpp"',
                      "<spdlog/spdlog.h>", '"options.hpp"')
        self.includes("libdial/include/dial/types.hpp", '"dial/error.hpp"', "<string>")
        self.passes("layers.py", self.root)

    def test_what_points_upwards_or_sideways_is_found(self):
        for name, header in [
            ("libdial/base/a.cpp", '"ppp/link.hpp"'),
            ("libdial/at/a.cpp", '"script/chat.hpp"'),
            ("libdial/session/a.cpp", '"uv/timer.hpp"'),
            ("libdial/sys/a.cpp", '"uv/timer.hpp"'),
            ("libdial/rpc/a.cpp", '"manager/manager.hpp"'),
            ("libdial/ppp/a.cpp", '"dial/dialer.hpp"'),
            ("cli/a.cpp", '"manager/manager.hpp"'),
            ("tests/simulator/a.cpp", '"session/session.hpp"'),
            ("libdial/include/dial/a.hpp", '"base/bytes.hpp"'),
        ]:
            with self.subTest(name=name, header=header):
                self.includes(name, header)
                self.fails("may", "layers.py", self.root) if "include" not in name else self.fails(
                    "public header", "layers.py", self.root)
                (self.root / name).unlink()

    def test_a_library_that_the_layer_may_not_use_is_found(self):
        for name, header in [
            ("libdial/base/a.cpp", "<uv.h>"),
            ("libdial/ppp/a.cpp", "<unistd.h>"),
            ("libdial/ppp/a.cpp", "<fstream>"),
            ("libdial/session/a.cpp", "<thread>"),
            ("libdial/manager/a.cpp", "<spdlog/spdlog.h>"),
            ("libdial/include/dial/a.hpp", "<uv.h>"),
            ("cli/a.cpp", "<made/up.hpp>"),
        ]:
            with self.subTest(name=name, header=header):
                self.includes(name, header)
                self.fails(name, "layers.py", self.root)
                (self.root / name).unlink()

    def test_a_folder_that_is_no_layer_is_found(self):
        self.includes("libdial/helpers/a.cpp", "<vector>")
        self.fails("no layer", "layers.py", self.root)

    def test_a_tree_without_files_is_no_success(self):
        self.fails("no file", "layers.py", self.root)


class CoreIsPure(Check):
    def archive(self, code):
        source = self.write("a.cpp", code)
        made = self.root / "libdial_base.a"
        made.unlink(missing_ok=True)
        subprocess.run([*CXX, "-std=c++20", "-O1", "-c", str(source), "-o", str(self.root / "a.o")], check=True)
        subprocess.run(["ar", "rc", str(made), str(self.root / "a.o")], check=True)
        return made

    def test_a_calculator_is_pure(self):
        # Words that only hold a forbidden one are not that one.
        self.passes("core_is_pure.py", self.archive(
            "#include <vector>\n#include <string>\nint read_all(int); int timeout(int);\n"
            "std::string f(int n) { std::vector<int> v(n); return std::to_string(read_all(n) + timeout(v[0])); }"))

    def test_what_reads_the_world_is_found(self):
        for what, code in {
            "a clock": "#include <chrono>\nauto f() { return std::chrono::steady_clock::now(); }",
            "a clock: time": "#include <ctime>\nauto f() { return time(nullptr); }",
            "a descriptor": "#include <unistd.h>\nauto f(char* p) { return read(0, p, 1); }",
            "a descriptor: open": '#include <fcntl.h>\nauto f() { return open("x", 0); }',
            "the environment": '#include <cstdlib>\nauto f() { return getenv("X"); }',
            "randomness": "#include <cstdlib>\nauto f() { return rand(); }",
            "randomness: getrandom": "#include <sys/random.h>\nauto f(char* p) { return getrandom(p, 1, 0); }",
            "libuv": 'extern "C" int uv_run(void*, int);\nauto f() { return uv_run(nullptr, 0); }',
            "a log": "namespace spdlog { void info(int); }\nvoid f() { spdlog::info(1); }",
        }.items():
            with self.subTest(what=what):
                self.fails(what, "core_is_pure.py", self.archive(code))


class HeadersCompileAlone(Check):
    def test_a_header_that_leans_on_another_is_found(self):
        good = "#pragma once\n#include <string>\nstd::string f();\n"
        self.write("libdial/base/a.hpp", good)
        self.passes("headers_compile_alone.py", self.root, self.root / "scratch", *CXX)
        self.write("libdial/base/a.hpp", "#pragma once\nstd::string f();\n")
        self.fails("base/a.hpp", "headers_compile_alone.py", self.root, self.root / "scratch", *CXX)
        self.write("libdial/base/a.hpp", "struct A {};\n")
        self.fails("base/a.hpp", "headers_compile_alone.py", self.root, self.root / "scratch", *CXX)


class TrackedFiles(Check):
    def test_notes_for_later_paths_and_long_files_are_found(self):
        self.write("src/a.cpp", "int f();\n" * 400)
        self.passes("tracked_files.py", self.root)
        for word, text in [("a note for later", "// TO" "DO: later\n"), ("a note for later", "/* FIX" "ME */\n"),
                           ("a path of this machine", f"// see {self.root}/notes\n"),
                           ("401 lines", "int f();\n" * 401)]:
            with self.subTest(word=word):
                self.write("src/a.cpp", text)
                self.fails(word, "tracked_files.py", self.root)


class Rules(Check):
    RULE = ('[groups]\nD1 = "Dial"\n[[rules]]\nnumber = "D1.1"\nrule = "It dials."\n'
            'holds = ["in process", "daemon"]\nfrom = ["DESIGN 2.1"]\n'
            'tests = ["conformance/dial: it dials"]\n')
    REST = ('[[not_adopted]]\nwhat = "All else."\nwhy = "This is a test."\nfrom = ['
            + ", ".join(f'"{kind} {n}"' for kind, last in (("RAS", 71), ("RPC", 38)) for n in range(1, last + 1))
            + "]\n")

    def setUp(self):
        super().setUp()
        self.write("tests/conformance/CMakeLists.txt", "foreach(part dial)\n")
        self.write("tests/conformance/dial_test.cpp", 'TEST_BOTH_WAYS(\n    "it "\n    "dials") {}\n')
        self.write("docs/rules.md", "")
        self.breaks('rule = "D1.1"\ntest = "conformance/dial: it dials"\n')

    def breaks(self, text):
        self.write("tests/conformance/breaks.toml", "[[breaks]]\n" + text)

    def rules(self, text):
        self.write("tests/conformance/rules.toml", text + self.REST)
        self.run_check("rules.py", "--write", self.root)

    def test_a_list_whose_rules_have_tests_is_sound(self):
        self.rules(self.RULE)
        self.passes("rules.py", self.root)

    def test_what_is_wrong_with_a_rule_is_found(self):
        second = self.RULE[self.RULE.index("[[rules]]"):]
        for word, text in [
            ("given twice", self.RULE + second),
            ("no group", self.RULE.replace("D1.1", "D2.1")),
            ("no test holds it", self.RULE.replace('"conformance/dial: it dials"', "")),
            ("has no case 'it rings'", self.RULE.replace(": it dials", ": it rings")),
            ("no test program", self.RULE.replace("conformance/dial:", "conformance/ring:")),
            ("none of its tests is in C", self.RULE.replace('"daemon"]', '"daemon", "C"]')),
            ("in this order", self.RULE.replace('["in process", "daemon"]', '["daemon", "in process"]')),
            ("no origin", self.RULE.replace("DESIGN 2.1", "RAS 72")),
        ]:
            with self.subTest(word=word):
                self.rules(text)
                self.fails(word, "rules.py", self.root)

    def test_a_case_that_runs_one_way_only_is_not_enough_for_both(self):
        self.write("tests/conformance/dial_test.cpp", 'TEST_CASE("it dials") {}\n')
        self.rules(self.RULE)
        self.fails("runs both ways", "rules.py", self.root)

    def test_a_program_that_is_not_built_holds_nothing(self):
        self.write("tests/conformance/CMakeLists.txt", "foreach(part order)\n")
        self.rules(self.RULE)
        self.fails("no test program", "rules.py", self.root)

    def test_a_fact_nobody_took_up_is_found(self):
        self.REST = self.REST.replace('"RAS 17", ', "")
        self.rules(self.RULE)
        self.fails("RAS 17 is neither", "rules.py", self.root)

    def test_a_rule_that_nothing_breaks_is_found(self):
        self.rules(self.RULE)
        self.breaks('rule = "D1.2"\ntest = "conformance/dial: it dials"\n')
        self.fails("D1.1: nothing breaks it", "rules.py", self.root)

    def test_a_break_that_another_rules_test_sees_is_found(self):
        self.rules(self.RULE)
        self.breaks('rule = "D1.1"\ntest = "conformance/dial: it rings"\n')
        self.fails("no test of it", "rules.py", self.root)

    def test_a_page_that_was_not_made_of_the_list_is_found(self):
        self.rules(self.RULE)
        page = self.root / "docs" / "rules.md"
        page.write_text(page.read_text().replace("It dials.", "It rings."))
        self.fails("rules-table", "rules.py", self.root)


class Units(Check):
    GOOD = "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\nProtectSystem=strict\nNoNewPrivileges=yes\n"

    def test_an_unknown_key_is_found(self):
        self.write("x.socket", "[Socket]\nListenStream=/run/x.sock\n")
        self.write("x.service", self.GOOD + "Bogus=yes\n")
        done = self.run_check("units_verify.sh", self.root)
        if done.returncode == 77:
            self.skipTest("systemd-analyze is missing")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Bogus", done.stdout)


class RasPage(Check):
    PAGE = ("| `RasDial` | `Dialer::dial` |\n\nNot here: "
            + ", ".join(f"`{name}`" for name in RAS_FUNCTIONS if name != "RasDial") + "\n")

    def test_a_function_without_a_row_and_names_that_are_none_are_found(self):
        symbols = self.write("libdial/ras/symbols.txt", "RasDial\n")
        self.write("libdial/include/dial/dialer.hpp", "Result<> dial(int x);\n")
        page = self.write("docs/ras.md", self.PAGE)
        self.passes("ras_page.py", self.root)
        symbols.write_text("RasDial\nRasHangUp\n")
        self.fails("RasHangUp is in no table", "ras_page.py", self.root)
        symbols.write_text("RasDial\n")
        page.write_text("| `RasDial`, `RasRing` | `Dialer::ring` |\n")
        self.fails("RasRing is not exported", "ras_page.py", self.root)
        self.fails("Dialer has no ring()", "ras_page.py", self.root)

    def test_a_function_of_ras_without_a_word_is_found(self):
        self.write("libdial/ras/symbols.txt", "RasDial\n")
        self.write("libdial/include/dial/dialer.hpp", "Result<> dial(int x);\n")
        page = self.write("docs/ras.md", self.PAGE)
        self.passes("ras_page.py", self.root)
        page.write_text(self.PAGE.replace("`RasGetCountryInfo`", "RasGetCountryInfo"))
        self.fails("RasGetCountryInfo of RAS has no word", "ras_page.py", self.root)
        page.write_text(self.PAGE.replace("`RasDial`", "`RasDialDlg`", 1))
        self.fails("RasDial is in no table", "ras_page.py", self.root)


class Pains(Check):
    def setUp(self):
        super().setUp()
        self.write("tests/unit/sys/CMakeLists.txt", "foreach(part lock_file)\n")
        self.write("tests/unit/sys/lock_file_test.cpp", 'TEST_CASE("a lock is kept") {}\n')
        self.write("tests/install/packages", "# a package is installed\n")

    def page(self, tests="`unit/sys/lock_file`: a lock is kept", done="It does.", last=25):
        self.write("docs/pains.md", "".join(f"| {number} | It hurts. | {done} | {tests} |\n"
                                            for number in range(1, last + 1)))

    def test_a_page_whose_tests_exist_is_sound(self):
        self.page()
        self.passes("pains.py", self.root)
        self.page(tests="`install/packages`: a package is installed<br>`unit/sys/lock_file`: a lock is kept")
        self.passes("pains.py", self.root)

    def test_a_pain_that_is_left_out_or_has_a_test_that_there_is_not_is_found(self):
        self.page(last=24)
        self.fails("and not 1 to 25", "pains.py", self.root)
        self.page(tests="`unit/sys/lock_file`: a lock is lost")
        self.fails("has no case 'a lock is lost'", "pains.py", self.root)
        self.page(tests="`install/packages`: a package is removed")
        self.fails("has no case", "pains.py", self.root)
        self.page(tests="the test of locks")
        self.fails("names no test", "pains.py", self.root)

    def test_what_no_test_holds_has_to_say_so(self):
        self.page(tests="")
        self.fails("not here yet", "pains.py", self.root)
        self.page(tests="", done="Not yet.")
        self.passes("pains.py", self.root)


if __name__ == "__main__":
    unittest.main()
