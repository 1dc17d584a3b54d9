"""What firewalls say of themselves, and who is asked where."""

import sys
from pathlib import Path

import pytest

from chat_gui.client.doctor import firewall, walls
from chat_gui.client.doctor.findings import Mark, Sign
from chat_gui.client.doctor.walls import Wall

NFT = """\
table inet filter {{
	chain input {{
		type filter hook input priority filter; policy {policy};
		ct state established,related accept
		iif "lo" accept
{rules}	}}

	chain forward {{
		type filter hook forward priority filter; policy drop;
	}}
}}
"""
IPTABLES = "-P INPUT {policy}\n-A INPUT -i lo -j ACCEPT\n{rules}"


@pytest.mark.parametrize(
    ("policy", "rule", "wall"),
    [
        ("accept", "", Wall.OPEN),
        ("drop", "", Wall.CLOSED),
        ("drop", "tcp dport 7275 accept", Wall.OPEN),
        ("drop", "tcp dport { 22, 7000-7300 } accept", Wall.OPEN),
        ("drop", "tcp dport 22 accept", Wall.CLOSED),
        ("drop", "udp dport 7275 accept", Wall.CLOSED),
        ("accept", "tcp dport 7275 drop", Wall.CLOSED),
        ("accept", "drop", Wall.CLOSED),
        ("accept", "reject with icmpx admin-prohibited", Wall.CLOSED),
        ("accept", "counter packets 3 bytes 120 drop", Wall.CLOSED),
        ("accept", "ct state invalid drop", Wall.OPEN),
    ],
)
def test_nft(policy: str, rule: str, wall: Wall) -> None:
    rules = f"\t\t{rule}\n" if rule else ""
    assert walls.nft("\n" + NFT.format(policy=policy, rules=rules), 7275) is wall


def test_nft_without_a_chain_for_what_comes_in() -> None:
    assert walls.nft("", 7275) is Wall.OPEN


@pytest.mark.parametrize(
    ("policy", "rule", "wall"),
    [
        ("ACCEPT", "", Wall.OPEN),
        ("DROP", "", Wall.CLOSED),
        ("DROP", "-A INPUT -p tcp -m tcp --dport 7275 -j ACCEPT", Wall.OPEN),
        ("DROP", "-A INPUT -p tcp -m multiport --dports 22,7000:7300 -j ACCEPT", Wall.OPEN),
        ("DROP", "-A INPUT -p udp -m udp --dport 7275 -j ACCEPT", Wall.CLOSED),
        ("ACCEPT", "-A INPUT -p tcp -m tcp --dport 7275 -j DROP", Wall.CLOSED),
        ("ACCEPT", "-A INPUT -j REJECT --reject-with icmp-host-prohibited", Wall.CLOSED),
        ("ACCEPT", "-A INPUT -s 10.0.0.9/32 -j DROP", Wall.OPEN),
    ],
)
def test_iptables(policy: str, rule: str, wall: Wall) -> None:
    assert walls.iptables(IPTABLES.format(policy=policy, rules=rule), 7275) is wall


@pytest.mark.parametrize(
    ("text", "on"),
    [("ENABLED=yes\n", True), ("# ENABLED=yes\nENABLED=no\n", False), ("", False)],
)
def test_ufw(text: str, on: bool) -> None:
    assert walls.ufw_is_on(text) is on


class Programs:
    """Programs that are there: the first word, or the whole line, and what comes of it."""

    def __init__(self, **there: tuple[int, str]) -> None:
        self.there = {name.replace("_", "-"): told for name, told in there.items()}
        self.asked: list[str] = []

    def __call__(self, command: list[str]) -> tuple[int, str] | None:
        self.asked.append(" ".join(command))
        return self.there.get(command[-1]) or self.there.get(Path(command[0]).name)


@pytest.fixture(autouse=True)
def no_ufw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = tmp_path / "ufw.conf"
    monkeypatch.setattr(firewall, "UFW_SETTINGS", settings)
    return settings


def test_where_nothing_can_be_asked_nothing_is_known() -> None:
    for platform in ("linux", "freebsd", "darwin"):
        found = firewall.step(7275, platform, Programs())
        assert (found.mark, found.signs) == (Mark.UNKNOWN, ())


@pytest.mark.parametrize(("status", "mark"), [(0, Mark.OK), (1, Mark.FAILED)])
def test_firewalld_is_asked_before_its_rules(status: int, mark: Mark) -> None:
    query = {"--query-port=7275/tcp": (status, "")}
    programs = Programs(firewall_cmd=(0, "running\n"), nft=(0, NFT))
    programs.there |= query
    found = firewall.step(7275, "linux", programs)
    assert found.mark is mark
    assert "--add-port=7275/tcp" in found.facts.get("command", "--add-port=7275/tcp")
    assert not any(one.startswith("nft") for one in programs.asked)


def test_ufw_that_is_on_tells_no_more(no_ufw: Path) -> None:
    no_ufw.write_text("ENABLED=yes\n")
    found = firewall.step(7275, "linux", Programs())
    assert (found.mark, found.signs) == (Mark.UNKNOWN, (Sign.WALLED,))
    assert found.facts["command"] == "sudo ufw allow 7275/tcp"


def test_rules_that_can_be_read() -> None:
    closed = Programs(nft=(0, NFT.format(policy="drop", rules="")))
    assert firewall.step(7275, "linux", closed).mark is Mark.FAILED
    other = Programs(nft=(1, ""), iptables=(0, "-P INPUT ACCEPT\n"))
    assert firewall.step(7275, "linux", other).mark is Mark.OK
    assert firewall.step(7275, "linux", Programs(iptables=(4, ""))).mark is Mark.UNKNOWN


def test_windows_names_the_command() -> None:
    without = firewall.step(7275, "win32", Programs(netsh=(1, "No rules match")))
    assert without.signs == (Sign.WALLED,)
    assert without.facts["command"].startswith("netsh advfirewall firewall add rule name=")
    assert "localport=7275" in without.facts["command"]
    assert firewall.step(7275, "win32", Programs(netsh=(0, "Rule Name: Parlor"))).mark is Mark.OK


def test_macos() -> None:
    on = firewall.step(7275, "darwin", Programs(socketfilterfw=(0, "Firewall is enabled.")))
    assert on.signs == (Sign.WALLED,)
    off = firewall.step(7275, "darwin", Programs(socketfilterfw=(0, "Firewall is off.")))
    assert off.signs == ()


def test_a_program_that_is_not_there_or_fails() -> None:
    assert firewall.run(["parlor-no-such-program"]) is None
    assert firewall.run(["sh", "-c", "echo told; exit 3"]) == (3, "told\n")


def test_the_system_s_programs_get_their_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/package")
    show = ["sh", "-c", "echo $LD_LIBRARY_PATH"]
    assert firewall.run(show) == (0, "/of/the/package\n")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert firewall.run(show) == (0, "\n")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/before")
    assert firewall.run(show) == (0, "/before\n")
