"""What a `nick` client sends is put back into lines, however it is glued and cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat_server.dialects.nick import HOLD, QUIET, UNANSWERED, UNNAMED, Nick, NickUtf8
from chat_server.dialects.runs import MOST_BYTES, Runs
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Fault
from chat_server.protocol.names import LOBBY
from fuzz.foreign import ENTERED


def named(nick: str = "Ada") -> Runs:
    runs = Runs()
    runs.asked = 1
    assert runs.feed(nick.encode()) == []
    assert runs.take(late=False) == [""]
    assert (runs.nick, runs.asked) == (nick, 0)
    return runs


@pytest.mark.parametrize(
    ("run", "texts"),
    [
        ("Ada: hi", ["hi"]),
        ("hi", ["hi"]),
        ("Bob: hi", ["Bob: hi"]),
        ("Bob: hiAda: ho", ["Bob: hi", "ho"]),
        ("Ada: oneAda: two", ["one", "two"]),
        ("Ada: oneAda: twoAda: ", ["one", "two", ""]),
        ("Ada", [""]),
        ("AdaAda: hi", ["", "hi"]),
        ("AdaAdam", ["AdaAdam"]),
        ("AdaAda: oneAda: two", ["one", "two"]),
        ("Ada: I am Ada", ["I am Ada"]),
    ],
)
def test_a_run_is_split_at_the_peer_s_own_nickname(run: str, texts: list[str]) -> None:
    runs = named()
    assert [*runs.feed(run.encode()), *runs.take(late=False)] == texts
    assert runs.held == 0


@pytest.mark.parametrize(
    ("run", "is_open", "texts"),
    [
        ("Ada", False, [""]),
        ("AdaAda: hi", False, ["hi"]),
        ("Ada: hiAda", True, ["hi"]),
        ("Ada: I am AdaAda", True, ["I am Ada"]),
        ("Ada: oneAdaAda: two", True, ["one", "two"]),
        ("Ada: one", False, ["one"]),
    ],
)
def test_an_answer_is_no_text(run: str, is_open: bool, texts: list[str]) -> None:
    runs = named()
    runs.asked = 1
    assert runs.feed(run.encode()) == []
    assert runs.is_open == is_open
    assert runs.take(late=False) == texts
    assert runs.asked == (run == "Ada: one"), "it is still to come"


@pytest.mark.parametrize(
    ("run", "late", "nick", "texts"),
    [
        ("Ada", False, "Ada", [""]),
        ("Ada: hiAda", False, "Ada", ["hi"]),
        ("AdaAda: hi", False, "Ada", ["hi"]),
        ("Ada: hiAdaAda: hiAda: hi", False, "Ada", ["hi", "hi", "hi"]),
        ("dada: hidada", False, "dada", ["hi"]),
        ("Ada: oneAda: twoAda", False, "Ada", ["one", "two"]),
        ("A: B: hiA: B", False, "A: B", ["hi"]),
        (": hi: there", False, "", ["hi: there"]),
        ("Ada: hi", False, None, []),
        ("Ada: hi", True, "Ada", ["hi"]),
        ("", True, None, []),
    ],
)
def test_the_nickname_is_found(run: str, late: bool, nick: str | None, texts: list[str]) -> None:
    runs = Runs()
    runs.asked = 1
    runs.feed(run.encode())
    assert runs.take(late=late) == texts
    assert runs.nick == nick


def test_what_may_go_on_is_waited_for() -> None:
    runs = named()
    for run in (b"x" * 1_000, b"caf\xc3", b"\xe2\x98", b"\xf0\x9f\x98"):
        runs.feed(run)
        assert runs.is_open
        runs.clear()
    for run in (b"x" * 999, "é".encode(), "☔".encode(), "😀".encode(), b"\xff\xbf\xbf\xbf\xbf"):
        runs.feed(run)
        assert not runs.is_open
        runs.clear()


def test_no_more_than_so_much_is_held() -> None:
    for asked in (0, 1):
        runs = named()
        runs.asked = asked
        text = "é" * MOST_BYTES
        parts = [
            one
            for start in range(0, len(text), 999)
            for one in runs.feed(text[start : start + 999].encode())
        ]
        assert runs.held <= MOST_BYTES
        assert "".join(parts) + "".join(runs.take(late=False)) == text
    nick = Nick()
    nick.begin()
    assert nick.feed(b"x" * (MOST_BYTES + 1)) == [
        Fault("That is too long for a nickname.", fatal=True)
    ]


@given(
    st.lists(st.binary(max_size=30) | st.sampled_from([b"Ada", b": ", b"Ada: "])), st.integers(0, 2)
)
def test_nothing_is_lost_of_a_line_without_the_nickname(chunks: list[bytes], asked: int) -> None:
    runs = named("Nickname-of-nobody-else")
    runs.asked = asked
    found = [text for chunk in chunks for text in runs.feed(chunk)]
    found += runs.take(late=False)
    assert "".join(found) == b"".join(chunks).decode("utf-8", "replace")


class NickMachine(RuleBasedStateMachine):
    """A client of the table and the dialect, with a network in between that keeps the order.

    What the user types arrives as typed, each once and in order, and the answers never.
    """

    kind: type[Nick] = Nick
    texts = st.sampled_from(["hi", "Ada, I am", "Bob: hi", "x" * 1_500, "café ☔", "NICK"])
    """None ends in the nickname: glued to another and to an answer it could be either."""

    def __init__(self) -> None:
        super().__init__()
        self.nick = self.kind()
        self.nick.begin()
        self.on_the_way: list[bytes] = []
        self.typed: list[str] = []
        self.heard: list[str] = []
        self.entered = False
        self.ticks: dict[str, None] = {}

    @rule(text=texts)
    def type(self, text: str) -> None:
        self.on_the_way.append(f"Ada: {text}".encode())
        self.typed.append(text)

    @rule()
    def take_packet(self) -> None:
        """The client reads, and answers what is exactly the question."""
        if self.nick.waiting_bytes and self.nick.packet() == self.kind.question:
            self.on_the_way.append(b"Ada")

    @rule(glued=st.booleans(), cut=st.integers(1, 2_000))
    def arrive(self, glued: bool, cut: int) -> None:
        """What is on the way arrives, in one segment or several, and then it is silent."""
        if not self.on_the_way:
            return
        count = len(self.on_the_way) if glued else 1
        data = b"".join(self.on_the_way[:count])
        del self.on_the_way[:count]
        for start in range(0, len(data), cut):
            self.take(self.nick.feed(data[start : start + cut]))
        if not self.on_the_way:
            self.settle()

    def settle(self) -> None:
        """Long enough for an answer to have come, if one is to come."""
        self.take_packet()
        if self.on_the_way:
            return
        for what in (QUIET, HOLD, UNNAMED):
            if self.nick.waits.pop(what, None) is not None:
                self.take(self.nick.tick(what))

    @rule()
    def ping(self) -> None:
        if self.entered:
            self.take(self.nick.told(events.Ping()))

    def take(self, said: list[commands.AnyCommand | Fault]) -> None:
        """The hub decides at once."""
        for one in said:
            match one:
                case commands.Hello():
                    assert one.nick == "Ada"
                    self.take(self.nick.told(ENTERED[0]))
                case commands.Join():
                    self.entered = True
                    self.take(self.nick.told(ENTERED[1]))
                case commands.Send():
                    self.heard.append(one.text)
                    ada = events.Who("me", "Ada")
                    seq = len(self.heard)
                    self.take(self.nick.told(events.Message(LOBBY, seq, 1, ada, one.id, one.text)))
                case _:
                    raise AssertionError(one)

    @invariant()
    def what_was_typed_is_heard(self) -> None:
        assert self.heard == self.typed[: len(self.heard)]

    def teardown(self) -> None:
        for _ in range(5):
            self.nick.waits.pop(UNANSWERED, None)
            self.take_packet()
            self.arrive(glued=False, cut=2_000)
            self.settle()
        while self.on_the_way:
            self.arrive(glued=False, cut=2_000)
        for _ in range(3):
            self.settle()
        assert self.heard == self.typed


class Utf8Machine(NickMachine):
    kind = NickUtf8


TestNick = NickMachine.TestCase
TestNickUtf8 = Utf8Machine.TestCase
