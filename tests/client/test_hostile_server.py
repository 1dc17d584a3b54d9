"""A server that means no good: nothing it says ends the window's threads or fills its memory."""

import threading
from collections.abc import Callable, Iterator

import msgspec
import psutil
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat_gui import reports
from chat_gui.client import loop, sentences
from chat_gui.client.actions import Connect, Disconnect, Keep, Know, Tell, Transmit
from chat_gui.client.copying import Copying
from chat_gui.client.kept import Stored
from chat_gui.client.legible import MOST_TEXT
from chat_gui.client.papers import Papers
from chat_gui.client.session import Session
from chat_gui.model import knowledge, presence_line, rooms, timeline, typed
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, PresenceRow
from chat_server.protocol import codec, commands, events
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import MOST_ENTERED, Limits
from tests.client.anything import PEOPLE, PLACES, an_event, numbers, one_of, texts
from tests.client.fake_server import FakeServer
from tests.client.mirror import Mirror
from tests.client.opened import Open, Window
from tests.support import examples

KEY = Ed25519PrivateKey.generate()
WELCOME = events.Welcome(
    1, events.ServerInfo("s", "S", "1"), events.You("me", "Ada"), "", [], Limits()
)
ME, BOB = events.Who("me", "Ada"), events.Who("bob", "Bob")


class Prey(RuleBasedStateMachine):
    """A session and the window's model, and a server that says anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.linked = self.dialing = False
        self.model = ChatModel("Ada")
        self.copying = Copying(most=3_000)
        self.mirror = Mirror(self.copying)
        self.session = Session("x:1", "Ada", Stored(), lambda: 1.0, Papers(KEY))
        self.session.start()
        self.perform()
        self.numbers = 0
        self.comes_in("s")
        self.hears(events.RoomState("lobby", "public", "", [], 1, 60, 1, 0))
        self.hears(events.Message("lobby", 50, 1_700_000_000_000, BOB, "m50", "x"))

    def perform(self) -> None:
        for action in self.session.take_actions():
            match action:
                case Connect():
                    self.dialing = True
                case Disconnect():
                    self.linked = self.dialing = False
                case Transmit(data):
                    assert self.linked
                    assert len(data) <= Limits().line
                case Keep() | Know():
                    msgspec.json.encode(action)
                case Tell(what):
                    self.model.apply([what], 1_700_000_000_000)
                    self.copying.told(what)
        self.mirror.follow()

    @rule(server=st.sampled_from(["s", "t", ""]))
    def comes_in(self, server: str) -> None:
        self.is_cut_off()
        if not self.dialing:
            self.session.try_now()
            self.perform()
        if self.dialing:
            self.dialing, self.linked = False, True
            self.session.connected("", {}, self.now)
            self.perform()
            info = events.ServerInfo(server, "S", "1")
            self.hears(msgspec.structs.replace(WELCOME, server=info))

    def hears(self, event: events.AnyEvent) -> None:
        if self.linked:
            self.session.received(codec.encode(event), self.now)
            self.perform()

    @rule(told=st.lists(an_event, max_size=5))
    def hears_anything(self, told: list[events.AnyEvent]) -> None:
        for event in told:
            self.hears(event)

    @rule(
        room=st.just("lobby") | one_of(PLACES),
        kind=st.sampled_from(["public", "direct"]),
        numbers=st.lists(numbers, min_size=4, max_size=4),
    )
    def is_let_into_a_room(self, room: str, kind: str, numbers: list[int]) -> None:
        self.hears(events.RoomState(room, kind, "", [], *numbers))

    @rule(
        room=st.just("lobby") | one_of(PLACES),
        at=numbers,
        seqs=st.lists(numbers.filter(lambda seq: seq < MAX_INTEGER), max_size=4),
        by=one_of([*PEOPLE, "me"]),
        text=texts,
    )
    def hears_messages_in_any_order(
        self, room: str, at: int, seqs: list[int], by: str, text: str
    ) -> None:
        for seq in seqs:
            self.hears(events.Message(room, seq, at, events.Who(by, "Bob"), "m1", text))
            self.hears(events.Edited(room, seq + 1, seq, BOB, "e1", seq, text))

    @rule(seqs=st.lists(st.integers(0, 60), max_size=9), more=st.booleans())
    def gets_a_page(self, seqs: list[int], more: bool) -> None:
        asked = self.model.paging.older()
        entries = [events.Message("lobby", n, n, ME, f"p{n}", "x") for n in seqs]
        re = asked.re if asked is not None else "older lobby"
        self.hears(events.Page(re, self.model.current, entries, more))

    @rule(data=st.binary(max_size=60))
    def hears_bytes(self, data: bytes) -> None:
        if self.linked:
            self.session.received(data, self.now)
            self.perform()

    @rule(room=st.sampled_from(["lobby", "den"]))
    def says_something(self, room: str) -> None:
        self.numbers += 1
        send, _ = self.model.say(typed.Say(f"{self.numbers}"), 1_700_000_000_000, room)
        self.does(send)

    @rule()
    def looks_around(self) -> None:
        for room in self.model.rooms.order():
            self.model.enter(room.name)
            room.timeline.rows()
        self.model.enter("lobby")
        self.model.look(focused=True, at_end=True)
        for mark in self.model.marks():
            self.does(mark)

    @rule(name=st.sampled_from(["Bob", "x", "?"]))
    def writes_to_somebody(self, name: str) -> None:
        command = self.model.open(name, "for you")
        if command is not None:
            self.does(command)

    @rule(room=st.sampled_from(["den", "+vault"]), leave=st.booleans())
    def comes_and_goes(self, room: str, leave: bool) -> None:
        self.does(commands.Leave(room) if leave else commands.Join(room))

    def does(self, command: commands.AnyCommand) -> None:
        self.session.command(command, 1_700_000_000_000, self.now)
        self.perform()

    @rule(seconds=st.sampled_from([0.1, 1.0, 40.0]))
    def waits(self, seconds: float) -> None:
        self.now += seconds
        self.session.tick(self.now)
        self.perform()

    @rule()
    def is_cut_off(self) -> None:
        if self.linked:
            self.linked = False
            self.session.lost("The connection broke.", self.now)
            self.perform()

    @invariant()
    def nothing_is_out_of_bounds(self) -> None:
        assert len(self.session._exchange._rooms.wanted()) <= MOST_ENTERED
        assert len([*self.model.rooms]) <= rooms.MOST_ROOMS
        assert "lobby" in self.model.rooms
        assert self.model.current in self.model.rooms
        for room in self.model.rooms:
            assert len(room.people()) <= rooms.MOST_PEOPLE
            assert room.seen <= max(room.last, room.told)
            settled, _ = room.timeline.rows()
            weights = timeline._weight(settled)
            assert room.timeline._weight == weights
            seqs = [row.seq for row in settled if isinstance(row, MessageRow) and row.seq]
            assert seqs == sorted(set(seqs))
        wake_at = self.session.wake_at()
        assert wake_at is None or wake_at > self.now - 200


TestPrey = Prey.TestCase
TestPrey.settings = settings(max_examples=examples(80), stateful_step_count=30, deadline=None)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as one:
        yield one


class Reader:
    """A window's pump in small: applies what comes, and keeps nothing but the model."""

    def __init__(self, window: Window) -> None:
        self.incoming = window.client.incoming
        self.model = ChatModel("Ada")

    def until(self, done: Callable[[reports.News], bool]) -> reports.News:
        while True:
            one = self.incoming.get(timeout=20)
            self.model.apply([one], 1_700_000_000_000)
            self.model.room.timeline.trim()
            if done(one):
                return one


