"""The fuzzer's kept corpus: every input still passes, on machines without the fuzzer too."""

import importlib
import typing
from pathlib import Path

import msgspec
import pytest

from chat_server.dialects.header10 import Header10
from chat_server.dialects.native import Native
from chat_server.dialects.nick import Nick, NickUtf8
from chat_server.protocol import commands, events
from fuzz import HERE, TARGETS, words
from fuzz.dialects import DIALECTS, FOREIGN
from fuzz.foreign import ENTERED, drive
from fuzz.streams import chunks, read, split

KEPT = [
    (target, path)
    for target, folder in TARGETS.items()
    for path in sorted((HERE / "corpus" / folder).iterdir())
]


@pytest.mark.parametrize(
    ("target", "path"), KEPT, ids=[f"{target}-{path.name}" for target, path in KEPT]
)
def test_a_kept_input_passes(target: str, path: Path) -> None:
    importlib.import_module(f"fuzz.{target}").check(path.read_bytes())


def test_there_is_a_word_for_every_command(tmp_path: Path) -> None:
    tags = {one.__struct_config__.tag for one in typing.get_args(commands.AnyCommand)}
    words.write(tmp_path / "words")
    written = (tmp_path / "words").read_text("utf-8")
    assert all(f'\\"type\\":\\"{tag}\\"' in written for tag in tags)


def test_dialects_are_found() -> None:
    assert Native in DIALECTS


def test_foreign_dialects_are_driven() -> None:
    assert set(FOREIGN) == {Nick, NickUtf8, Header10}


class Careless(Nick):
    """A dialect that lets a text look like another's."""

    def _line(self, by: str, text: str) -> None:
        self._put(f"{by}: ", text.replace("x", "\nBob: x"), "")


def test_a_careless_dialect_is_found() -> None:
    told = events.Message("lobby", 1, 1, events.Who("ada", "Ada"), "1", "hi")
    drive(Careless, [b"Third"], [*ENTERED, told])
    with pytest.raises(AssertionError, match="Bob: x"):
        drive(Careless, [b"Third"], [*ENTERED, msgspec.structs.replace(told, text="x")])


def test_a_stream_is_cut_as_its_head_says() -> None:
    assert list(chunks(*split(b"\x01\x02\0abcdefg"))) == [b"ab", b"cde", b"fg"]


class Forgetful:
    """A reader that is wrong at the seams of chunks."""

    def feed(self, data: bytes) -> list[bytes]:
        return data.split(b"\n")[:-1]


def test_a_wrong_reader_is_found() -> None:
    with pytest.raises(AssertionError, match="in chunks"):
        read(Forgetful, b"\x01", b"abc\nd\n", lambda _reader: 0)
