#!/usr/bin/env python3
"""tracked_files.py ROOT: no file of the tree holds a note to do something later or a path of the
machine it was written on, and no source file is longer than 400 lines (those over 250 are named).
Exits with 1 and a line per violation."""
import pathlib
import re
import subprocess
import sys

LOOK_AGAIN, TOO_LONG = 250, 400
SOURCES = {".cpp", ".hpp", ".c", ".h", ".py", ".sh", ".cmake"}
# Written in two halves, so that this file does not hold them.
LATER = re.compile(rb"\b(" + rb"|".join([b"TO" b"DO", b"FIX" b"ME", b"XX" b"X"]) + rb")\b")


def files(root):
    """What git tracks or would track; every file where there is no git (a tarball)."""
    done = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                          capture_output=True)
    if done.returncode == 0:
        names = {name for name in done.stdout.decode().split("\0") if name}
        return sorted(root / name for name in names if (root / name).is_file())
    return sorted(path for path in root.rglob("*")
                  if path.is_file() and path.relative_to(root).parts[0] not in ("build", ".git"))


def machine_paths(root):
    """This tree's own place and this user's home, when they are more than a top folder."""
    places = [root.resolve(), pathlib.Path.home()]
    return [str(place).encode() for place in places if len(place.parts) > 2]


def violations(root):
    places = machine_paths(root)
    for path in files(root):
        relative, data = path.relative_to(root), path.read_bytes()
        lines = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            if LATER.search(line):
                yield f"{relative}:{number}: a note for later"
            if any(place in line for place in places):
                yield f"{relative}:{number}: a path of this machine"
        if path.suffix in SOURCES and len(lines) - 1 > TOO_LONG:
            yield f"{relative}: {len(lines) - 1} lines, {TOO_LONG} at most"


def main(root):
    root = pathlib.Path(root)
    for path in files(root):
        length = path.read_bytes().count(b"\n")
        if path.suffix in SOURCES and LOOK_AGAIN < length <= TOO_LONG:
            print(f"long: {path.relative_to(root)}: {length} lines")
    found = list(violations(root))
    print("\n".join(found) or "nothing for later, no path of this machine, no file too long")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else 2)
