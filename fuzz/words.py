"""The words of the wire, for the fuzzer to put together: read from the structs, not listed."""

import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec

from chat_server.protocol import commands, errors, events

ODD = [
    "0",
    "-1",
    "9007199254740991",
    "1e999",
    "NaN",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    '"',
    "\\n",
]


def write(path: Path) -> None:
    """Write them as libFuzzer's dictionary."""
    path.write_text("".join(f"{_quoted(word)}\n" for word in sorted(set(_words()))), "utf-8")


def _words() -> Iterator[str]:
    yield from ODD
    yield from (f'"{code}"' for code in errors.ErrorCode)
    for struct in typing.get_args(commands.AnyCommand) + typing.get_args(events.AnyEvent):
        yield f'{{"type":"{struct.__struct_config__.tag}",'
        yield from (f'"{field.encode_name}":' for field in msgspec.structs.fields(struct))


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
