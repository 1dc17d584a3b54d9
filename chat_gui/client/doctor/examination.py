"""One examination, in a thread of its own: steps and the verdict come over a queue."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator

from chat_gui.client.doctor.findings import Step, Verdict
from chat_gui.client.doctor.verdicts import verdict

_FAILED = Verdict("The examination itself failed.", "Try it again; if it fails again, report it.")

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
            self.told.put(_FAILED)
            return
        self.told.put(verdict(steps))
