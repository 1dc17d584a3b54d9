"""Commands in every wrong shape, read from the structs, so that a new one is attacked, too."""

import json
import typing
from collections.abc import Iterator

import msgspec
from msgspec import inspect

from chat_server.protocol import commands

ROOM = "tea"
"""A word that is right for every text, also as a room's name: not the one where others are."""
LONG = '"' + "x" * 60_000 + '"'
DEEP = "[" * 5_000 + "]" * 5_000
WRONG = (
    *("null", "true", "7", "-1", "-0", "1.5", "1e999", "NaN", "-Infinity", "[]", "{}", '""'),
    *("9007199254740992", "-9223372036854775809", "1" * 4_000, "1e-400", "0x10", "07"),
    *('"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u202e"', '"\\u001b[2J"', '"\\q"', "'x'"),
    *('"x\ty"', LONG, DEEP, '{"type":"ping"}', '["lobby"]', '"lobby" "lobby"', ""),
)
"""Values as they stand in a line; those that are no JSON are wrong for every field."""


def every_command() -> list[type[commands.Command]]:
    """The commands there are."""
    return list(typing.get_args(commands.AnyCommand))


def wrong_lines(command: type[commands.Command]) -> Iterator[bytes]:
    """Lines of one command in which something is wrong, and the whole of it for comparison."""
    tag = json.dumps(command.__struct_config__.tag)
    right = {"type": tag} | _fields(command)
    yield _line(right.items())
    for name, value in right.items():
        others = [(other, its) for other, its in right.items() if other != name]
        yield _line(others)
        for wrong in WRONG:
            yield _line([*others, (name, wrong)])
        yield _line([*others, (name, value), (name, value)])
        yield _line([*others, (name, value), (name, "[]")])
        yield _line([*others, (name, "[]"), (name, value)])


def _line(fields: typing.Iterable[tuple[str, str]]) -> bytes:
    inside = ",".join(f"{json.dumps(name)}:{value}" for name, value in fields)
    return f"{{{inside}}}\n".encode("utf-8", "surrogatepass")


def _fields(command: type[commands.Command]) -> dict[str, str]:
    """Each field with a value that is right."""
    info = inspect.type_info(command)
    assert isinstance(info, inspect.StructType)
    return {
        field.encode_name: msgspec.json.encode(_right(field.type)).decode() for field in info.fields
    }


def _right(kind: inspect.Type) -> object:
    match kind:
        case inspect.UnionType():
            return _right(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.IntType():
            return 1
        case inspect.BoolType():
            return True
        case inspect.StrType():
            return ROOM
    raise TypeError(f"no value is known for {kind}: give one here")
