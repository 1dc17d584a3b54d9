"""The nastiest texts: received, copied, typed, sent and searched for, they stay what they are."""

import pytest
from msgspec import structs

from chat_gui.clock import now
from chat_gui.model import matching
from chat_gui.views.paper import FIRST_LINE
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal
from chat_server.search_text import Query, words_of
from tests.naughty import LISTED, MORE, STRINGS
from tests.views.stage import ADA, BOB, Stage, says


def copies(stage: Stage) -> list[str]:
    """What copying each row of the history gives."""
    history, line = stage.window.history, FIRST_LINE
    found: list[str] = []
    for written in history.rows.settled:
        found.append(history.text.said(f"{line}.0", f"{line + written.lines - 1}.end"))
        line += written.lines
    return found


@pytest.mark.parametrize("on_x11", [True, False])
def test_received_and_copied_they_are_what_was_said(stage: Stage, on_x11: bool) -> None:
    stage.ink.colour_kills |= on_x11
    stage.enter(BOB)
    at = now() - 1_000
    for start in range(0, len(STRINGS), 100):
        part = STRINGS[start : start + 100]
        stage.apply(*[says(start + n, text, at=at) for n, text in enumerate(part, 1)])
    assert stage.window.history.at_end()
    copied = copies(stage)[-len(STRINGS) :]
    for given, text in zip(copied[1:], STRINGS[1:], strict=True):
        assert given == text
    assert copied[0].endswith(STRINGS[0]), "the first has a head"
    stage.root.geometry("500x500")
    stage.until(lambda: stage.root.winfo_width() == 500)
    stage.until(stage.window.history.at_end)


def test_from_oneself_and_as_an_action_too(stage: Stage) -> None:
    stage.enter(BOB)
    for number, text in enumerate(MORE, 1):
        said = says(number, text, ADA if number % 2 else BOB)
        stage.apply(structs.replace(said, action=bool(number % 3)))
        assert text in copies(stage)[-1]


def test_typed_they_are_what_was_typed(stage: Stage) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    for text in STRINGS:
        if "\x00" not in text and "\r" not in text:
            composer.fill(text)
            assert composer.content() == text


def test_sent_they_are_what_was_typed(stage: Stage) -> None:
    stage.enter(BOB)
    wanted: list[str] = []
    for text in LISTED[::4]:
        try:
            said = names.text(text)
        except Refusal:
            continue
        if not text.startswith("/"):
            stage.window.composer.fill(text)
            stage.window.composer.submit()
            wanted.append(said)
    sent = stage.texts
    assert sent == wanted


def test_searched_for_they_are_found() -> None:
    for text in STRINGS:
        wanted = matching.words(text[:200])
        if wanted:
            assert matching.matches(text, wanted), text
            assert "".join(part for part, _lit in matching.lit(text, wanted)) == text
        if words_of(text[:200]):
            assert Query(text[:200]).matches(text), text
