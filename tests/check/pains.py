#!/usr/bin/env python3
"""pains.py ROOT: docs/pains.md has a line for each of the twenty-five pains, in their order, and each
promise of the service; the tests named there exist; a line without a test says "not yet". A test is
`folder/program`: case, below tests/; a program that has no cases of its own (a script) has the words.
Exits with 1 and a line per violation."""
import pathlib
import re
import sys

from rules import Sources

PAINS = 25
TEST = re.compile(r"`([\w./-]+)`: (.+)\Z")


def rows_of(page):
    """(number, what people suffered, what is done, tests) of each line of the tables."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"[S\d.]+", cells[0]):
            yield cells


def has_case(root, sources, program, case):
    cases = sources.cases(program)
    if cases is not None:
        return case in cases
    script = root / "tests" / program
    return script.is_file() and case in script.read_text()


def wrong_row(root, sources, done, tests):
    if not tests:
        if "not yet" not in done.lower():
            yield "no test holds it, and it does not say that it is not here yet"
        return
    for test in tests.split("<br>"):
        named = TEST.match(test)
        if not named:
            yield f"'{test}' names no test"
        elif not has_case(root, sources, named[1], named[2]):
            yield f"{named[1]} has no case '{named[2]}'"


def violations(root):
    rows = list(rows_of((root / "docs/pains.md").read_text()))
    numbers = [int(number) for number, *_ in rows if number.isdigit()]
    if numbers != list(range(1, PAINS + 1)):
        yield f"docs/pains.md: the pains are numbered {numbers}, and not 1 to {PAINS}"
    sources = Sources(root)
    for number, _, done, tests in rows:
        for what in wrong_row(root, sources, done, tests):
            yield f"docs/pains.md, {number}: {what}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
