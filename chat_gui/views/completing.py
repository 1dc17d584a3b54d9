"""Completes names, emoji and commands in the composer, with one popup for all three.

Return takes the row that is chosen: the first, or where the arrow keys led. Where what was typed is
whole by itself none is, for Return is pressed to send it then. Tab takes what is chosen, or the
first. Without a popup Tab completes a name as IRC does.
"""

import tkinter
from collections.abc import Callable
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.model import completion, rights, shortcodes
from chat_gui.model.chat import ChatModel
from chat_gui.model.completion import Choice, Query
from chat_gui.model.emoji_table import toned
from chat_gui.model.rows import MessageRow
from chat_gui.views.command_rows import rows
from chat_gui.views.composer import Composer
from chat_gui.views.emoji_habits import Habits, table
from chat_gui.views.line import Ink
from chat_gui.views.popup import Popup

_RUBBING = ("BackSpace", "Delete")


def _breaking(deed: Callable[[], bool]) -> Callable[["tkinter.Event[tkinter.Misc]"], str | None]:
    """A handler after which nobody else hears of the key, if the deed was done."""
    return lambda _event: "break" if deed() else None


class Cycle(NamedTuple):
    """Tab was pressed: what stands before the cursor since, what else it may put there."""

    before: str
    put: str
    others: list[str]


