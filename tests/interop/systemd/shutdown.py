"""The last claim of inside.py leaves a line up; what the shutdown made of it boot.py sees (left_by)."""
import pathlib

from lab import ETC, PROFILE, UNIT, ctl
from rig import run, wait_until

RESOLVER = "/etc/resolv.conf"
HOOKED = "/result/hooked"
THEIRS = "nameserver 192.0.2.1\n"
LASTING = "/run/lasting"  # a line that is there until diald has stopped

ENTRY = f"""[ip]
dns = "file"
dns_servers = ["9.9.9.9"]
[hooks]
up = "{ETC}/hooks/last"
down = "{ETC}/hooks/last"
system = false
"""


class Shutdown:
    def test_90_a_line_is_left_up_for_the_shutdown(self):
        run("systemd-run", "--quiet", f"--property=Before={UNIT}", "dialsim", LASTING, "--quiet",
            "--auth", "chap", "--user", "alice:secret")
        wait_until(lambda: pathlib.Path(LASTING).exists(), "there is a line")
        hook = ETC / "hooks/last"
        hook.write_text(f'#!/bin/sh\necho "${{BYTES_SENT:+down}}" >>{HOOKED}\n')
        hook.chmod(0o755)
        pathlib.Path(RESOLVER).write_text(THEIRS)
        (ETC / "diald.toml").write_text(f'resolv-conf = "{RESOLVER}"\n')
        (ETC / "profiles/last.toml").write_text(PROFILE.replace("LINE", LASTING) + ENTRY)
        run("systemctl", "restart", UNIT)
        done = ctl("connect", "last")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + self.journal())
        wait_until(lambda: "9.9.9.9" in pathlib.Path(RESOLVER).read_text(), "the resolver's file is written")
        wait_until(lambda: pathlib.Path(HOOKED).exists(), "the beginning is told")


def left_by(root):
    """What is wrong with what a container with this root has left behind."""
    hooked, resolver = root / HOOKED[1:], root / RESOLVER[1:]
    if not hooked.exists():
        return []  # the claim above has failed, and says so
    wrong = []
    if hooked.read_text() != "\ndown\n":
        wrong.append(f"the hook of the end has not run: {hooked.read_text()!r}")
    if resolver.read_text() != THEIRS:
        wrong.append(f"{RESOLVER} is not given back: {resolver.read_text()!r}")
    return wrong
