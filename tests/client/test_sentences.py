"""Every failure of the network is one sentence."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.legible import MOST_LINE
from chat_gui.client.sentences import (
    BROKE,
    NoHandshake,
    NotEncrypted,
    OldEncryption,
    UnknownName,
    WrongEncryption,
    because,
    said,
)
from chat_gui.client.timing import Backoff, Pace
from chat_server.protocol import events
from chat_server.protocol.errors import ErrorCode


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "Nobody answers at lab-pc4:7275."),
        (UnknownName("x"), "lab-pc4 is not a name this network knows."),
        (TimeoutError(), "No answer comes from lab-pc4:7275; is that computer on?"),
        (OSError(errno.ETIMEDOUT, "x"), "No answer comes from lab-pc4:7275; is that computer on?"),
        (ConnectionResetError(errno.ECONNRESET, "x"), BROKE),
        (BrokenPipeError(errno.EPIPE, "x"), BROKE),
        (OSError(errno.EIO, "bad cable"), "The connection to lab-pc4:7275 failed: bad cable."),
        (WrongEncryption(0, "tide"), "The encryption with lab-pc4:7275 failed: tide."),
        (OSError(), "The connection to lab-pc4:7275 failed: no reason given."),
    ],
)
def test_sentences(error: OSError, sentence: str) -> None:
    assert because(error, "lab-pc4", "lab-pc4:7275") == sentence


@pytest.mark.parametrize(
    "error",
    [
        *(OSError(number, "x") for number in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES)),
        *(NotEncrypted(), OldEncryption(), NoHandshake()),
    ],
)
def test_each_says_where(error: OSError) -> None:
    assert "lab-pc4" in because(error, "lab-pc4", "lab-pc4:7275")


@given(st.text(max_size=2_000))
def test_a_servers_own_sentence_is_one_harmless_line(text: str) -> None:
    shown = said(refused(text))
    assert 0 < len(shown) <= MOST_LINE
    assert shown.replace("\u200c", "").replace("\u200d", "").isprintable()


def test_a_servers_own_sentence_stays_what_it_is() -> None:
    assert said(refused("The server is\nclosing.")) == "The server is closing."
    for nothing in ("\x1b\x00", "\u202e", "\u200d", " \n"):
        assert said(refused(nothing)) == "The server refused it."
    assert said(refused("", ErrorCode.SERVER_FULL)) == "The server is full; try again later."
    assert said(refused("x" * 301)) == "x" * 299 + "…"


def refused(text: str, code: ErrorCode = ErrorCode.BAD_REQUEST) -> events.Error:
    return events.Error(code, text, False)


@given(st.lists(st.floats(0, 1), min_size=20, max_size=20))
def test_delays_lie_in_the_upper_half(numbers: list[float]) -> None:
    backoff = Backoff(iter(numbers).__next__)
    for tries in range(len(numbers)):
        whole = min(0.5 * 2**tries, 30.0)
        assert whole / 2 <= backoff.next() <= whole


@given(
    burst=st.integers(1, 50), rate=st.integers(0, 50), steps=st.lists(st.floats(0, 2), max_size=60)
)
def test_the_pace_never_passes_the_servers_meter(burst: int, rate: int, steps: list[float]) -> None:
    """The right side is the server's own rule (chat_server/hub.py)."""
    pace, now, busy = Pace(burst, rate), 0.0, 0.0
    for step in steps:
        now += step
        if not pace.ready(now):
            assert now < pace.ready_at() <= now + (1 / rate if rate else 0) * burst
            continue
        pace.spend(now)
        if rate:
            cost = 1 / rate
            busy = max(busy, now) + cost
            assert busy <= now + burst * cost + 1e-9
