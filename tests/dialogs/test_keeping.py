"""What is asked when a window that hosts is closed, and the chat that was left running."""

import msgspec
import pytest

from chat_gui.dialogs import keeping, nearby
from chat_gui.dialogs.keeping import KeepQuestion
from chat_server import __version__
from chat_server.protocol.found import Found
from tests.dialogs.asked import Asked


class Answers:
    def __init__(self, asked: Asked, others: int = 0, *, can: bool = True) -> None:
        self.given: list[str] = []
        self._can = can
        dialog = asked.show("Ada")
        dialog.ask(
            lambda over: KeepQuestion(
                over, asked.ink, others, self._keep, lambda: self._say("stop"), self._stay
            )
        )
        asked.until(lambda: dialog.focus_get() is self.question(asked).keep)

    def question(self, asked: Asked) -> KeepQuestion:
        assert isinstance(asked.dialog.question, KeepQuestion)
        return asked.dialog.question

    def _say(self, answer: str) -> None:
        self.given.append(answer)

    def _stay(self) -> None:
        self._say("stay")

    def _keep(self) -> bool:
        self._say("keep")
        return self._can


def said(asked: Asked) -> list[str]:
    assert asked.dialog.question is not None
    return [str(label.cget("text")) for label in asked.dialog.question._wrapped]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["<Return>"], "keep"),
        (["<Escape>"], "stay"),
        (["<Shift-Tab>", "<Return>"], "stay"),
        (["<Shift-Tab>", "<Shift-Tab>", "<space>"], "stop"),
    ],
)
def test_each_answer_has_its_key(asked: Asked, keys: list[str], answer: str) -> None:
    answers = Answers(asked)
    asked.answer(*keys)
    assert answers.given == [answer]


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        (0, "Nobody else is in your chat right now."),
        (1, "One other person is in your chat."),
        (1_203, "1,203 other people are in your chat."),
    ],
)
def test_it_says_how_many_others_are_in(asked: Asked, others: int, sentence: str) -> None:
    Answers(asked, others)
    assert sentence in said(asked)


def test_where_it_can_not_be_kept_that_is_told(asked: Asked) -> None:
    answers = Answers(asked, can=False)
    asked.answer("<Return>")
    assert answers.given == ["keep"]
    assert keeping.NOT_KEPT in said(asked)


def test_a_chat_that_still_runs_can_be_entered_or_stopped(asked: Asked) -> None:
    dialog = asked.show("Ada")
    assert not dialog.kept.winfo_ismapped()
    stopped: list[str] = []

    def stop() -> str:
        stopped.append("stopped")
        return "It has stopped."

    dialog.offer_kept(stop)
    asked.until(dialog.kept.winfo_ismapped)
    dialog.kept.enter.invoke()
    assert asked.hosts == ["Ada"]
    dialog.busy("…")
    dialog.kept.stop.invoke()
    assert not stopped, "one thing at a time"
    dialog.idle()
    dialog.kept.stop.invoke()
    asked.until(lambda: not dialog.kept.winfo_ismapped())
    assert stopped
    assert str(dialog.status.cget("text")) == "It has stopped."


def test_that_it_has_stopped_stays_while_it_goes_from_the_list(asked: Asked) -> None:
    dialog = asked.show("Ada")
    own = Found("own", "Ada's", __version__, False, "ab" * 32, 1, ("192.0.2.7",), 7275)
    dialog.found.show(nearby.listed([own], {}))
    dialog.offer_kept(lambda: "It has stopped.")
    asked.until(dialog.kept.winfo_ismapped)
    dialog.kept.stop.focus_force()
    dialog.kept.stop.invoke()
    other = msgspec.structs.replace(own, id="other", fingerprint="cd" * 32)
    dialog.found.show(())
    dialog.found.show(nearby.listed([other], {}))
    asked.root.update()
    assert str(dialog.status.cget("text")) == "It has stopped."
    focus = dialog.focus_get()
    assert focus is not None
    assert focus.winfo_ismapped()
