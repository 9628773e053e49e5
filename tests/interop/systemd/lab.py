"""What the claims in the container share: where things are, and what systemd says of them."""
import pathlib

from rig import run

ETC = pathlib.Path("/usr/local/etc/dial")
LOCKS = pathlib.Path("/run/lock")
LINE = "/run/modem"
UNIT = "diald.service"

PROFILE = """number = "5551234"
user = "alice"
secret = "handed"
link = "direct"
[line]
device = "LINE"
"""


def show(*names, unit=UNIT):
    """Properties of a unit, as systemd knows them."""
    options = [f"--property={name}" for name in names]
    lines = run("systemctl", "show", unit, *options).stdout.splitlines()
    values = dict(line.split("=", 1) for line in lines)
    return values[names[0]] if len(names) == 1 else [values[name] for name in names]


def ctl(*arguments, user=None):
    command = ["dialctl", *arguments]
    if user:
        command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command]
    return run(*command, check=False)


def locks():
    return sorted(path.name for path in LOCKS.glob("LCK..*"))


def main_pid():
    return int(show("MainPID"))