END = events.Done("the end")


def is_end(one: reports.News) -> bool:
    return one == END


def memory() -> int:
    """Bytes that this process has."""
    return int(psutil.Process().memory_info().rss)


def flood(
    server: FakeServer, window: Window, told: Iterator[events.AnyEvent], most: int
) -> ChatModel:
    """Let all of this come, and then the end; memory grows by at most so many bytes."""
    server.accept()
    server.serve(2)
    reader = Reader(window)
    reader.until(lambda one: isinstance(one, events.RoomState))
    before, peak = memory(), 0

    def speak() -> None:
        lines: list[bytes] = []
        for event in told:
            lines.append(codec.encode(event))
            if len(lines) > 100 or len(lines[-1]) > 10_000:
                server.raw(b"".join(lines))
                lines.clear()
        server.raw(b"".join(lines))
        server.tell(END)

    speaker = threading.Thread(target=speak)
    speaker.start()
    count = 0

    def look(one: reports.News) -> bool:
        nonlocal count, peak
        count += 1
        if count % 500 == 0 or is_end(one):
            peak = max(peak, memory())
        return is_end(one)

    reader.until(look)
    speaker.join()
    assert peak - before <= most
    return reader.model


MB = 2**20


class TestFloods:
    def test_rooms_without_end(self, server: FakeServer, open_window: Open) -> None:
        def told() -> Iterator[events.AnyEvent]:
            for start in range(0, 200_000, 5_000):
                names = (f"room-{number}" for number in range(start, start + 5_000))
                many = [events.RoomSummary(name, "public", "", 1, 0, 1) for name in names]
                yield events.Rooms("re", many, more=True)

        model = flood(server, open_window(server.port), told(), 60 * MB)
        assert len([*model.rooms]) == rooms.MOST_ROOMS

    def test_people_without_end(self, server: FakeServer, open_window: Open) -> None:
        def told() -> Iterator[events.AnyEvent]:
            for number in range(40_000):
                who = events.Who(f"p{number}", f"nick {number}")
                yield events.Joined("lobby", who)
                yield events.Typing("lobby", who)

        model = flood(server, open_window(server.port), told(), 30 * MB)
        assert len(model.room.people()) == rooms.MOST_PEOPLE
        assert len(model.room._typing) <= rooms.MOST_TYPING
        line = model.room.timeline.rows()[1][0]
        assert isinstance(line, PresenceRow)
        assert len(line.joined) == presence_line.MOST_PRESENCE

    def test_the_longest_messages_in_every_room(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(knowledge, "MOST_WEIGHT", 4_000_000)
        places = [f"@{number}" for number in range(20)]

        def told() -> Iterator[events.AnyEvent]:
            for place in places:
                yield events.RoomState(place, "direct", "", [], 0, 0, 0, 0)
            for seq in range(1, 60):
                for place in places:
                    bob = events.Who("bob", "Bob")
                    yield events.Message(place, seq, 1, bob, f"m{seq}", "x" * 100_000)

        model = flood(server, open_window(server.port), told(), 120 * MB)
        held = sum(room.timeline.weight for room in model.rooms)
        assert 100_000 < held <= 4_000_000 + MOST_TEXT + timeline.ROW_WEIGHT
        assert all(room.timeline.last == 59 for room in model.rooms if room.direct)

    def test_the_queue_holds_no_more_than_so_many_bytes(
        self, server: FakeServer, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(loop, "MOST_AHEAD_BYTES", 2 * MB)
        window = open_window(server.port)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        big = events.Message("lobby", 1, 1, events.Who("bob", "Bob"), "m", "x" * 60_000)
        sender = threading.Thread(target=server.tell, args=[big] * 1_000)
        sender.start()
        sender.join(1.0)  # 60 MB in no time, were nobody to stop it
        assert sender.is_alive()
        assert window.client.incoming.qsize() < 60
        for _ in range(1_000):
            window.until(events.Message)
        sender.join()

    def test_pings_without_end(self, server: FakeServer, open_window: Open) -> None:
        window = open_window(server.port)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        many = codec.encode(events.Ping()) * 10_000

        def speak() -> None:
            for _ in range(300):
                try:
                    server.raw(many)
                except OSError:
                    return

        speaker = threading.Thread(target=speak)
        speaker.start()
        assert window.until(reports.Lost).reason in (sentences.STUCK, sentences.BROKE)
        server.hang_up()
        speaker.join()


NONSENSE = [
    b"[" * 200_000 + b"\n",
    b'{"type":"page","re":"r","room":"lobby","entries":[' + b"[" * 100_000 + b"\n",
    b'{"type":"message","room":' + b'{"a":' * 50_000 + b"\n",
    b'{"type":"crowd","room":"lobby","count":' + b"9" * 100_000 + b"}\n",
    b'{"type":"crowd","room":"lobby","count":1e999}\n',
    b'{"type":"crowd","room":"lobby","count":NaN}\n',
    b'{"type":"joined","room":"lobby","who":{"id":"\\ud800","nick":"x"}}\n',
    b'{"type":"joined","type":"left","room":"lobby","who":{"id":"a","nick":"x"}}\n',
    b'{"type":"room","room":"lobby","room":"lobby"}\n',
    b'{"type":"' + b"x" * 200_000 + b'"}\n',
    b"null\n" * 50,
    b"\n" * 50,
]


class TestNonsense:
    @pytest.mark.parametrize("data", NONSENSE, ids=range(len(NONSENSE)))
    def test_it_is_skipped(self, server: FakeServer, open_window: Open, data: bytes) -> None:
        window = open_window(server.port)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        server.raw(data)
        server.tell(END)
        window.until(events.Done)

    @pytest.mark.parametrize("data", [b"\xff\xfe\n", b"x" * 2 * MB, b"nothing of sense\n" * 1_000])
    def test_what_can_not_be_read_is_the_end_and_a_good_server_is_the_cure(
        self, server: FakeServer, open_window: Open, data: bytes
    ) -> None:
        window = open_window(server.port)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        server.raw(data)
        assert window.until(reports.Lost).reason == sentences.UNREADABLE
        window.client.try_now()
        server.accept()
        server.serve(2)
        window.until(events.RoomState)

    def test_a_direct_conversation_that_is_none(
        self, server: FakeServer, open_window: Open
    ) -> None:
        window = open_window(server.port)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        window.client.send(commands.Open("Bob", "re"))
        assert server.hear()["with"] == "Bob"
        server.tell(events.RoomState("lobby", "public", "", [], 0, 0, 0, 0, re="re"))
        assert window.until(reports.NotOpened).re == "re"

    def test_numbers_beyond_every_calendar_and_display(
        self, server: FakeServer, open_window: Open
    ) -> None:
        bob = events.Who("bob", "Bob")
        most = MAX_INTEGER

        def told() -> Iterator[events.AnyEvent]:
            yield events.RoomState("lobby", "direct", "", [], most, most, most, most)
            for seq in (1, most, 5, most - 1, most):
                yield events.Message("lobby", seq, most, bob, f"m{seq}", "x", reply_to=most)
                yield events.Edited("lobby", seq, 0, bob, "e", most, "y")
                yield events.Reacted("lobby", seq, most, bob, "r", 1, "👍" * 9_000, on=True)
            yield events.Seen("lobby", ME, most)
            yield events.Crowd("lobby", most)
            yield events.Renamed("lobby", bob, "\u202e" * 9_000)

        model = flood(server, open_window(server.port), told(), 10 * MB)
        assert not model.room.direct
        assert len(model.room.timeline.rows()[0]) > 0
