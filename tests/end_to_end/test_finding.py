"""Searching and moving in a long room of a real server, in a real window of this process."""

import tkinter
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.client.address import Address
from chat_gui.client.receiver import Client
from chat_gui.model.changes import Phase
from chat_gui.pump import Pump
from tests.support import RawClient, ServerProcess
from tests.views.stage import Stage

LENGTH = 700
NEEDLE, FIRST_NEEDLE = 130, 30
"""Messages that speak of the key: this one and all 100 further on."""


class Seat:
    """Ada's window, with a client of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.stage = Stage()
        self.client = Client(Address("127.0.0.1", port), "Ada", folder, plaintext=True)
        self.stage.link.send = self.client.send  # type: ignore[method-assign]
        stage = self.stage
        self.pump = Pump(stage.root, self.client.incoming, stage.model, stage.window.show)
        self.client.start()
        self.pump.start()
        self.until_there(LENGTH)

    def until_there(self, seq: int) -> None:
        model = self.stage.model
        self.stage.until(
            lambda: model.connection.phase is Phase.ONLINE and model.room.timeline.last >= seq
        )

    @property
    def text(self) -> tkinter.Text:
        return self.stage.window.history.text

    def sees(self, words: str) -> bool:
        """Whether these words are in view."""
        return words in self.text.get("@0,0", f"@0,{self.text.winfo_height()}")

    def close(self) -> None:
        self.pump.stop()
        self.client.close()
        self.stage.close()


def fill(port: int) -> None:
    """Say what there is to be found."""
    with RawClient(port, "Bob") as bob:
        bob.join()
        for number in range(1, LENGTH + 1):
            speaks = number % 100 == FIRST_NEEDLE
            bob.say(f"{number}. Who has the key?" if speaks else f"{number}. Lunch", f"m{number}")
        bob.until("message", seq=LENGTH)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def server(data: Path) -> Iterator[ServerProcess]:
    with ServerProcess(data, 0, "--no-limits") as running:
        fill(running.port)
        yield running


@pytest.fixture
def seat(display: str, tmp_path: Path, server: ServerProcess) -> Iterator[Seat]:  # noqa: ARG001
    made = Seat(tmp_path / "ada", server.port)
    yield made
    made.close()


def test_from_a_word_to_the_message_and_down_to_the_newest(seat: Seat) -> None:
    stage = seat.stage
    stage.window.finding.search("key")
    panel = stage.window.finding.panel
    assert panel is not None
    stage.until(lambda: str(panel.status.cget("text")) == "7 messages found.")
    for _ in range(5):
        panel.entry.event_generate("<Down>")
    panel.entry.event_generate("<Return>")
    stage.until(lambda: seat.sees(f"{NEEDLE}. Who has the key?"))
    history = stage.window.history
    assert history.detached
    while not history.following:
        assert len(history.rows.settled) <= 1_250
        before = stage.model.shown.last
        seat.text.yview_moveto(1.0)
        history._look()
        stage.until(lambda last=before: not history.detached or stage.model.shown.last > last)  # type: ignore[misc]
    assert seat.sees(f"{LENGTH}. Lunch")
    told = [int(line.split(".")[0]) for line in stage.shown.splitlines() if ". " in line]
    assert told == list(range(told[0], LENGTH + 1)), "each once, in order, without a gap"


def test_a_jump_survives_a_lost_connection(seat: Seat, server: ServerProcess, data: Path) -> None:
    stage = seat.stage
    send, lost = stage.link.send, []
    stage.link.send = lost.append  # type: ignore[method-assign]
    stage.window.jumps.jump("lobby", 300)
    stage.link.send = send  # type: ignore[method-assign]
    assert len(lost) == 2, "what was asked is on its way"
    server.kill()
    stage.until(lambda: stage.model.connection.phase is Phase.LOST)
    with ServerProcess(data, server.port, "--no-limits"):
        seat.client.try_now()
        stage.until(lambda: seat.sees("300. Lunch"))
