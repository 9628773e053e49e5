#!/usr/bin/env python3
"""layers.py ROOT: every #include of the tree keeps to the layers of ARCHITECTURE.md.

A source file may include with quotes what its layer may use, and in angle brackets the libraries
that its layer may use and the standard library. Exits with 1 and a line per violation."""
import pathlib
import re
import sys

CORE = ("base", "hdlc", "at", "script", "ppp", "session", "profile", "policy")
# The vocabulary that every layer speaks, and the whole public API.
VOCABULARY = {"dial/dialogue.hpp", "dial/error_code.hpp", "dial/error.hpp", "dial/phone_book.hpp",
              "dial/state.hpp", "dial/types.hpp"}

# layer: the layers it may use besides itself, and the libraries. Lowest first.
LAYERS = {
    "base": ([], ["fmt"]),
    "hdlc": (["base"], []),
    "at": (["base"], ["fmt"]),
    "script": (["base"], ["fmt", "lua"]),
    "ppp": (["base"], ["fmt", "nettle"]),
    "session": (["base", "at", "script", "hdlc", "ppp"], ["fmt"]),
    "profile": (["base"], ["fmt", "toml++"]),
    "policy": (["base", "profile"], ["fmt"]),
    "uv": (list(CORE), ["uv", "system", "linux"]),
    "sys": (["base"], ["libmnl", "linux", "system"]),
    "net": (["base", "profile", "uv", "sys"], ["uv", "systemd", "nlohmann", "linux", "system"]),
    "manager": (["base", "session", "profile", "policy", "uv", "sys", "net"], ["fmt", "uv", "system"]),
    "rpc": (["base", "uv"], ["fmt", "uv", "nlohmann", "system"]),
    "client": (["base", "manager", "rpc", "uv"], ["fmt", "uv", "nlohmann", "system"]),
    # The C interface: over the public API alone.
    "ras": ([], ["system"]),
}
# folder outside libdial: layers and libraries.
PROGRAMS = {
    "daemon": (["base", "profile", "manager", "rpc", "uv", "sys"],
               ["fmt", "uv", "spdlog", "CLI", "systemd", "nlohmann", "toml++", "system"]),
    "cli": (["base", "profile", "script", "rpc", "uv", "sys"],
            ["fmt", "uv", "spdlog", "CLI", "nlohmann", "system"]),
    "helper": (["base", "sys"], ["linux", "systemd", "system"]),
    "interpreter": (["base", "script"], ["lua", "seccomp", "linux", "system"]),
    # manager: its stub that answers ICMP echo is the simulated peer's data path too.
    "tests/simulator": (["base", "at", "hdlc", "ppp", "uv", "sys", "manager"],
                        ["fmt", "uv", "spdlog", "CLI", "nettle", "system", "linux"]),
}
# Public API in full: who may use dial/dialer.hpp and its like.
API_USERS = {"manager", "rpc", "client", "ras", "daemon", "cli", "tests/simulator"}

LIBRARY_OF = [  # first match of what stands in the angle brackets
    (r"uv\.h$", "uv"),
    (r"fmt/", "fmt"),
    (r"spdlog/", "spdlog"),
    (r"CLI/", "CLI"),
    (r"nettle/", "nettle"),
    (r"libmnl/", "libmnl"),
    (r"systemd/", "systemd"),
    (r"nlohmann/", "nlohmann"),
    (r"toml\+\+/|toml\.hpp$", "toml++"),
    (r"lua\.hpp$", "lua"),
    (r"seccomp\.h$", "seccomp"),
    (r"doctest/", "doctest"),
    (r"(linux|asm|net|netinet|netpacket|arpa)/", "linux"),
    (r"[a-z_]+$", None),  # <vector>: the standard library
    (r".*\.h$", "system"),  # <unistd.h>, <sys/socket.h>
]
# uid_t and pid_t: who dialled and who holds a line are part of the public vocabulary.
# stdint.h, and in_addr of netinet/in.h: the C interface.
PUBLIC_SYSTEM = {"sys/types.h", "stdint.h", "netinet/in.h"}
# Of the standard library, what reads a clock, a file or the environment, or makes threads.
IMPURE_STANDARD = {"fstream", "filesystem", "iostream", "cstdlib", "cstdio", "ctime", "thread", "mutex",
                   "condition_variable", "future", "random", "csignal", "atomic"}
# Of them, what a core file may have, and for what.
ALLOWED_IMPURE = {}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def library_of(header):
    for pattern, library in LIBRARY_OF:
        if re.match(pattern, header):
            return library
    return "unknown"


def part_of(path):
    """The layer or program folder that a path within the tree belongs to; None: not judged."""
    parts = path.parts
    if parts[0] == "libdial":
        return "include" if parts[1] == "include" else parts[1]
    if parts[0] == "tests":
        return "tests/simulator" if parts[1] == "simulator" and not path.stem.endswith(("_test", "_bench")) else None
    return parts[0] if parts[0] in PROGRAMS else None


def judge_quoted(part, header):
    if part == "include":
        return None if header.startswith("dial/") else "a public header includes dial/* and the standard library only"
    if header.startswith("dial/"):
        if header in VOCABULARY or part in API_USERS:
            return None
        return f"{part} may use of the public API only {', '.join(sorted(VOCABULARY))}"
    target = header.split("/")[0]
    if part in LAYERS:
        return None if target == part or target in LAYERS[part][0] else f"{part} may not use {target}"
    own = part.split("/")[-1]
    if "/" not in header or target == own or target in PROGRAMS[part][0]:
        return None
    return f"{part} may not use {target}"


def judge_angled(part, header):
    library = library_of(header)
    if part == "include":
        if library is None or header in PUBLIC_SYSTEM:
            return None
        return "a public header includes dial/* and the standard library only"
    if library is None:
        if part in CORE and header in IMPURE_STANDARD and header not in ALLOWED_IMPURE.get(part, ()):
            return f"{part} is pure: no <{header}>"
        return None
    allowed = (LAYERS.get(part) or PROGRAMS[part])[1]
    return None if library in allowed else f"{part} may not use <{header}>"


def violations(root):
    files = sorted(path for folder in ("libdial", *PROGRAMS) for path in (root / folder).rglob("*")
                   if path.suffix in (".hpp", ".cpp", ".h", ".c"))
    judged = 0
    for path in files:
        relative = path.relative_to(root)
        part = part_of(relative)
        if part is None:
            continue
        if part not in LAYERS and part not in PROGRAMS and part != "include":
            yield f"{relative}: '{part}' is no layer"
            continue
        judged += 1
        text = path.read_text()
        for match in INCLUDE.finditer(text):
            quoted, angled = match.groups()
            problem = judge_quoted(part, quoted) if quoted else judge_angled(part, angled)
            if problem:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{relative}:{line}: {problem}"
    if judged == 0:
        yield f"{root}: no file to judge"


def main(root):
    found = list(violations(pathlib.Path(root)))
    print("\n".join(found) or "every include keeps to its layer")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else 2)
