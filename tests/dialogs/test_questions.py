"""What is asked at the door, in the first dialog: each answered by keys, as a person would."""

import pytest

from chat_gui import door
from chat_gui.dialogs.trust import ChangedQuestion, StrangerQuestion
from chat_gui.dialogs.typed_code import InviteQuestion, PairQuestion
from chat_gui.model import changes
from chat_gui.model.changes import Connection, Phase
from chat_gui.views.card import CodeBox
from tests.dialogs.asked import Asked, below

FINGERPRINT = "2f" * 32
STRANGER = changes.UnknownServer(FINGERPRINT, "K7QX-3M9P")
OTHER = changes.OtherServer(FINGERPRINT, "8TWV-R2A5", "K7QX-3M9P")
INVITE = changes.InviteNeeded("This chat is by invitation.")
TAKEN = changes.NickRefused("Ada", "Ada is somebody else here; pick another nickname.")


def codes(asked: Asked) -> list[str]:
    """The codes that are shown, from left to right."""
    assert asked.dialog.question is not None
    found: list[CodeBox] = []
    waiting = list(asked.dialog.question.winfo_children())
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, CodeBox):
            found.append(one)
        waiting += one.winfo_children()
    return [box.code for box in sorted(found, key=lambda box: box.winfo_rootx())]


def test_one_return_joins_a_stranger(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(STRANGER)
    assert codes(asked) == ["K7QX-3M9P"]
    assert not dialog.form.winfo_ismapped(), "one thing is asked at a time"
    asked.answer("<Return>")
    assert asked.link.answers == [("trust", FINGERPRINT)]
    assert dialog.question is None
    asked.until(dialog.form.winfo_ismapped)
    assert dialog.join_button.instate(["disabled"]), "it goes on connecting"


@pytest.mark.parametrize("keys", [("<Escape>",), ("<Shift-Tab>", "<Return>")])
def test_a_stranger_can_be_left_alone(asked: Asked, keys: tuple[str, ...]) -> None:
    asked.show("Ada", "127.0.0.1")
    asked.told(STRANGER)
    asked.answer(*keys)
    assert asked.link.answers == []
    assert asked.declined == [door.UNSURE]
    assert asked.events == [], "the dialog itself stays open"


@pytest.mark.parametrize("key", ["<Return>", "<Escape>", "<space>"])
def test_no_single_key_accepts_another_server(asked: Asked, key: str) -> None:
    asked.show("Ada", "127.0.0.1")
    asked.told(OTHER)
    assert codes(asked) == ["K7QX-3M9P", "8TWV-R2A5"]
    asked.answer(key)
    assert asked.link.answers == []
    assert asked.declined == [door.CHANGED]


def test_another_server_is_accepted_in_two_steps(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(OTHER)
    question = dialog.question
    assert isinstance(question, ChangedQuestion)
    asked.answer("<Shift-Tab>", "<Return>")
    assert asked.link.answers == []
    asked.until(lambda: dialog.focus_get() is question.tick)
    assert question.accept.instate(["disabled"])
    asked.answer("<space>")
    assert not question.accept.instate(["disabled"])
    asked.answer("<Tab>", "<Return>")
    assert asked.link.answers == [("trust", FINGERPRINT)]
    assert asked.declined == []


def test_unticking_takes_the_step_back(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(OTHER)
    question = dialog.question
    assert isinstance(question, ChangedQuestion)
    question.accept.invoke()
    question.tick.invoke()
    question.tick.invoke()
    question.accept.invoke()
    assert asked.link.answers == []


def test_return_on_the_box_to_tick_stays_away(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(OTHER)
    question = dialog.question
    assert isinstance(question, ChangedQuestion)
    question.accept.invoke()
    question.tick.invoke()
    asked.until(lambda: dialog.focus_get() is question.tick)
    asked.answer("<Return>")
    assert asked.link.answers == []
    assert asked.declined == [door.CHANGED]


def test_an_invite_is_asked_for_until_it_is_good(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(INVITE)
    question = dialog.question
    assert isinstance(question, InviteQuestion)
    asked.answer("<Return>")
    assert below(question.field).startswith("Type the invite code")
    question.field.fill(" abcd-efgh ")
    asked.answer("<Return>", "<Return>")
    assert asked.link.answers == [("invite", "abcd-efgh")], "once, however often it is pressed"
    assert question.join.instate(["disabled"])
    asked.told(changes.InviteNeeded("That code is not good."))
    assert dialog.question is question
    assert below(question.field) == "That code is not good."
    question.field.fill("parlor://127.0.0.1#invite=WXYZ")
    asked.answer("<Return>")
    assert asked.link.answers[1:] == [("invite", "WXYZ")]
    asked.told(Connection(Phase.ONLINE, encrypted=True))
    assert dialog.question is None


def test_what_ends_the_try_is_told_where_the_code_was_typed(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(INVITE)
    question = dialog.question
    assert isinstance(question, InviteQuestion)
    question.field.fill("ABCD")
    asked.answer("<Return>")
    lost = Connection(Phase.LOST, "Too many tries; wait a minute.")
    assert asked.door.show([lost]) == []
    assert below(question.field) == "Too many tries; wait a minute."
    assert not question.join.instate(["disabled"])
    asked.answer("<Key-W>", "<Key-X>")
    assert asked.door.show([lost]) == []
    asked.answer("<Key-Y>")
    assert question.field.text == "WXY", "another try by itself takes nothing that is typed"


def test_a_taken_nickname_tells_the_way_out(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    assert not dialog.pair_button.winfo_ismapped()
    asked.told(TAKEN)
    assert below(dialog.nick) == TAKEN.text
    assert dialog.pair_button.winfo_ismapped()
    asked.answer("<Tab>", "<Return>")
    question = dialog.question
    assert isinstance(question, PairQuestion)
    question.field.fill("short")
    asked.answer("<Return>")
    assert below(question.field) == "The code has eight letters and digits."
    question.field.fill("k7qx 3m9o")
    asked.answer("<Return>")
    assert asked.link.answers == [("pair", "k7qx 3m9o")]
    asked.told(changes.NickRefused("Ada", "That code is not good."))
    assert dialog.question is question
    assert below(question.field) == "That code is not good."
    asked.answer("<Escape>")
    asked.until(dialog.form.winfo_ismapped)
    assert below(dialog.nick) == TAKEN.text


def test_a_nickname_nobody_can_have_has_no_such_way_out(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(changes.NickRefused("server", "“server” is kept for the program."))
    assert not dialog.pair_button.winfo_ismapped()


def test_another_nickname_takes_the_way_out_away(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(TAKEN)
    asked.press("<Key-B>", "<KeyRelease-B>")
    assert not dialog.pair_button.winfo_ismapped()
    assert below(dialog.nick) == "Others see you by this name."


def test_questions_follow_the_zoom_and_are_forgotten(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.told(STRANGER)
    question = dialog.question
    assert isinstance(question, StrangerQuestion)
    for steps in (2, 2):
        asked.ink.look.zoom_by(steps)
        asked.until(lambda: dialog.winfo_height() >= dialog.winfo_reqheight())
        bottom = question.match.winfo_rooty() + question.match.winfo_height()
        assert bottom <= dialog.winfo_rooty() + dialog.winfo_height()
        assert question.match.winfo_width() >= question.match.winfo_reqwidth()
    asked.answer("<Return>")
    asked.ink.look.zoom_by(0)  # what is gone takes no theme
