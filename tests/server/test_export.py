"""`parlor-server export`: a room as JSON Lines, byte for byte, and as a page fit to read."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chat_server.config import Config
from chat_server.flags import Export
from chat_server.protocol import codec
from chat_server.protocol.events import Deleted, Edited, Message, Reacted, Topic
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.names import text as sayable
from chat_server.records import Person, Room
from chat_server.storage import StorageError
from chat_server.storage.log import FILE
from chat_server.upkeep import export
from chat_server.writes import NewEntry, NewRoom, Write
from tests.server.full_log import (
    ADA,
    BOB,
    DIRECT,
    LOBBY_WRITES,
    NOON,
    OLD_WRITES,
    entry,
    write_log,
)
from tests.server.test_check import column, damage, field, line
from tests.support import RawClient, ServerProcess, look_after

VOID = {"meta"}
NASTY = "<script>alert(1)</script> &lt; \"quoted\" 'so' </p></article> <!-- ]]> \n\tnew line"


class Page(HTMLParser):
    """What a browser makes of a page; fails where a tag is not closed in its order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.times: list[str] = []
        self.texts = [""]
        self.feed(page)
        self.close()
        assert not self.open, "tags that are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        for name, found in (("id", self.ids), ("href", self.links), ("datetime", self.times)):
            if name in values:
                found.append(values[name])
        if tag not in VOID:
            self.open.append(tag)
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} is closed out of its order"
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


def lines(*writes: Write) -> bytes:
    return b"".join(write.logged.line for write in writes if isinstance(write, NewEntry))


def exported(data: Path, room: str = "lobby", ending: str = "html") -> bytes:
    """What an export writes to a file."""
    path = data / f"exported.{ending}"
    path.unlink(missing_ok=True)
    assert export.run(Config(data=str(data)), Export(room, str(path))) == 0
    assert not path.with_name(f"{path.name}.part").exists()
    return path.read_bytes()


def page_of(data: Path, room: str = "lobby") -> Page:
    return Page(exported(data, room).decode())


def body(data: Path, room: str = "lobby") -> str:
    """The page's main part, without tags' attributes."""
    main = exported(data, room).decode().split("<main>\n")[1].split("</main>")[0]
    return re.sub(r"<(\w+) [^>]*>", r"<\1>", main)


def test_lines_are_what_everyone_got(tmp_path: Path) -> None:
    write_log(tmp_path)
    got = exported(tmp_path, ending="jsonl").splitlines(keepends=True)
    sent = lines(*LOBBY_WRITES).splitlines(keepends=True)
    assert [*got[:7], *got[9:]] == [*sent[:7], *sent[9:]]
    assert b'"text":"","deleted":true' in got[7]
    assert b'"text":"","deleted":true' in got[8]
    assert exported(tmp_path, "old", "jsonl") == lines(OLD_WRITES[3])


def test_a_page_shows_the_room_as_it_reads_now(tmp_path: Path) -> None:
    write_log(tmp_path)
    assert body(tmp_path) == (
        "<section>\n<h2><time>Monday, 3 March 2025</time></h2>\n"
        "<article>\n<header><bdi>Ada</bdi> <a><time>12:01</time></a></header>\n"
        "<p>Hello, everyone <small>edited</small></p>\n</article>\n"
        "<article>\n<header><bdi>Bob</bdi> <a><time>12:02</time></a></header>\n"
        "<p><a><bdi>Ada</bdi>: Hello, everyone</a></p>\n"
        "<p>Hello, Ada</p>\n<ul><li>👍 2</li></ul>\n</article>\n"
        "<article>\n<header><bdi>Bob</bdi> <a><time>12:08</time></a></header>\n"
        "<p>This message was deleted.</p>\n</article>\n"
        "<p><bdi>Ada</bdi> set the topic: <q>Tea at four</q> <a><time>12:11</time></a></p>\n"
        "</section>\n<section>\n<h2><time>Tuesday, 4 March 2025</time></h2>\n"
        "<article>\n<p><i><bdi>Ada</bdi> waves</i> <a><time>12:00</time></a></p>\n"
        "</article>\n</section>\n"
    )
    page = page_of(tmp_path)
    assert page.ids == ["e1", "e2", "e8", "e11", "e12"]
    assert page.links == ["#e1", "#e2", "#e1", "#e8", "#e11", "#e12"]
    assert page.times[:2] == ["2025-03-03", "2025-03-03T12:01:00.000Z"]
    assert "Tea at four" in page.texts


