"""One examination, in a thread of its own: steps and the verdict come over a queue."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from chat_gui.client import identity
from chat_gui.client.doctor import hosting, joining
from chat_gui.client.doctor.answers import Known
from chat_gui.client.doctor.findings import Step, Verdict
from chat_gui.client.doctor.verdicts import said, verdict
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.pins import Pins
from chat_gui.i18n import N_

FAILED = Verdict(
    N_("The examination itself failed."), N_("Try it again; if it fails again, report it.")
)

_log = logging.getLogger(__name__)


class Examination:
    """Runs `examine` to its end; `told` gets each step, then the verdict."""

    def __init__(self, examine: Callable[[], Iterator[Step]]) -> None:
        self.told: queue.SimpleQueue[Step | Verdict] = queue.SimpleQueue()
        """What was found; the window polls it."""
        self._examine = examine
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="parlor-doctor", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Nobody wants to know any more; the step that is under way ends by itself."""
        self._stopped.set()

    def _run(self) -> None:
        steps: list[Step] = []
        try:
            for step in self._examine():
                if self._stopped.is_set():
                    return
                steps.append(step)
                self.told.put(step)
        except Exception:
            _log.exception("the doctor failed")
            self.told.put(said(FAILED))
            return
        self.told.put(verdict(steps))


def begin(place: InviteLink | None, data: Path, *, plaintext: bool) -> Callable[[], Iterator[Step]]:
    """The examination of a place, or of the chat hosted on this computer if it is None.

    `data` is the window's data folder, in which nothing is changed.
    """

    def joins(place: InviteLink) -> Iterator[Step]:
        known = Known(Pins(data).read(), identity.known(data))
        return joining.examine(place, known, plaintext=plaintext)

    def hosts() -> Iterator[Step]:
        return hosting.examine(hosting.running(hosting.folders(data)))

    return hosts if place is None else lambda: joins(place)
