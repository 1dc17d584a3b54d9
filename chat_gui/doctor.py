"""The doctor in the window: starts an examination, passes what it finds to its panel.

The panel is a `Question` and stands where questions do. Runs on Tk's thread; the examination has
one of its own.
"""

import queue
import tkinter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from chat_gui.client.doctor.findings import Verdict
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs.doctor import DoctorQuestion
from chat_gui.dialogs.prompt import Prompt
from chat_gui.dialogs.question import Place, Question
from chat_gui.i18n import N_, _
from chat_gui.views.line import Ink

if TYPE_CHECKING:
    from chat_gui.client.doctor.examination import Examination

POLL_MS = 50
"""How often it is asked what was found."""

_JOINING = N_("Why can't I join {address}?")
_HOSTING = N_("Why does nobody come to this chat?")


class Doctor:
    """`place` gives where the panel is to stand, `switch` leads from the window to other chats.

    `data` is the window's data folder.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        ink: Ink,
        place: Callable[[], Place],
        switch: Callable[[], None],
        data: Path,
    ) -> None:
        self._root, self._ink, self._place = root, ink, place
        self._switch, self._data = switch, data

    def examine(self, link: InviteLink | None, *, plaintext: bool) -> None:
        """Find out why one can't join there; without a place, why nobody comes to this computer."""
        from chat_gui.client.doctor.examination import Examination, begin  # few need it

        examination = Examination(begin(link, self._data, plaintext=plaintext))

        subject = _(_HOSTING) if link is None else _(_JOINING).format(address=link.address)
        place = self._place()
        other = self._switch if link is not None and isinstance(place, Prompt) else None

        def make(over: tkinter.Misc) -> Question:
            return DoctorQuestion(over, self._ink, subject, self._close, other)

        place.ask(make)
        panel = place.question
        assert isinstance(panel, DoctorQuestion), "it was just asked"
        examination.start()
        self._poll(examination, panel)

    def _poll(self, examination: "Examination", panel: DoctorQuestion) -> None:
        """Show what was found, until all is; whoever took the panel away wants to know no more."""
        if self._place().question is not panel:  # also where one was asked for anew
            examination.stop()
            return
        try:
            while True:
                told = examination.told.get_nowait()
                if isinstance(told, Verdict):
                    panel.verdict(told)
                    return
                panel.step(told)
        except queue.Empty:
            self._root.after(POLL_MS, self._poll, examination, panel)

    def _close(self) -> None:
        self._place().answered()
