#!/usr/bin/env python3
"""boot.py BUILD: installs the build into a root of its own, boots systemd in it (systemd-nspawn, with
this machine's /usr read-only) and has it run the claims of inside.py, and those of shutdown.py after
it. Ends as they do; 77, saying why, where no container can be had."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))

from shutdown import left_by

SKIPPED = 77
STARTED = "Reached target"  # systemd says so once it has all it needs
BOOT_LIMIT = 210  # s, for the boot and all claims
PREFIX = "/usr/local"  # where systemd looks for units, and the system's own files are not

DRIVER = """[Unit]
Description=The claims about diald under systemd
After=basic.target systemd-sysusers.service systemd-tmpfiles-setup.service
SuccessAction=exit
FailureAction=exit-force
[Service]
Type=oneshot
Environment=PYTHONPATH=/lab/interop PYTHONDONTWRITEBYTECODE=1
ExecStart=/usr/bin/python3 /lab/interop/systemd/inside.py
StandardOutput=file:/result/output
StandardError=inherit
"""
TARGET = "[Unit]\nDescription=The lab\nRequires=basic.target\nWants=driver.service diald.socket dial-helper.socket\n"
SECRETS = "[handed]\npassword = 'secret'\n"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def prefix_of(build):
    cache = (build / "CMakeCache.txt").read_text()
    return re.search(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", cache, re.M).group(1)


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def make_root(root):
    for name in ("usr", "var", "run", "proc", "sys", "dev", "tmp", "root", "lab", "result"):
        (root / name).mkdir(parents=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    etc = root / "etc"
    write(etc / "passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/:/bin/sh\nbob:x:1001:1001::/:/bin/sh\n")
    write(etc / "group", "root:x:0:\ntty:x:5:\ndialout:x:20:\ndip:x:30:alice\nalice:x:1000:\nbob:x:1001:\n")
    write(etc / "nsswitch.conf", "passwd: files\ngroup: files\n")
    write(etc / "machine-id", "0123456789abcdef0123456789abcdef\n")
    write(etc / "os-release", "ID=lab\n")
    write(etc / "systemd/system/driver.service", DRIVER)
    write(etc / "systemd/system/lab.target", TARGET)
    # A test has no half minute to wait for a watchdog; a busy machine needs some seconds.
    write(etc / "systemd/system/diald.service.d/lab.conf", "[Service]\nWatchdogSec=5\n")


def install(build, stage):
    subprocess.run(["cmake", "--install", str(build)], env={**os.environ, "DESTDIR": str(stage)}, check=True,
                   stdout=subprocess.DEVNULL)
    tree = stage / PREFIX[1:]
    write(tree / "etc/dial/secrets.toml", SECRETS, 0o600)
    return tree


def tun_device(place):
    """A node of the container's own, with the mode udev gives it."""
    node = place / "tun"
    os.mknod(node, 0o666 | 0o020000, os.makedev(10, 200))
    node.chmod(0o666)
    return node


def main(build):
    if os.geteuid() != 0:
        skip("only root can start a container")
    if not shutil.which("systemd-nspawn"):
        skip("systemd-nspawn is missing (package systemd-container)")
    if prefix_of(build) != PREFIX:
        skip(f"the build is not for {PREFIX}")
    with tempfile.TemporaryDirectory(prefix="dial-systemd-") as name:
        place = pathlib.Path(name)
        place.chmod(0o755)
        make_root(place / "root")
        tree = install(build, place / "stage")
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "-M", "dial-lab",
                   "--private-network", "--capability=CAP_NET_ADMIN", "--bind-ro=/usr", f"--bind={tree}:{PREFIX}",
                   f"--bind-ro={HERE.parent}:/lab/interop", f"--bind={tun_device(place)}:/dev/net/tun",
                   "-D", str(place / "root"), "-b", "--console=read-only", "--", "systemd.unit=lab.target"]
        try:
            booted = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT, timeout=BOOT_LIMIT, text=True, errors="replace")
            said, status = booted.stdout, booted.returncode
        except subprocess.TimeoutExpired as expired:
            said, status = (expired.stdout or b"").decode(errors="replace"), 1
            print(f"the container did not end within {BOOT_LIMIT} s")
        sys.exit(verdict(place / "root", said, status))


def verdict(root, said, status):
    """0 or 1, of what the container has left and said."""
    output, result = root / "result/output", root / "result/status"
    if not output.exists() and status != 0 and STARTED not in said:
        print(said)
        skip("no systemd can be booted here")
    print(output.read_text(errors="replace") if output.exists() else said)
    wrong = left_by(root)
    print("".join(f"after the shutdown: {one}\n" for one in wrong), end="")
    return int(result.read_text()) if result.exists() and not wrong else 1


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
