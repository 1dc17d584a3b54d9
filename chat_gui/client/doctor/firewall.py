"""The firewall of this computer, as far as it can be asked without special rights."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chat_gui import outside
from chat_gui.client.doctor import walls
from chat_gui.client.doctor.findings import Mark, Sign, Step, failed, ok, unknown
from chat_gui.client.doctor.walls import Wall
from chat_gui.i18n import N_, _

NAME = N_("Firewall")
ASK_SECONDS = 4.0
"""How long a program that tells of the firewall may take."""
UFW_SETTINGS = Path("/etc/ufw/ufw.conf")
RULE_NAMES = ("Parlor", "Parlor server", "parlor-server", "parlor-server.exe", "Parlor's server")
"""How the rule may be called that lets the server be reached: ours, and Windows' own."""

_MACOS = "/usr/libexec/ApplicationFirewall/socketfilterfw"


class Asked(NamedTuple):
    """What a firewall says: its name, what it does with the port, the command that opens it."""

    firewall: str
    wall: Wall
    command: str


Run = Callable[[list[str]], tuple[int, str] | None]


def run(command: list[str]) -> tuple[int, str] | None:
    """A program's exit status and output; None if there is none such, or it takes too long."""
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=ASK_SECONDS,
            stdin=subprocess.DEVNULL,
            env=outside.environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.returncode, ended.stdout


def step(port: int, platform: str = sys.platform, ask: Run = run) -> Step:
    """Does this computer's firewall keep the port closed?"""
    asked = _ASK.get(platform, _linux)(port, ask)
    if asked is None:
        return unknown(NAME, _("No firewall tells what it does; one may still be on."))
    facts = {"firewall": asked.firewall, "command": asked.command}
    if asked.wall is Wall.OPEN:
        return ok(
            NAME,
            _("{firewall} lets port {port} through.").format(firewall=asked.firewall, port=port),
        )
    if asked.wall is Wall.CLOSED:
        sentence = _("{firewall} most likely keeps port {port} closed.").format(
            firewall=asked.firewall, port=port
        )
        return failed(
            NAME,
            sentence,
            Sign.WALLED,
            _("to open it: {command}").format(command=asked.command),
            **facts,
        )
    sentence = _("{firewall} is on; it does not tell about port {port}.").format(
        firewall=asked.firewall, port=port
    )
    return Step(NAME, Mark.UNKNOWN, sentence, (Sign.WALLED,), facts)


def _linux(port: int, ask: Run) -> Asked | None:
    return next((asked for look in _LINUX if (asked := look(port, ask)) is not None), None)


def _firewalld(port: int, ask: Run) -> Asked | None:
    state = ask(["firewall-cmd", "--state"])
    if state is None or state[0] != 0:
        return None
    query = ask(["firewall-cmd", f"--query-port={port}/tcp"])
    walled = Wall.UNKNOWN if query is None else Wall.OPEN if query[0] == 0 else Wall.CLOSED
    opens = f"sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"
    return Asked("firewalld", walled, opens)


def _ufw(port: int, _ask: Run) -> Asked | None:
    try:
        on = walls.ufw_is_on(UFW_SETTINGS.read_text("utf-8", errors="replace"))
    except OSError:
        return None
    return Asked("ufw", Wall.UNKNOWN, f"sudo ufw allow {port}/tcp") if on else None


def _nft(port: int, ask: Run) -> Asked | None:
    listed = ask(["nft", "list", "ruleset"])
    if listed is None or listed[0] != 0 or not listed[1].strip():
        return None
    opens = f"sudo nft insert rule inet filter input tcp dport {port} accept"
    return Asked("nftables", walls.nft(f"\n{listed[1]}", port), opens)


def _iptables(port: int, ask: Run) -> Asked | None:
    listed = ask(["iptables", "-S", "INPUT"])
    if listed is None or listed[0] != 0:
        return None
    opens = f"sudo iptables -I INPUT -p tcp --dport {port} -j ACCEPT"
    return Asked("iptables", walls.iptables(listed[1], port), opens)


def _windows(port: int, ask: Run) -> Asked:
    """Windows' own is on unless somebody turned it off; its words are in the user's language."""
    rules = [["netsh", "advfirewall", "firewall", "show", "rule", f"name={n}"] for n in RULE_NAMES]
    there = any((told := ask(rule)) is not None and told[0] == 0 for rule in rules)
    command = (
        'netsh advfirewall firewall add rule name="Parlor" dir=in action=allow protocol=TCP'
        f" localport={port}"
    )
    opens = _("{command} (as administrator)").format(command=command)
    return Asked(_("Windows' firewall"), Wall.OPEN if there else Wall.UNKNOWN, opens)


def _macos(_port: int, ask: Run) -> Asked | None:
    state = ask([_MACOS, "--getglobalstate"])
    if state is None or "enabled" not in state[1]:
        return None
    opens = _(
        "in System Settings, Network, Firewall, Options allow incoming connections for Parlor"
    )
    return Asked("macOS' firewall", Wall.UNKNOWN, opens)


_LINUX: tuple[Callable[[int, Run], Asked | None], ...] = (_firewalld, _ufw, _nft, _iptables)
"""The one that looks after the rules before the rules themselves, which mostly only root reads."""
_ASK: dict[str, Callable[[int, Run], Asked | None]] = {"win32": _windows, "darwin": _macos}
