#!/usr/bin/env python3
"""man_pages.py ROOT DIALCTL DIALD DIALSIM: the manual pages are well-formed, name every command and option that --help
names and no other, and every exit status. Exits with 1 and a line per mistake, with 77 without mandoc."""
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77
# True of a page that is not installed yet, and of a machine without an index of its pages.
NOT_OURS = re.compile(r"referenced manual not found|outdated mandoc\.db")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
HELP_SECTION = re.compile(r"^(\S.*):$")


def said_by(*command):
    return subprocess.run(command, check=False, capture_output=True, text=True)


def parse_help(text):
    """Subcommands and options of one --help: the words at the beginning of their lines, not of the prose."""
    subcommands, options, section = [], set(), ""
    for line in text.splitlines():
        if match := HELP_SECTION.match(line):
            section = match[1]
        elif section == "Subcommands" and (match := re.match(r"  (\S+)", line)):
            subcommands.append(match[1])
        elif section == "Options" and (match := re.match(r"  (-\S+)", line)):
            options.update(OPTION.findall(match[1]))
    return subcommands, options


def walk(program, path=(), above=""):
    """(path of subcommands, its options), for the program and all below. What has no help of its own, as a table of
    the configuration, has the one above."""
    text = said_by(program, *path, "--help").stdout
    subcommands, options = parse_help(text) if text != above else ([], set())
    yield path, options
    for name in subcommands:
        yield from walk(program, (*path, name), text)


def rendered(page):
    """The page as a reader has it, on one line."""
    done = subprocess.run(["mandoc", "-Tutf8", "-Owidth=1000", str(page)], check=True, capture_output=True, text=True)
    return re.sub(r"\s+", " ", re.sub(r".\x08", "", done.stdout))


def form_problems(page):
    lint = said_by("mandoc", "-Tlint", str(page)).stdout.splitlines()
    yield from (line for line in lint if not NOT_OURS.search(line))
    if shutil.which("man"):
        done = said_by("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page))
        yield from (f"{page.name}: man: {line}" for line in done.stderr.splitlines())


def content_problems(page, program):
    text = rendered(page)
    named = set(OPTION.findall(text))
    there = set()
    for path, options in walk(program):
        there |= options
        command = " ".join(path)
        if command and not re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", text):
            yield f"{page.name} does not name the command '{command}'"
        for option in sorted(options - named):
            yield f"{page.name} does not name {option} of '{program.name} {command}'"
    for option in sorted(named - there):
        yield f"{page.name} names {option}, which there is not"


def exit_problems(page, program):
    text = rendered(page)
    for status, meaning in re.findall(r"^ +(\d+)  (.+)$", said_by(program, "--help").stdout, re.M):
        if f"{status} {meaning[0].upper()}{meaning[1:]}." not in text:
            yield f"{page.name} does not say that {status} is: {meaning}"


def main(root, dialctl, diald, dialsim):
    if not shutil.which("mandoc"):
        print("skipped: mandoc is not installed")
        return SKIPPED
    pages = root / "docs/man"
    problems = [problem for page in sorted(pages.iterdir()) for problem in form_problems(page)]
    problems += content_problems(pages / "dialctl.1", dialctl)
    problems += exit_problems(pages / "dialctl.1", dialctl)
    problems += content_problems(pages / "diald.8", diald)
    problems += content_problems(pages / "dialsim.1", dialsim)
    print("\n".join(problems) or "the manual pages are well-formed, and name what there is")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
