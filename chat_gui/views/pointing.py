"""What a person does on the history's paper: follow a link, retry, select, copy, open its menu."""

import tkinter
import webbrowser
from collections.abc import Callable
from threading import Thread

from chat_gui.i18n import _
from chat_gui.model.links import SCHEMES
from chat_gui.views.line import Ink
from chat_gui.views.markup import COPY
from chat_gui.views.paper import FIRST_LINE, Paper
from chat_gui.views.runs import PERSON, RETRY
from chat_gui.views.styles import MENU_KEYS, menu


class Pointing:
    """Binds a paper. `on_retry` is given the key of a failed message, `on_move` that it scrolled.

    `on_person` is given a person's id and the point of the screen where their menu opens. What can
    be pressed bears the tag `go`; the one that the keyboard is on, `lit`.
    """

    def __init__(
        self,
        text: Paper,
        ink: Ink,
        on_retry: Callable[[str], None],
        on_person: Callable[[str, int, int], None],
        on_move: Callable[[], None],
    ) -> None:
        self._text, self._ink, self._on_retry, self._on_move = text, ink, on_retry, on_move
        self._on_person = on_person
        text.bind("<Button-1>", lambda _event: text.focus_set(), add=True)
        text.bind("<<Copy>>", lambda _event: self._copy())
        text.bind("<<SelectAll>>", lambda _event: self._select_all())
        for button in ("<Button-2>", "<Button-3>"):
            text.bind(button, self._offer)
        text.bind("<Tab>", lambda _event: self._to_action(forward=True))
        for back in ("<Shift-Tab>", "<<PrevWindow>>"):
            text.bind(back, lambda _event: self._to_action(forward=False))
        for key in ("<Return>", "<KP_Enter>", *MENU_KEYS):
            text.bind(key, lambda _event: self._act_on_lit())
        text.bind("<FocusOut>", lambda _event: self._unlight(), add=True)
        text.bind("<ButtonRelease-1>", self._clicked, add=True)
        text.tag_bind("go", "<Enter>", lambda _e: text.configure(cursor="hand2"))
        text.tag_bind("go", "<Leave>", lambda _e: text.configure(cursor="arrow"))

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        index = f"@{event.x},{event.y}"
        box = self._text.bbox(index)
        beside = box is None or not box[0] <= event.x < box[0] + box[2]
        if not beside and not self._text.tag_ranges("sel"):
            self._go(self._address(index), event.x_root, event.y_root)

    def _act_on_lit(self) -> str:
        """Do what the keyboard is on; a menu opens below it."""
        text = self._text
        if text.tag_ranges("lit") and (box := text.bbox("lit.first")) is not None:
            left, top = text.winfo_rootx() + box[0], text.winfo_rooty() + box[1] + box[3]
            self._go(self._address("lit.first"), left, top)
        return "break"

    def _address(self, index: str) -> str:
        """Where what stands at an index leads; empty for nowhere."""
        addresses = self._text.addresses
        found = (addresses[tag] for tag in self._text.tag_names(index) if tag in addresses)
        return next(found, "")

    def _go(self, address: str, x: int, y: int) -> None:
        """Follow a link, or do an action; a menu opens at this point of the screen."""
        if address.startswith(PERSON):
            self._on_person(address.removeprefix(PERSON), x, y)
        elif address.startswith(RETRY):
            self._on_retry(address.removeprefix(RETRY))
        elif address.startswith(COPY):
            self._text.clipboard_clear()
            self._text.clipboard_append(address.removeprefix(COPY))
        elif address.lower().startswith(SCHEMES):
            # A browser may take its time to start; Tk must not wait for it.
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def _to_action(self, *, forward: bool) -> str | None:
        """Tab goes from link to link of those in view, then on to the next widget."""
        text = self._text
        here = text.tag_ranges("lit")
        self._unlight()
        if forward:
            found = text.tag_nextrange("go", str(here[1]) if here else "@0,0")
        else:
            found = text.tag_prevrange("go", str(here[0]) if here else "end")
        below = f"@{text.winfo_width()},{text.winfo_height()}"
        if not found or text.compare(found[1], "<=", "@0,0") or text.compare(found[0], ">", below):
            return None
        text.tag_add("lit", *found)
        text.see(found[0])
        self._on_move()
        return "break"

    def _author(self, index: str) -> str:
        """The id of the person whose name stands in the line above a message; empty for none."""
        if "name" not in self._text.tag_names(index) and "head" not in self._text.tag_names(index):
            return ""
        found = self._text.tag_nextrange("name", f"{index} linestart", f"{index} lineend")
        address = self._address(found[0]) if found else ""
        return address.removeprefix(PERSON) if address.startswith(PERSON) else ""

    def _unlight(self) -> None:
        self._text.tag_remove("lit", "1.0", "end")

    def _copy(self) -> str:
        if self._text.tag_ranges("sel"):
            self._text.clipboard_clear()
            self._text.clipboard_append(self._text.said("sel.first", "sel.last"))
        return "break"

    def _select_all(self) -> str:
        self._text.tag_add("sel", f"{FIRST_LINE}.0", "end-1c")
        return "break"

    def _offer(self, event: "tkinter.Event[tkinter.Misc]") -> str:
        person = self._author(f"@{event.x},{event.y}")
        if person:
            self._on_person(person, event.x_root, event.y_root)
            return "break"
        offered = menu(self._text, self._ink.look)
        chosen = "normal" if self._text.tag_ranges("sel") else "disabled"
        offered.add_command(label=_("Copy"), command=self._copy, state=chosen)  # type: ignore[arg-type]
        offered.add_command(label=_("Select all"), command=self._select_all)
        offered.tk_popup(event.x_root, event.y_root)
        return "break"
