"""Two questions that are answered with a code: an invite, and another computer of one's own."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.question import Question
from chat_gui.i18n import _
from chat_gui.views.line import Ink


class CodeQuestion(Question):
    """The parent of both: a field, and *Join*, which waits for what the server says of the code.

    `on_code` is given the code, `on_back` gives up.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_code: Callable[[str], None],
        on_back: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink)
        self._on_code, self._on_back = on_code, on_back
        self._waiting = False

    def _fill(self, name: str, hint: str, problem: Callable[[str], str], back: str) -> None:
        self._problem = problem
        self.field = Field(self, self.ink, name, hint, self._edited)
        self.put(self.field, theme.L)
        self.join = self.accent(_("Join"), self.agree)
        self.actions(self.quiet(back, self.refuse), self.join)
        self.ready(self.field.entry)

    def agree(self) -> None:
        """Try the code that was typed, if it can be one."""
        if self._waiting:
            return
        problem = self._problem(self.field.text)
        self.field.complain(problem)
        if problem:
            self.field.entry.focus_set()
            return
        self._wait(waiting=True)
        self._on_code(checks.code(self.field.text))

    def refuse(self) -> None:
        """Go without."""
        self._on_back()

    def complain(self, reason: str) -> None:
        """It was not taken: say why, let another be typed, or go on being typed."""
        self.field.complain(reason)
        if self._waiting:
            self._wait(waiting=False)
            self.field.entry.focus_set()
            self.field.entry.selection_range(0, "end")

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self.field.enable(not waiting)
        self.join.state(["disabled" if waiting else "!disabled"])

    def _edited(self) -> None:
        self.field.complain("")


class InviteQuestion(CodeQuestion):
    """The chat is by invitation."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        reason: str,
        on_code: Callable[[str], None],
        on_back: Callable[[], None],
    ) -> None:
        """`reason` is the server's sentence."""
        super().__init__(parent, ink, on_code, on_back)
        self.sentence(_("This chat is by invitation"), "CardTitle", theme.S)
        self.sentence(reason, gap=theme.L)
        hint = _("Its sixteen letters and digits, or the whole link.")
        self._fill(_("Invite code"), hint, checks.no_invite, _("Cancel"))


class PairQuestion(CodeQuestion):
    """Somebody is called so already, and it is the same person on another computer."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        nick: str,
        on_code: Callable[[str], None],
        on_back: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, on_code, on_back)
        self.sentence(_("You on another computer"), "CardTitle", theme.S)
        self.sentence(
            _(
                "Where you are {nick} already, open the menu ⋯ and choose “Add a computer…”."
                " Type the code it shows."
            ).format(nick=nick),
            gap=theme.L,
        )
        hint = _("Eight letters and digits, good for ten minutes.")
        self._fill(_("Code"), hint, checks.no_pair_code, _("Back"))