class Completing:
    """Over one composer. `habits` tell which emoji the person takes."""

    def __init__(self, composer: Composer, ink: Ink, model: ChatModel, habits: Habits) -> None:
        self._composer, self._text, self._ink = composer, composer.text, ink
        self._model, self._habits = model, habits
        self.popup = Popup(composer.over, ink, self._take)
        self._query: Query | None = None
        self._put_off = ""
        """What was being typed when the person wanted no popup for it."""
        self._keyed = False
        self._cycle: Cycle | None = None
        composer.on_edited.append(self._edited)
        composer.finish = self._finished
        tag = f"Completing{self._text}"
        self._text.bindtags((tag, *self._text.bindtags()))
        keys: dict[str, Callable[[], bool]] = {
            "<Up>": lambda: self._step(-1),
            "<Down>": lambda: self._step(1),
            "<Tab>": self._tab,
            "<Return>": self._return,
            "<KP_Enter>": self._return,
            "<Escape>": self._escape,
        }
        self._bind(tag, "<Key>", self._key)
        for key, deed in keys.items():
            self._bind(tag, key, _breaking(deed))
        for moved in ("<KeyRelease>", "<ButtonRelease-1>"):
            self._bind(tag, moved, lambda _event: self._moved())
        self._bind(tag, "<FocusOut>", lambda _event: self._hide())
        self._text.bind("<Destroy>", lambda _event: self._unbind(tag), add=True)

    def _bind(
        self, tag: str, event: str, do: Callable[["tkinter.Event[tkinter.Misc]"], str | None]
    ) -> None:
        self._text.bind_class(tag, event, do)

    def _unbind(self, tag: str) -> None:
        for event in self._text.bind_class(tag):
            self._text.unbind_class(tag, event)

    # What happens in the composer

    def _key(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self._keyed = event.keysym in _RUBBING or (event.char.isprintable() and event.char != "")

    def _edited(self) -> None:
        """Look what is being typed; what came in another way opens nothing."""
        keyed, self._keyed = self._keyed, False
        if not keyed:
            self._hide()
            return
        before = self._text.before()
        name = shortcodes.finished(before)
        chars = self._named(name) if name else ""
        if chars:
            self._hide()
            self._habits.took(chars)
            self._text.swap(f":{name}:", chars)
        else:
            self._offer(completion.query(before))

    def _moved(self) -> None:
        """The cursor may be elsewhere."""
        if self._query is not None and completion.query(self._text.before()) != self._query:
            self._hide()

    def _offer(self, query: Query | None) -> None:
        if query is None or (self._put_off and query.before.startswith(self._put_off)):
            self._hide(keep=query is not None)
            return
        choices = self._choices(query)
        useless = [one.insert.rstrip() for one in choices] == [query.before]
        if not choices or useless:
            self._hide()
            return
        self._query, self._put_off = query, ""
        if completion.is_whole(query, choices):
            chosen, hint = None, _("Tab takes the first, ↑ ↓ choose, Esc closes")
        else:
            chosen, hint = 0, _("Return takes it, ↑ ↓ choose, Esc closes")
        self.popup.show(choices, hint, self._place(query), chosen)

    def _choices(self, query: Query) -> list[Choice]:
        if query.kind == "name":
            return completion.names(query.typed, self._people())
        if query.kind == "command":
            moderates = rights.moderates(self._model)
            return completion.commands(query.typed, rows(moderates=moderates))
        return completion.emoji(query.typed, table(), self._habits.recent, self._habits.tone)

    def _people(self) -> list[str]:
        """Who may be meant: who spoke last comes first, oneself is not meant."""
        held = reversed(self._model.room.timeline.held())
        spoke = [row.by.nick for row in held if isinstance(row, MessageRow)]
        here = self._model.nicks()
        known = {*here, self._model.me.nick}
        order = [nick for nick in dict.fromkeys(spoke) if nick in known]
        return [nick for nick in dict.fromkeys([*order, *here]) if nick != self._model.me.nick]

    def _place(self, query: Query) -> tuple[int, int]:
        """Above the composer, where the word begins."""
        over = self._composer.over
        over.update_idletasks()  # what was typed may have made the composer grow
        box = self._text.bbox("insert") or (0, 0, 0, 0)
        back = self._ink.look.body.measure(query.before)
        x = self._text.winfo_rootx() - over.winfo_rootx() + max(0, box[0] - back)
        y = self._composer.box.winfo_rooty() - over.winfo_rooty() - self._ink.look.px(theme.XS)
        return x, y

    def _hide(self, *, keep: bool = False) -> None:
        self._query = None
        if not keep:
            self._put_off = ""
        if self.popup.shown:
            self.popup.hide()

    # What the person does

    def _step(self, step: int) -> bool:
        if self.popup.shown:
            self.popup.step(step)
        return self.popup.shown

    def _return(self) -> bool:
        """Take what is chosen; else this Return is the composer's."""
        if self.popup.shown and self.popup.chosen is not None:
            self._take(self.popup.chosen)
            return True
        self._hide()
        return False

    def _escape(self) -> bool:
        if self._query is None:
            return False
        query = self._query
        self._hide()
        self._put_off = query.before
        return True

    def _tab(self) -> bool:
        if self.popup.shown:
            self._take(self.popup.chosen or 0)
            return True
        return self._next_name()

    def _take(self, number: int) -> None:
        query = self._query
        if query is None or number >= len(self.popup.choices):
            return
        choice = self.popup.choices[number]
        self._hide()
        if query.kind == "emoji":
            self._habits.took(choice.insert)
        self._text.swap(query.before, choice.insert)
        self._text.focus_set()

    def _next_name(self) -> bool:
        """Put the first fitting name there, or the next one after it; False if none fits."""
        before = self._text.before()
        if self._cycle is not None and before == self._cycle.before + self._cycle.put:
            start, put, others = self._cycle
            others = [*others[1:], others[0]] if len(others) > 1 else []
        else:
            put, others = completion.addressed(before, self._people())
            start = before.removesuffix(put)
        if not put or not others:
            return False
        self._text.swap(put, others[0])
        self._cycle = Cycle(start, others[0], others)
        return True

    # :shortcodes:

    def _named(self, name: str) -> str:
        found = table().called(name)
        return toned(found.chars, self._habits.tone) if found is not None else ""

    def _finished(self, text: str) -> str:
        """What is sent: with emoji for shortcodes."""
        if ":" not in text:
            return text
        return shortcodes.replaced(text, self._named)
