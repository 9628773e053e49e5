#!/usr/bin/env python3
"""headers_compile_alone.py ROOT SCRATCH COMPILER…: every header of ROOT/libdial compiles as the only
thing a file includes, and twice in a file. Exits with 1 and what the compiler says."""
import concurrent.futures
import pathlib
import subprocess
import sys


def compile_one(compiler, libdial, header, scratch):
    include = header.relative_to(libdial / "include" if "include" in header.relative_to(libdial).parts
                                 else libdial)
    source = scratch / (str(include).replace("/", "_") + ".cpp")
    text = f'#include "{include}"\n#include "{include}"\n'
    if not source.exists() or source.read_text() != text:
        source.write_text(text)
    done = subprocess.run([*compiler, "-std=c++23", "-Wall", "-Wextra", "-Werror", f"-I{libdial}",
                           f"-I{libdial / 'include'}", "-c", str(source), "-o", f"{source}.o"],
                          capture_output=True, text=True)
    return None if done.returncode == 0 else f"{include}:\n{done.stderr}"


def main(root, scratch, *compiler):
    libdial, scratch = pathlib.Path(root) / "libdial", pathlib.Path(scratch)
    scratch.mkdir(parents=True, exist_ok=True)
    headers = sorted([*libdial.rglob("*.hpp"), *libdial.rglob("*.h")])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [said for said in pool.map(lambda header: compile_one(compiler, libdial, header, scratch),
                                           headers) if said]
    print("\n".join(found) or f"{len(headers)} headers compile alone")
    return 1 if found or not headers else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else 2)
