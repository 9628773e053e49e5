#!/usr/bin/env python3
"""rules.py [--write] ROOT: tests/conformance/rules.toml is sound. Each rule has a number of its own and
tests that exist; one that holds in process and through the daemon has a test that runs both ways, one
that holds in C a test in C; each numbered fact about RAS and asynchronous RPC is adopted or named as not
adopted; each rule has a break that one of its tests is to see; docs/rules.md is the table made of it, which --write makes. Exits with 1 and a line per violation."""
import pathlib
import re
import sys
import tomllib

PLACES = ["in process", "daemon", "C"]
# How many numbered facts there are.
FACTS = {"RAS": 71, "RPC": 38}
NUMBER = re.compile(r"(D\d+)\.\d+\Z")
ORIGIN = re.compile(r"(RAS|RPC) (\d+)\Z|DESIGN \d+(\.\d+)?\Z")
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
CASE = re.compile(r"\b(TEST_CASE|TEST_BOTH_WAYS|TEST_CASE_TEMPLATE|TEST_CASE_FIXTURE)\(\s*" + TEXT)
PYTHON_CASE = re.compile(r"^    def (test_\w+)\(self", re.M)

INTRODUCTION = """\
# The rules of the dialling contract

Made of [tests/conformance/rules.toml](../tests/conformance/rules.toml) by `scripts/rules-table --write`;
`check_rules` fails when it is not. Each rule is held by the tests beside it: `folder/program: case`, below
`tests/`. *In process* and *daemon* are the two ways a `Dialer` works, *C* is `dial/ras.h`. DESIGN, RAS and
RPC say where a rule comes from: a point of the design, a numbered fact about RasDial or about asynchronous RPC.

`scripts/break-rules` shows that a broken rule is seen: for each rule there is a small wrong change of the
code ([tests/conformance/breaks.toml](../tests/conformance/breaks.toml)), with which a test of that rule must
fail. It builds once per rule and takes hours; `scripts/break-rules D3.1 D6.4` tries those two.
"""


def cases_of(path):
    """{name of a case: whether it runs both ways} of a test program's source."""
    text = path.read_text()
    if path.suffix == ".py":
        return {name: False for name in PYTHON_CASE.findall(text)}
    found = {}
    for macro, literals in CASE.findall(text):
        name = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"')
        found[name] = macro == "TEST_BOTH_WAYS"
    return found


class Sources:
    """The test cases in the tree."""

    def __init__(self, root):
        self.tests, self.known = root / "tests", {}

    def cases(self, program):
        if program not in self.known:
            self.known[program] = self.read(program)
        return self.known[program]

    def read(self, program):
        folder, _, name = program.rpartition("/")
        lists = self.tests / folder / "CMakeLists.txt"
        built = lists.is_file() and re.search(rf"(\b|_){re.escape(name)}(_test\.\w+)?\b", lists.read_text())
        for suffix in (".cpp", ".c", ".py"):
            path = self.tests / folder / f"{name}_test{suffix}"
            if built and path.is_file():
                return cases_of(path)
        return None


def wrong_tests(rule, sources):
    """What is wrong with the tests of a rule."""
    both_ways = in_c = False
    for test in rule["tests"]:
        program, _, case = test.partition(": ")
        cases = sources.cases(program)
        if cases is None:
            yield f"no test program {program}"
        elif case not in cases:
            yield f"{program} has no case '{case}'"
        else:
            both_ways = both_ways or cases[case]
            in_c = in_c or program.split("/")[-1].startswith("ras")
    if not rule["tests"]:
        yield "no test holds it"
        return
    if {"in process", "daemon"} <= set(rule["holds"]) and not both_ways and not rule.get("shared"):
        yield "none of its tests runs both ways"
    if "C" in rule["holds"] and not in_c:
        yield "none of its tests is in C"


def wrong_rule(rule, groups, sources):
    matched = NUMBER.match(rule["number"])
    if not matched or matched[1] not in groups:
        yield "a number of no group"
    if not rule["holds"] or [place for place in PLACES if place in rule["holds"]] != rule["holds"]:
        yield f"holds in {rule['holds']}, of {PLACES} in this order"
    yield from wrong_tests(rule, sources)


def wrong_origins(book):
    """Facts that nobody took up, and origins that are none."""
    named = [origin for rule in book["rules"] + book["not_adopted"] for origin in rule["from"]]
    for origin in sorted(set(named)):
        matched = ORIGIN.match(origin)
        if not matched or matched[1] and not 0 < int(matched[2]) <= FACTS[matched[1]]:
            yield f"'{origin}' is no origin"
    for kind, last in FACTS.items():
        for number in range(1, last + 1):
            if f"{kind} {number}" not in named:
                yield f"{kind} {number} is neither adopted nor named as not adopted"


def cell(text):
    return text.replace("|", "\\|")


def table_of(book):
    lines = [INTRODUCTION]
    for group, title in book["groups"].items():
        lines += [f"## {group} {title}\n", "| | rule | holds | from | tests |", "|---|---|---|---|---|"]
        for rule in book["rules"]:
            if rule["number"].split(".")[0] == group:
                tests = "<br>".join(f"`{test.partition(': ')[0]}`: {test.partition(': ')[2]}"
                                    for test in rule["tests"])
                holds = ", ".join(rule["holds"]) + (" (one engine)" if rule.get("shared") else "")
                lines.append(f"| {rule['number']} | {cell(rule['rule'])} | {holds} | "
                             f"{', '.join(rule['from'])} | {cell(tests)} |")
        lines.append("")
    lines += ["## What RAS has and is not adopted\n", "| from | what | why not |", "|---|---|---|"]
    for rule in book["not_adopted"]:
        lines.append(f"| {', '.join(rule['from'])} | {cell(rule['what'])} | {cell(rule['why'])} |")
    return "\n".join(lines) + "\n"


def wrong_breaks(root, book):
    """Rules that nothing breaks, and breaks that a rule's own tests are not to see."""
    tests = {rule["number"]: rule["tests"] for rule in book["rules"]}
    breaks = tomllib.loads((root / "tests" / "conformance" / "breaks.toml").read_text())["breaks"]
    for broken in breaks:
        if broken["test"] not in tests.get(broken["rule"], []):
            yield f"{broken['rule']}: '{broken['test']}', which is to see its break, is no test of it"
    for number in sorted(tests.keys() - {broken["rule"] for broken in breaks}):
        yield f"{number}: nothing breaks it in breaks.toml"


def violations(root, book):
    sources, seen = Sources(root), set()
    for rule in book["rules"]:
        if rule["number"] in seen:
            yield f"{rule['number']}: the number is given twice"
        seen.add(rule["number"])
        for what in wrong_rule(rule, book["groups"], sources):
            yield f"{rule['number']}: {what}"
    yield from wrong_origins(book)
    yield from wrong_breaks(root, book)
    page = root / "docs" / "rules.md"
    if not page.is_file() or page.read_text() != table_of(book):
        yield "docs/rules.md is not made of this list: run scripts/rules-table --write"


def main(arguments):
    write = "--write" in arguments
    (root,) = [pathlib.Path(argument) for argument in arguments if argument != "--write"]
    book = tomllib.loads((root / "tests" / "conformance" / "rules.toml").read_text())
    if write:
        (root / "docs" / "rules.md").write_text(table_of(book))
    found = list(violations(root, book))
    print("\n".join(found) or f"{len(book['rules'])} rules, each with its tests")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
