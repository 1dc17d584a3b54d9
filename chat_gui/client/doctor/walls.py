"""What firewalls say of themselves, read: whether they keep a TCP port closed. Pure."""

import re
from enum import StrEnum, auto


class Wall(StrEnum):
    """What a firewall does with a port."""

    OPEN = auto()
    CLOSED = auto()
    UNKNOWN = auto()


_NFT_INPUT = re.compile(r"type filter hook input [^;]*;(?: policy (\w+);)?")
_NFT_CHAIN = re.compile(r"\n\tchain \S+ \{\n(.*?)\n\t\}", re.DOTALL)
_NFT_PORT = re.compile(r"tcp dport (\{[^}]*\}|\S+)(.*)")
_NFT_ALL = re.compile(r"\s*(counter (packets \d+ bytes \d+ )?)?(drop|reject)\b")
_IPTABLES_PORT = re.compile(r"--dports? (\S+)")
_UFW_ON = re.compile(r"^\s*ENABLED\s*=\s*[\"']?yes", re.MULTILINE | re.IGNORECASE)


def nft(rules: str, port: int) -> Wall:
    """The text of `nft list ruleset`: chains that see what comes in, of all tables."""
    chains = [body for body in _NFT_CHAIN.findall(rules) if _NFT_INPUT.search(body)]
    return Wall.CLOSED if any(_nft_closes(body, port) for body in chains) else Wall.OPEN


def _nft_closes(body: str, port: int) -> bool:
    for line in body.splitlines():
        if (told := _NFT_PORT.search(line)) and _among(told[1].strip("{} "), port):
            return "accept" not in told[2]
        if _NFT_ALL.fullmatch(line) or re.fullmatch(r"\s*reject with .*", line):
            return True
    head = _NFT_INPUT.search(body)
    return head is not None and head[1] == "drop"


def iptables(rules: str, port: int) -> Wall:
    """The text of `iptables -S INPUT`."""
    for line in rules.splitlines():
        told = _IPTABLES_PORT.search(line)
        if told and "udp" not in line and _among(told[1], port):
            return Wall.OPEN if "-j ACCEPT" in line else Wall.CLOSED
        if re.fullmatch(r"-A INPUT -j (DROP|REJECT)( .*)?", line):
            return Wall.CLOSED
    return Wall.CLOSED if re.search(r"^-P INPUT DROP$", rules, re.MULTILINE) else Wall.OPEN


def ufw_is_on(settings: str) -> bool:
    """The text of /etc/ufw/ufw.conf."""
    return bool(_UFW_ON.search(settings))


def _among(listed: str, port: int) -> bool:
    """Whether a port is one of `22, 80-90` or `22,80:90`."""
    for one in re.split(r"[,\s]+", listed):
        first, _, last = one.replace(":", "-").partition("-")
        if first.isdecimal() and int(first) <= port <= int(last if last.isdecimal() else first):
            return True
    return False
