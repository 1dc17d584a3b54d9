"""The same questions over an open window."""

import pytest

from chat_gui import door, reports
from chat_gui.dialogs.nick import NickQuestion
from chat_gui.dialogs.trust import ChangedQuestion, StrangerQuestion
from chat_gui.dialogs.typed_code import InviteQuestion, PairQuestion
from chat_server.protocol import commands
from tests.dialogs.asked import below
from tests.views.stage import BOB, Stage

FINGERPRINT = "2f" * 32
STRANGER = reports.Stranger(FINGERPRINT, "K7QX-3M9P")
CHANGED = reports.Changed(FINGERPRINT, "8TWV-R2A5", "K7QX-3M9P")


def press(stage: Stage, *keys: str) -> None:
    """Press keys wherever the keyboard is."""
    for key in keys:
        focus = stage.root.focus_get()
        assert focus is not None
        focus.event_generate(key)
        stage.root.update()


def composing(stage: Stage) -> bool:
    return stage.root.focus_get() is stage.window.composer.text


def test_one_return_trusts_and_gives_the_keyboard_back(stage: Stage) -> None:
    stage.apply(reports.Connecting(), STRANGER)
    assert isinstance(stage.prompt.question, StrangerQuestion)
    assert stage.window.sidebar.state_line.text == "not joined yet"
    stage.until(lambda: stage.root.focus_get() is stage.prompt.question.first)  # type: ignore[union-attr]
    press(stage, "<Return>")
    assert stage.link.answers == [("trust", FINGERPRINT)]
    assert stage.prompt.question is None
    stage.until(lambda: composing(stage))


def test_a_declined_stranger_is_told_and_can_be_tried_again(stage: Stage) -> None:
    stage.apply(STRANGER)
    press(stage, "<Escape>")
    assert stage.link.answers == []
    assert stage.window.banner.label.cget("text") == door.UNSURE
    stage.window.banner.button.invoke()
    assert stage.link.tried == 1


def test_what_is_typed_waits_while_another_server_is_there(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(reports.Lost("Gone.", 0.0), reports.Connecting(), CHANGED)
    assert isinstance(stage.prompt.question, ChangedQuestion)
    press(stage, "<Return>")
    assert stage.link.answers == []
    assert stage.window.banner.label.cget("text") == door.CHANGED
    stage.write("for Bob", "<Return>")
    sent = stage.sent(commands.Send)
    assert [one.text for one in sent if isinstance(one, commands.Send)] == ["for Bob"]
    assert "for Bob" in stage.shown


def test_typing_goes_to_the_question_not_behind_it(stage: Stage) -> None:
    stage.apply(reports.NeedsInvite("This chat is by invitation."))
    question = stage.prompt.question
    assert isinstance(question, InviteQuestion)
    press(stage, "<Key-a>", "<Key-b>")
    assert question.field.text == "ab"
    press(stage, "<Return>")
    assert stage.link.answers == [("invite", "ab")]
    stage.apply(reports.NeedsInvite("That code is not good."))
    assert below(question.field) == "That code is not good."
    stage.enter(BOB)
    assert stage.prompt.question is None
    stage.until(lambda: composing(stage))


def test_another_nickname_or_another_computer(stage: Stage) -> None:
    stage.apply(reports.NickRefused("Ada", "Ada is somebody else here."))
    question = stage.prompt.question
    assert isinstance(question, NickQuestion)
    assert below(question.field) == "Ada is somebody else here."
    press(stage, "<Escape>")
    assert stage.prompt.question is question, "there is no chat without a nickname"
    question.field.fill("server")
    press(stage, "<Return>")
    assert stage.link.answers == []
    question.field.fill("Bob")
    press(stage, "<Return>")
    assert stage.link.answers == [("nick", "Bob")]
    assert stage.prompt.question is None
    stage.apply(reports.NickRefused("Ada", "Ada is somebody else here."))
    press(stage, "<Tab>", "<Return>")
    asked = stage.prompt.question
    assert isinstance(asked, PairQuestion)
    press(stage, "<Escape>")
    assert isinstance(stage.prompt.question, NickQuestion)


@pytest.mark.parametrize(("size", "zoom"), [("480x400", 1.0), ("480x400", 2.0), ("900x620", 1.5)])
def test_a_question_is_seen_whole_in_any_window(display: str, size: str, zoom: float) -> None:  # noqa: ARG001
    stage = Stage(zoom=zoom, size=size)
    try:
        stage.apply(CHANGED)
        question = stage.prompt.question
        assert isinstance(question, ChangedQuestion)
        question.accept.invoke()

        def whole() -> bool:
            button, root = question.stay_away, stage.root
            right = button.winfo_rootx() + button.winfo_width()
            bottom = button.winfo_rooty() + button.winfo_height()
            inside = question.winfo_rootx() >= root.winfo_rootx()
            return (
                inside
                and question.winfo_rooty() >= root.winfo_rooty()
                and right <= root.winfo_rootx() + root.winfo_width()
                and bottom <= root.winfo_rooty() + root.winfo_height()
            )

        stage.until(whole)
    finally:
        stage.close()


def test_the_keyboard_stays_in_the_question(stage: Stage) -> None:
    """What is asked lies over the window: neither Tab nor a key of the window leads under it."""
    stage.apply(STRANGER)
    question = stage.prompt.question
    assert question is not None
    for key in ("<Tab>", "<Tab>", "<Shift-Tab>", "<F6>", "<Control-k>", "<Control-f>", "<F1>"):
        press(stage, key)
        assert str(stage.root.focus_get()).startswith(f"{question}."), key
    assert stage.window.rooms.palette is None
    press(stage, "<Escape>")
    assert stage.prompt.question is None


def test_escape_leads_back_to_the_question_from_elsewhere(stage: Stage) -> None:
    stage.apply(STRANGER)
    question = stage.prompt.question
    assert question is not None
    stage.window.history.text.focus_force()  # a click leads there
    stage.root.update()
    press(stage, "<Escape>")
    stage.until(lambda: stage.root.focus_get() is question.first)
    press(stage, "<Escape>")
    assert stage.prompt.question is None
    stage.until(lambda: composing(stage))


def test_a_window_that_grows_stays_on_the_screen(display: str) -> None:  # noqa: ARG001
    stage = Stage(zoom=3.0)
    try:
        root = stage.root
        before = root.winfo_height()
        stage.apply(CHANGED)
        stage.until(lambda: root.winfo_height() > before)
        stage.until(lambda: root.winfo_rooty() + root.winfo_height() <= root.winfo_screenheight())
    finally:
        stage.close()
