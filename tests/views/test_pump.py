"""The pump sleeps while nothing comes, and wakes for the first word."""

import threading
import time
from collections.abc import Iterator

import pytest

from chat_gui import pump as module
from chat_gui import reports
from chat_gui.client.incoming import Incoming
from chat_gui.pump import Pump
from tests.views.stage import Stage

TROUBLE = reports.Trouble("one")


class Pumped:
    """A pump on a stage; `ticks` counts how often it looked, `told` what it showed."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.incoming = stage, Incoming()
        self.told: list[object] = []
        self.pump = Pump(stage.root, self.incoming, stage.model, self.told.extend, self.incoming)
        self.ticks = 0
        drain = self.pump.drain

        def counted() -> None:
            self.ticks += 1
            drain()

        self.pump.drain = counted  # type: ignore[method-assign]
        self.pump.start()

    def until_it_sleeps(self) -> None:
        self.stage.until(lambda: self.pump._listens)


@pytest.fixture
def pumped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pumped]:
    monkeypatch.setattr(module, "REST_MS", 3_600_000)
    made = Pumped(stage)
    if not hasattr(stage.root.tk, "createfilehandler"):
        pytest.skip("Tk can't wait for a file here")
    yield made
    made.pump.stop()
    made.incoming.close()


def test_it_wakes_for_a_word_from_another_thread(pumped: Pumped) -> None:
    for _ in range(3):
        pumped.until_it_sleeps()
        pumped.told.clear()
        thread = threading.Thread(target=pumped.incoming.put, args=[TROUBLE])
        thread.start()
        pumped.stage.until(lambda: pumped.told)
        thread.join()


def test_it_does_not_look_while_it_sleeps(pumped: Pumped) -> None:
    pumped.until_it_sleeps()
    before = pumped.ticks
    ended = [False]
    pumped.stage.root.after(10 * module.TICK_MS, lambda: ended.__setitem__(0, True))
    pumped.stage.until(lambda: ended[0])
    assert pumped.ticks == before


def test_many_words_do_not_ring_each(pumped: Pumped) -> None:
    pumped.until_it_sleeps()
    before, begun = pumped.ticks, time.monotonic()
    ended = [False]

    def go_on(left: int) -> None:
        pumped.incoming.put(TROUBLE)
        if left:
            pumped.stage.root.after(2, go_on, left - 1)
        else:
            ended[0] = True

    go_on(100)
    pumped.stage.until(lambda: ended[0])
    most = (time.monotonic() - begun) * 1e3 / module.TICK_LEAST_MS
    assert pumped.ticks - before <= most + 2


def test_what_comes_while_it_falls_asleep_is_not_left(pumped: Pumped) -> None:
    answer = pumped.incoming.answer

    def answered() -> None:
        answer()
        if not pumped.told:
            pumped.incoming.put(TROUBLE)

    pumped.incoming.answer = answered  # type: ignore[method-assign]
    pumped.stage.until(lambda: pumped.told)


def test_after_its_end_nothing_wakes_it(pumped: Pumped) -> None:
    pumped.until_it_sleeps()
    pumped.pump.stop()
    pumped.incoming.put(TROUBLE)
    pumped.stage.root.update()
    assert not pumped.told
    pumped.pump.start()
    pumped.stage.until(lambda: pumped.told)


def test_what_fails_at_the_first_word_ends_nothing(
    pumped: Pumped, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_told: object) -> None:
        raise RuntimeError("a view's fault")

    root, failed = pumped.stage.root, list[str]()
    monkeypatch.setattr(
        root, "report_callback_exception", lambda _kind, error, _trace: failed.append(f"{error}")
    )
    monkeypatch.setattr(pumped.pump, "show", fails)
    pumped.until_it_sleeps()
    pumped.incoming.put(TROUBLE)
    root.after(50, root.quit)
    root.mainloop()
    pumped.stage.until(lambda: failed)
    assert failed == ["a view's fault"]
    monkeypatch.setattr(pumped.pump, "show", pumped.told.extend)
    pumped.incoming.put(TROUBLE)
    pumped.stage.until(lambda: pumped.told)


def test_a_closed_bell_is_silent() -> None:
    incoming = Incoming()
    incoming.close()
    incoming.put(TROUBLE)
    incoming.answer()
    assert incoming.get_nowait() == TROUBLE
