#!/usr/bin/env python3
"""ras_page.py ROOT: the tables of docs/ras.md name every function that libdial.so.0 exports and no other,
and only members that Dialer has. Exits with 1 and a line per violation."""
import pathlib
import re
import sys


def violations(page, symbols, header):
    rows = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    first = " ".join(row.split("|")[1] for row in rows.splitlines())
    named = set(re.findall(r"`(RasX?[A-Z]\w+)`", first)) - {"RasDialFunc", "RasDialFunc1", "RasDialFunc2"}
    for name in sorted(set(symbols.split()) - named):
        yield f"docs/ras.md: {name} is in no table"
    for name in sorted(named - set(symbols.split())):
        yield f"docs/ras.md: {name} is not exported"
    for member in sorted(set(re.findall(r"`Dialer::(\w+)`", page))):
        if not re.search(rf"\b{member}\(", header):
            yield f"docs/ras.md: Dialer has no {member}()"


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(violations((root / "docs/ras.md").read_text(), (root / "libdial/ras/symbols.txt").read_text(),
                            (root / "libdial/include/dial/dialer.hpp").read_text()))
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