def test_words_of_one_minute_stand_together(tmp_path: Path) -> None:
    room = Room("lab")
    more = [
        entry(Message, room, 1, ADA, text="one", at=NOON),
        entry(Message, room, 2, ADA, text="two", at=NOON + 59_999),
        entry(Message, room, 3, ADA, text="three", at=NOON + 60_000),
        entry(Message, room, 4, BOB, text="four", at=NOON + 60_000),
        entry(Message, room, 5, BOB, text="five", at=NOON + 60_000, reply_to=4),
        entry(Message, room, 6, BOB, text="six", at=NOON + 60_000, action=True),
        entry(Message, room, 7, BOB, text="seven", at=NOON + 60_000),
    ]
    write_log(tmp_path, NewRoom(room, 1), *more)
    assert body(tmp_path, "lab").count("<header>") == 5
    assert "<p>one</p>\n</article>\n<article>\n<p>two</p>" in body(tmp_path, "lab")


def test_answers_link_to_what_is_there(tmp_path: Path) -> None:
    room = Room("lab")
    more = [
        entry(Message, room, 1, ADA, text="long " * 40),
        entry(Message, room, 2, ADA, text="gone"),
        entry(Deleted, room, 3, ADA, target=2),
        entry(Message, room, 4, BOB, text="to the long one", reply_to=1),
        entry(Message, room, 5, BOB, text="to the deleted one", reply_to=2),
        entry(Message, room, 6, BOB, text="to what is no message", reply_to=3),
        entry(Topic, room, 7, BOB, text=""),
    ]
    write_log(tmp_path, NewRoom(room, 1), *more)
    page = page_of(tmp_path, "lab")
    assert page.links.count("#e1") == page.links.count("#e2") == 2
    assert "In reply to something earlier" in page.texts
    assert ": a deleted message" in page.texts
    assert " took the topic away " in page.texts
    assert any(text.endswith("long…") and len(text) <= 82 for text in page.texts)


def test_whatever_people_wrote_is_text(tmp_path: Path) -> None:
    nasty = Person("ada", "<b>&amp;\"Ada'", ADA.session)
    room = Room('r"><script>&')
    more = [
        entry(Message, room, 1, nasty, text=sayable(NASTY)),
        entry(Message, room, 2, nasty, text=NASTY, reply_to=1, action=True),
        entry(Edited, room, 3, nasty, target=2, text="\n" + NASTY),
        entry(Reacted, room, 4, nasty, target=2, emoji="<u>&", on=True),
        entry(Topic, room, 5, nasty, text="</title><script>"),
        entry(Message, room, 6, nasty, text="late", at=MAX_INTEGER),
    ]
    write_log(tmp_path, NewRoom(room, 1), *more)
    page = page_of(tmp_path, room.name)
    assert not {"script", "b", "u"} & set(page.tags)
    assert page.texts.count(room.name) == 2
    assert NASTY in page.texts
    assert f" \n{NASTY} " in page.texts  # after the name, before the mark
    assert "<u>& 1" in page.texts
    assert page.texts.count("</title><script>") == 2
    assert page.texts.count(nasty.nick) == 5
    assert "Friday, 31 December 9999" in page.texts


def test_a_page_of_a_pruned_room_says_so(tmp_path: Path) -> None:
    write_log(tmp_path, NewRoom(Room("empty"), 1))
    assert (
        "Times are in UTC. What came before entry 4 is not kept." in page_of(tmp_path, "old").texts
    )
    assert "Nothing is kept of this room." in page_of(tmp_path, "empty").texts


@pytest.mark.parametrize(
    ("file", "format", "starts"),
    [
        ("", "", b'{"type"'),
        ("-", "html", b"<!DOC"),
        ("room.HTML", "", b"<!DOC"),
        ("room.htm", "", b"<!DOC"),
        ("room.txt", "", b'{"type"'),
        ("room.html", "jsonl", b'{"type"'),
        ("room", "html", b"<!DOC"),
    ],
)
def test_the_format_is_the_one_that_was_meant(
    tmp_path: Path, file: str, format: str, starts: bytes
) -> None:
    write_log(tmp_path / "data")
    named = str(tmp_path / file) if file not in {"", "-"} else file
    flags = [flag for flag in (named, f"--format={format}" if format else "") if flag]
    ended = look_after(tmp_path / "data", "export", "lobby", *flags)
    assert (ended.returncode, ended.stderr) == (0, b"")
    written = Path(named).read_bytes() if file not in {"", "-"} else ended.stdout
    assert written.startswith(starts)


@pytest.mark.parametrize("room", ["nowhere", DIRECT, "+club", "club", "the lobby", "", "old2"])
def test_a_room_that_is_not_there_for_everyone_is_none(tmp_path: Path, room: str) -> None:
    write_log(tmp_path / "data")
    ended = look_after(tmp_path / "data", "export", room, str(tmp_path / "room.html"))
    assert (ended.returncode, ended.stdout) == (2, b"")
    told = b"parlor-server: There is no such room. There are: lobby, old.\n"
    assert ended.stderr == told
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def test_a_public_room_with_members_is_no_public_room(tmp_path: Path) -> None:
    damage(write_log(tmp_path), "INSERT INTO members VALUES (1, 'ada')")
    with pytest.raises(StorageError, match=r"There are: old\.$"):
        exported(tmp_path)


