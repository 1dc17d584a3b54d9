"""Text for a terminal: escapes for what could act on it."""

from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol.terminal import harmless, harmless_lines


@given(st.text())
def test_what_is_shown_is_printable(text: str) -> None:
    assert harmless(text).isprintable()
    assert harmless_lines(text).replace("\n", "").replace("\t", "").isprintable()
    assert harmless_lines(text).count("\n") == text.count("\n")


def test_what_is_printable_stays_as_it_is() -> None:
    text = "Grüße, Боб 🎉 \\x1b"
    assert harmless(text) == harmless_lines(text) == text


def test_what_acts_on_a_terminal_is_its_escape() -> None:
    assert harmless("\x1b[31m\x9b\u202e\ud800\n") == "\\x1b[31m\\x9b\\u202e\\ud800\\n"
    assert harmless_lines("\ta\n\x07\r\n") == "\ta\n\\x07\\r\n"
