"""The commands on a running server, as the command line knows them."""

import argparse
import re
from typing import Any

from chat_server.console import tasks
from chat_server.protocol import roles
from chat_server.subcommand import Command

SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
"""What a time on the command line is counted in."""
MOST_SECONDS = 100 * 365 * 86_400
"""The longest of them: a hundred years, as much as a server takes."""

Arguments = dict[str, dict[str, Any]]


def lasting(text: str) -> int:
    """`30m`, `12h`, `7d` or `2w` in seconds."""
    found = re.fullmatch(r"([1-9][0-9]{0,8})([mhdw])", text)
    seconds = int(found[1]) * SECONDS[found[2]] if found else 0
    if not 0 < seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no time such as 30m, 12h, 7d or 2w")
    return seconds


def count(text: str) -> int:
    """A whole number from 1 that the protocol can carry."""
    if not re.fullmatch(r"0*[1-9][0-9]{0,14}", text):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number from 1 on")
    return int(text)


BY_ID: Arguments = {
    "--id": {"action": "store_true", "dest": "by_id", "help": "WHO is an id, not a nickname"}
}
WHO: Arguments = {
    "who": {"metavar": "WHO", "help": "a nickname that somebody bears or owns"}
} | BY_ID
NET: Arguments = {
    "--address": {"metavar": "NET", "help": "an IP address or a network, such as 192.0.2.0/24"}
}
WHO_OR_NET: Arguments = {"who": WHO["who"] | {"nargs": "?"}} | BY_ID | NET
ROOM: Arguments = {"--room": {"metavar": "ROOM", "help": "only there (default: everywhere)"}}
TIME: Arguments = {
    "--for": {
        "metavar": "TIME",
        "dest": "lasting",
        "type": lasting,
        "help": "such as 30m, 12h, 7d or 2w (default: for ever)",
    }
}
REASON: Arguments = {"--reason": {"metavar": "TEXT", "help": "what they are told"}}
ROLE: dict[str, Any] = {"choices": roles.ROLES, "help": "what they may"}

COMMANDS = {
    "people": Command(
        tasks.People,
        "list who is here",
        "List who is here, on the server or in one room.",
        {"--room": {"metavar": "ROOM", "help": "only those who are in it"}},
    ),
    "kick": Command(
        tasks.Kick,
        "put somebody off the server or out of a room",
        "Put somebody off the server, or out of a room; they may come again.",
        WHO | ROOM | REASON,
    ),
    "ban": Command(
        tasks.Ban,
        "keep somebody off the server, or an address",
        "Keep a person with all their keys off the server, or an IP address or network.",
        WHO_OR_NET
        | {"--addresses": {"action": "store_true", "help": "WHO's present addresses, too"}}
        | TIME
        | REASON,
    ),
    "unban": Command(
        tasks.Unban,
        "let them in again",
        "Let a person or an address in again.",
        WHO_OR_NET,
    ),
    "bans": Command(tasks.Bans, "list who is banned", "List who is banned, the newest first.", {}),
    "mute": Command(
        tasks.Mute,
        "have somebody write nothing",
        "Have somebody write nothing, in one room or anywhere.",
        WHO | ROOM | TIME | REASON,
    ),
    "unmute": Command(
        tasks.Unmute, "let somebody write again", "Let somebody write again.", WHO | ROOM
    ),
    "role": Command(
        tasks.Role,
        "make somebody a moderator, or something else",
        "Make somebody a guest, member, moderator or owner.",
        WHO | {"role": ROLE},
    ),
    "release": Command(
        tasks.Release,
        "let a nickname be anybody's",
        "Let a nickname that somebody owns be anybody's.",
        {"nick": {"metavar": "NICK", "help": "the nickname"}},
    ),
    "invite": Command(
        tasks.Invite,
        "make a code to enter with",
        "Make a code to enter with, and print it; it is told only once.",
        {
            "--uses": {
                "metavar": "N",
                "type": count,
                "help": "for so many newcomers (default: any number)",
            },
            "--role": ROLE,
        }
        | TIME,
    ),
    "invites": Command(tasks.Invites, "list the invites", "List the invites that are good.", {}),
    "revoke": Command(
        tasks.Revoke,
        "end an invite",
        "End an invite; who came in by it stays.",
        {"invite": {"metavar": "INVITE", "help": "its id, as invites lists it, or its code"}},
    ),
    "audit": Command(
        tasks.Audit,
        "list what moderators did",
        "List what moderators and owners did, the newest first.",
        {
            "--before": {"metavar": "NO", "type": count, "help": "only acts before this one"},
            "--limit": {"metavar": "N", "type": count, "help": "so many (default: 50)"},
        },
    ),
}
"""They need a running server; who may use its data folder may use them."""