def test_few_of_many_rooms_are_named(tmp_path: Path) -> None:
    write_log(tmp_path, *(NewRoom(Room(f"r{number}"), 1) for number in range(1, 31)))
    with pytest.raises(StorageError, match=r"lobby, old, r1, .* r18 and 12 more\.$"):
        exported(tmp_path, "nowhere")


def test_a_rooms_name_is_folded(tmp_path: Path) -> None:
    write_log(tmp_path)
    assert exported(tmp_path, "LOBBY") == exported(tmp_path)


def test_a_damaged_entry_is_one_line(tmp_path: Path) -> None:
    damage(write_log(tmp_path), line(2, "'{{'"))
    with pytest.raises(StorageError, match="Entry 2 of lobby is damaged; parlor-server check"):
        exported(tmp_path)
    assert not (tmp_path / "exported.html.part").exists()
    assert exported(tmp_path, ending="jsonl").splitlines()[1] == b"{"


def test_kinds_that_lie_do_no_harm(tmp_path: Path) -> None:
    damage(write_log(tmp_path), column(4, "kind = 'message'"))
    damage(tmp_path, column(10, "kind = 'edited', target = 12"))
    damage(tmp_path, field("reply_to", "4"))
    page = page_of(tmp_path)
    assert page.ids == ["e1", "e2", "e8", "e11", "e12"]
    assert "In reply to something earlier" in page.texts


@pytest.mark.parametrize("task", ["export lobby", "check"])
def test_a_reader_who_leaves_is_one_line(tmp_path: Path, task: str) -> None:
    write_log(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "chat_server", "--data", str(tmp_path), *task.split()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = b"parlor-server: Nobody reads standard output: Broken pipe.\n"
        assert running.stderr.read() == told
        assert running.wait(20) == 2


@pytest.mark.parametrize("format", ["jsonl", "html"])
def test_a_terminal_gets_nothing_that_could_act_on_it(tmp_path: Path, format: str) -> None:
    termios = pytest.importorskip("termios", reason="Windows has no pseudo-terminals")
    nasty = Person("ada", "A\x1b[31mda", ADA.session)
    room = Room("lab")
    said = entry(Message, room, 1, nasty, text="\x9b2J\u202e and\x1b]0;gone\x07")
    write_log(tmp_path, NewRoom(room, 1), said, entry(Topic, room, 2, nasty, text="\x1b[2J"))
    arguments = ["export", "lab", "--format", format]
    piped = look_after(tmp_path, *arguments).stdout
    assert "\u202e" in piped.decode()
    ours, theirs = os.openpty()
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # line ends stay what they were
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    command = [sys.executable, "-m", "chat_server", "--data", str(tmp_path), *arguments]
    with subprocess.Popen(command, stdout=theirs) as running:
        os.close(theirs)
        shown = b"".join(read_all(ours))
        assert running.wait(20) == 0
    os.close(ours)
    text = shown.decode()
    assert text.replace("\n", "").replace("\t", "").isprintable()
    assert "\\u202e and" in text
    assert text.count("\n") == piped.count(b"\n")


def read_all(terminal: int) -> Iterator[bytes]:
    """What comes out of a pseudo-terminal, until its other side is closed."""
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # Linux's way to say that it is
            return
        if not data:
            return
        yield data


def test_both_are_of_one_moment_while_people_talk(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with (
        ServerProcess(data, 0, "--no-limits") as server,
        RawClient(server.port, "Ada") as ada,
        RawClient(server.port, "Bob") as bob,
    ):
        ada.join()
        bob.join()
        sent = b""
        for turn in range(4):
            for number in range(turn * 50, turn * 50 + 50):
                ada.say(f"Message {number}", f"a{number}")
            while ada.until("message")["id"] != f"a{turn * 50 + 49}":
                pass
            bob.say("And I", f"b{turn}")
            ended = look_after(data, "export", "lobby")
            assert (ended.returncode, ended.stderr) == (0, b"")
            entries = codec.event_decoder().feed(ended.stdout)
            assert [one.seq for one in entries] == list(range(1, len(entries) + 1))  # type: ignore[union-attr]
            assert len(entries) >= turn * 51 + 50
            assert ended.stdout.startswith(sent)
            sent = ended.stdout
            assert len(page_of(data).ids) >= len(entries)
    assert (data / FILE).exists()
