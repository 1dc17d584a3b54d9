"""What typed text means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.typed import (
    AskTopic,
    Direct,
    Help,
    Join,
    Leave,
    Meaning,
    Nick,
    Say,
    Topic,
    meaning,
)
from chat_server.protocol import names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", Say("hello")),
        ("two\r\nlines\x07", Say("two\nlines")),
        ("//etc", Say("/etc")),
        ("/me waves", Say("waves", action=True)),
        ("/ME waves", Say("waves", action=True)),
        ("/nick  Bob ", Nick("Bob")),
        ("/join #Robotics", Join("robotics")),
        ("/leave", Leave()),
        ("/help", Help()),
        ("/msg Bob", Direct("Bob", "")),
        ("/msg  Bob  hello there ", Direct("Bob", "hello there")),
        ("/msg bob 2 hello", Direct("bob 2", "hello")),
        ("/msg Bob 22", Direct("Bob", "22")),
        ("/topic  Lunch at one ", Topic("Lunch at one")),
        ("/topic", AskTopic()),
        ("/topic  - ", Topic("")),
    ],
)
def test_meanings(text: str, expected: Meaning) -> None:
    assert meaning(text, Limits(), ["Bob 2", "Bob"]) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.BAD_REQUEST),
        ("  \n", ErrorCode.BAD_REQUEST),
        ("/me", ErrorCode.BAD_REQUEST),
        ("/nick server", ErrorCode.NICK_INVALID),
        ("/join a b", ErrorCode.BAD_REQUEST),
        ("/dance", ErrorCode.BAD_REQUEST),
        ("/msg", ErrorCode.BAD_REQUEST),
        ("/msg Bob 12345678901", ErrorCode.TOO_LONG),
        ("/topic two\nlines", ErrorCode.BAD_REQUEST),
        ("x" * 11, ErrorCode.TOO_LONG),
    ],
)
def test_refusals(text: str, code: ErrorCode) -> None:
    with pytest.raises(Refusal) as caught:
        meaning(text, Limits(text=10))
    assert caught.value.code is code


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_may_be_said_is_what_the_server_takes(text: str) -> None:
    try:
        meant = meaning(text, Limits())
    except Refusal:
        return
    if isinstance(meant, Say):
        assert names.text(meant.text) == meant.text
