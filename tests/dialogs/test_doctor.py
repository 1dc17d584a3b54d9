"""The doctor's panel, in the first dialog: what it shows, copies, and how it goes away."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.client.address import Address
from chat_gui.client.doctor import examination as thread
from chat_gui.client.doctor.findings import Mark, Sign, Step, Verdict, failed, ok
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs.doctor import LOOKING, DoctorQuestion
from chat_gui.doctor import Doctor
from tests.dialogs.asked import Asked
from tests.support import wait_until

STEPS = [ok("Name", "It is 10.0.0.2.", "a detail"), failed("Port", "It refuses.", Sign.REFUSED)]
WRONG = Verdict("No chat listens there.", "Let it in:", commands=("sudo ufw allow 7275/tcp",))

LONG = Verdict(
    "Nobody listens there. " * 3, "Ask the host for the port. " * 4, commands=("ufw",) * 3
)


@pytest.fixture
def asked(display: str, nothing_collected: None) -> Iterator[Asked]:  # noqa: ARG001
    """A first dialog that is open."""
    one = Asked()
    one.show("Ada", "10.0.0.2")
    yield one
    one.root.destroy()


def _nowhere() -> None:
    pytest.fail("the list of other chats is there already")


def opened(asked: Asked) -> DoctorQuestion:
    asked.dialog.ask(lambda over: DoctorQuestion(over, asked.ink, "Why?", asked.dialog.answered))
    panel = asked.dialog.question
    assert isinstance(panel, DoctorQuestion)
    asked.until(panel.close.winfo_ismapped)
    return panel


def filled(asked: Asked) -> DoctorQuestion:
    panel = opened(asked)
    for step in STEPS:
        panel.step(step)
    panel.verdict(WRONG)
    asked.root.update()
    return panel


def test_steps_come_before_the_verdict(asked: Asked) -> None:
    panel = opened(asked)
    panel.step(STEPS[0])
    assert panel.says.cget("text") == LOOKING
    assert panel.copy.instate(["disabled"])
    (row,) = panel.steps.winfo_children()
    assert row.cget("text") == "It is 10.0.0.2."
    panel.verdict(WRONG)
    assert panel.says.cget("text") == WRONG.sentence
    assert panel.fix.cget("text") == WRONG.fix
    assert panel.commands.cget("text") == WRONG.commands[0]
    assert panel.copy.instate(["!disabled"])


def test_marks_are_told_apart(asked: Asked) -> None:
    panel = opened(asked)
    for mark in Mark:
        panel.step(Step("Port", mark, "…"))
    images = {str(row.cget("image")) for row in panel.steps.winfo_children()}
    assert len(images) == len(Mark)


def test_details_stand_where_the_steps_were_and_fold_again(asked: Asked) -> None:
    panel = filled(asked)
    panel.fold.invoke()
    asked.until(panel.details.winfo_ismapped)
    assert not panel.steps.winfo_ismapped()
    assert panel.details.get("1.0", "end-1c") == (
        "Name: It is 10.0.0.2.\n  a detail\nPort: It refuses."
    )
    panel.fold.invoke()
    asked.until(panel.steps.winfo_ismapped)
    assert not panel.details.winfo_ismapped()


def test_all_of_it_is_copied(asked: Asked) -> None:
    panel = filled(asked)
    panel.copy.invoke()
    copied = asked.root.clipboard_get()
    assert copied.startswith(
        "No chat listens there.\nLet it in:\n    sudo ufw allow 7275/tcp\n\nok"
    )
    assert "a detail" in copied


@pytest.mark.parametrize("key", ["<Escape>", "<Return>"])
@pytest.mark.parametrize("unfolded", [False, True])
def test_it_goes_away_by_a_key_and_the_fields_are_back(
    asked: Asked, key: str, unfolded: bool
) -> None:
    panel = filled(asked)
    if unfolded:
        panel.fold.invoke()
        asked.until(panel.details.winfo_ismapped)
        panel.details.focus_force()
        asked.until(lambda: asked.dialog.focus_get() is panel.details)
    asked.answer(key)
    assert asked.dialog.question is None
    asked.until(asked.dialog.nick.winfo_ismapped)
    assert asked.events == []


@pytest.mark.parametrize("zoom", [0, 4, 7])
def test_at_any_size_it_stays_on_the_screen(asked: Asked, zoom: int) -> None:
    asked.dialog.geometry("+100+700")
    asked.until(lambda: asked.dialog.winfo_y() >= 600)
    for _ in range(zoom):
        asked.ink.look.zoom_by(1)
    panel = opened(asked)
    for _ in range(20):
        panel.step(STEPS[0])
    panel.step(STEPS[1])
    panel.verdict(LONG)

    def whole() -> bool:
        bottom = panel.close.winfo_rooty() + panel.close.winfo_height()
        return 0 < bottom <= asked.root.winfo_screenheight()

    asked.until(whole)
    panel.fold.invoke()
    asked.until(panel.details.winfo_ismapped)
    asked.until(whole)


class TestDoctor:
    def begin(self, asked: Asked, data: Path, link: InviteLink) -> DoctorQuestion:
        Doctor(asked.root, asked.ink, lambda: asked.dialog, _nowhere, data).examine(
            link, plaintext=False
        )
        panel = asked.dialog.question
        assert isinstance(panel, DoctorQuestion)
        return panel

    def test_it_finds_out_and_tells(self, asked: Asked, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as sock:
            port = sock.getsockname()[1]
        panel = self.begin(asked, tmp_path, InviteLink(Address("127.0.0.1", port)))
        asked.until(lambda: panel.says.cget("text") != LOOKING)
        assert panel.says.cget("text") == f"No chat runs on this computer at port {port}."
        assert len(panel.steps.winfo_children()) == 3

    def test_who_closes_it_wants_to_know_no_more(self, asked: Asked, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and says nothing
            port = silent.getsockname()[1]
            panel = self.begin(asked, tmp_path, InviteLink(Address("127.0.0.1", port)))
            asked.until(panel.steps.winfo_children)
            asked.answer("<Escape>")
            assert asked.dialog.question is None
            running = lambda: [t for t in threading.enumerate() if t.name == "parlor-doctor"]  # noqa: E731
            asked.until(lambda: not running())

    def test_who_asks_twice_is_told_once(self, asked: Asked, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as sock:
            port = sock.getsockname()[1]
        for _ in range(2):
            panel = self.begin(asked, tmp_path, InviteLink(Address("127.0.0.1", port)))
        asked.until(lambda: panel.says.cget("text") != LOOKING)
        asked.until(lambda: not [t for t in threading.enumerate() if t.name == "parlor-doctor"])
        assert len(panel.steps.winfo_children()) == 3

    def test_it_can_be_asked_about_the_chat_here(self, asked: Asked, tmp_path: Path) -> None:
        Doctor(asked.root, asked.ink, lambda: asked.dialog, _nowhere, tmp_path).examine(
            None, plaintext=False
        )
        panel = asked.dialog.question
        assert isinstance(panel, DoctorQuestion)
        asked.until(lambda: panel.says.cget("text") != LOOKING)


def test_an_examination_that_fails_says_so(allowed_errors: list[str]) -> None:
    allowed_errors.append("the doctor failed")

    def examine() -> Iterator[Step]:
        yield STEPS[0]
        raise RuntimeError("a bug")

    one = thread.Examination(examine)
    one.start()
    assert one.told.get(timeout=10) == STEPS[0]
    told = one.told.get(timeout=10)
    assert isinstance(told, Verdict)
    assert not told.fine


def test_an_examination_that_is_stopped_tells_no_more() -> None:
    one: thread.Examination
    gone_on: list[bool] = []

    def examine() -> Iterator[Step]:
        yield STEPS[0]
        one.stop()
        yield STEPS[1]
        gone_on.append(True)

    one = thread.Examination(examine)
    one.start()
    wait_until(lambda: not [t for t in threading.enumerate() if t.name == "parlor-doctor"])
    assert one.told.get_nowait() == STEPS[0]
    assert one.told.empty()
    assert not gone_on


def test_the_dialog_offers_it_where_nobody_answers(asked: Asked) -> None:
    told: list[str] = []
    dialog = asked.dialog
    dialog.on_why = lambda: told.append("why")
    assert not dialog.why_button.winfo_ismapped()
    for listing in (False, True):
        dialog.list_them(listing)
        dialog.busy("Connecting…")
        dialog.refuse_address("Nobody answers.")
        asked.until(dialog.why_button.winfo_ismapped)
        dialog.why_button.invoke()
        dialog.busy("Connecting…")
        asked.until(lambda: not dialog.why_button.winfo_ismapped())
    dialog.idle()
    assert told == ["why", "why"]
