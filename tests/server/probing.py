"""Every command of the protocol, made by reflection: what a stranger may try on a room's name."""

import itertools
import unicodedata
from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from chat_server.protocol import commands

MARKER = "zqxvkw"
"""In the name and the texts of what is secret, and nowhere else."""
EVERY: tuple[type[Any], ...] = get_args(commands.AnyCommand)
KINDS = [kind for kind in EVERY if kind not in {commands.Hello, commands.Proof}]
"""Those of somebody who has come in."""

_VALUES: dict[str, list[Any]] = {
    "version": [1],
    "nick": ["Fourth"],
    "room": ["NAME"],
    "id": ["probe"],
    "re": ["re"],
    "invite": ["none"],
    "text": ["probe", MARKER],
    "target": [1, 2],
    "seq": [1],
    "since": [None, 0, 1],
    "before": [None, 2],
    "after": [None, 0],
    "limit": [50],
    "reply_to": [None, 1],
    "emoji": ["👍"],
    "on": [True, False],
    "with_": ["Ada"],
    "who": ["Ada", None],
    "person": [None, "ADA"],
    "reason": ["probe"],
    "address": [None],
    "pair": [None],
    "role": ["guest"],
}
"""What fields are tried with; `probes` puts in "NAME" and "ADA". Others keep their default."""
_TEXTS = {"nick", "text", "with_", "who", "person", "invite", "address", "pair"}


def probes(kind: type[Any], name: str, ada: str) -> Iterator[commands.AnyCommand]:
    """Commands of a kind with this room; where there is none, with its name in every other text."""
    fields = [field for field in msgspec.structs.fields(kind) if field.name in _VALUES]
    meant = {"NAME": name, "ADA": ada}
    values = [[meant.get(str(value), value) for value in _VALUES[one.name]] for one in fields]
    for field, tried in zip(fields, values, strict=True):
        if field.name in _TEXTS and not names_room(kind):
            tried.append(name)
    for chosen in itertools.product(*values):
        yield kind(**dict(zip((one.name for one in fields), chosen, strict=True)))


def names_room(kind: type[commands.Command]) -> bool:
    """Whether a command has a room."""
    return any(field.name == "room" for field in msgspec.structs.fields(kind))


def variants(name: str) -> Iterator[str]:
    """A room's name, and what might pass for it: cases, widths, forms, parts, invisible letters."""
    bare = name[1:]
    yield from (name, name.upper(), name.title(), bare, f" {name}", f"{name} ", f"{name}\u200b")
    yield from (name[:-1], name[:2], name[0], f"{name}x", name * 2, f"{name[0]}{name}", "")
    yield from (f"＋{bare}", f"＠{bare}", f"{name[0]}＋{bare}", f"{name}\x00", f"{name}\n")
    yield f"{name[0]}{''.join(chr(ord(one) + 0xFEE0) for one in bare if '!' <= one <= '~')}"
    yield from (unicodedata.normalize(form, name) for form in ("NFD", "NFKD", "NFKC"))
    yield from (f"'{name}'", f"{name}%", f"{name[:-1]}_", f"{name}\u0301", f"\u202e{name}")
