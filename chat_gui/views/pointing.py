"""What a person does on the history's paper: follow a link, retry, select, copy, open its menu."""

import tkinter
from collections.abc import Callable

from chat_gui.i18n import _
from chat_gui.model.links import SCHEMES
from chat_gui.views import clipboard
from chat_gui.views.code_copy import copy_code
from chat_gui.views.deed_links import PERSON, RETRY
from chat_gui.views.line import Ink
from chat_gui.views.markup import COPY
from chat_gui.views.menus import menu
from chat_gui.views.overlaying import Point
from chat_gui.views.paper import FIRST_LINE, Paper
from chat_gui.views.web import open_address


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
        self._text, self._ink, self._on_move = text, ink, on_move
        self._on_person = on_person
        self.ways: dict[str, Callable[[str, Point], object]] = {
            PERSON: lambda id, at: on_person(id, *at),
            RETRY: lambda key, _at: on_retry(key),
            COPY: lambda code, _at: copy_code(text, code),
        }
        """What a link begins with that leads into the window, and who goes there with the rest."""
        self.on_message: Callable[[str, Point], bool] = lambda _index, _at: False
        """Opens the menu of the message at an index; False if there is none."""
        self.on_copy: Callable[[], object] = lambda: None
        """Told to copy while nothing is selected."""
        self.within: Callable[[], tuple[str, str] | None] = lambda: None
        """Between which indices Tab finds links; None for all that are in view."""
        self._pressed = (0, 0)
        text.bind("<Button-1>", self._press, add=True)
        text.bind("<<Copy>>", lambda _event: self._copy())
        text.bind("<<SelectAll>>", lambda _event: self._select_all())
        for button in ("<Button-2>", "<Button-3>"):
            text.bind(button, self._offer)
        text.bind("<Tab>", lambda _event: self._to_action(forward=True))
        for back in ("<Shift-Tab>", "<<PrevWindow>>"):
            text.bind(back, lambda _event: self._to_action(forward=False))
        text.bind("<FocusOut>", lambda _event: self._unlight(), add=True)
        text.bind("<ButtonRelease-1>", self._clicked, add=True)
        text.tag_bind("go", "<Enter>", lambda _e: text.configure(cursor="hand2"))
        text.tag_bind("go", "<Leave>", lambda _e: text.configure(cursor="arrow"))

    def _press(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self._pressed = event.x, event.y
        self._text.focus_set()

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """The button goes up. Two quick presses of a reaction select it, and are meant all the
        same; who selects something that ends on a link does not follow it.
        """
        index = f"@{event.x},{event.y}"
        box, address = self._text.bbox(index), self.address(index)
        beside = box is None or not box[0] <= event.x < box[0] + box[2]
        stayed = self._pressed == (event.x, event.y) and self._way(address) is not None
        if not beside and (stayed or not self._text.tag_ranges("sel")):
            self._go(address, (event.x_root, event.y_root))

    def act_on_lit(self) -> bool:
        """Do what the keyboard is on, a menu opens below it; False if it is on no link."""
        text = self._text
        box = text.bbox("lit.first") if text.tag_ranges("lit") else None
        if box is None:
            return False
        left, top = text.winfo_rootx() + box[0], text.winfo_rooty() + box[1] + box[3]
        self._go(self.address("lit.first"), (left, top))
        return True

    def lit_link(self) -> str:
        """The address that the keyboard is on, as `link_at`."""
        return self.link_at("lit.first") if self._text.tag_ranges("lit") else ""

    def link_at(self, index: str) -> str:
        """The address on the web or of a mailbox at an index; empty for none."""
        address = self.address(index)
        return address if address.lower().startswith(SCHEMES) else ""

    def address(self, index: str) -> str:
        """Where what stands at an index leads; empty for nowhere."""
        addresses = self._text.addresses
        found = (addresses[tag] for tag in self._text.tag_names(index) if tag in addresses)
        return next(found, "")

    def _go(self, address: str, at: Point) -> None:
        """Follow a link, or do an action; a menu opens at this point of the screen."""
        way = self._way(address)
        if way is not None:
            self.ways[way](address.removeprefix(way), at)
        else:
            open_address(address)

    def _way(self, address: str) -> str | None:
        """What an address begins with that leads into the window; None for any other."""
        return next((way for way in self.ways if address.startswith(way)), None)

    def _to_action(self, *, forward: bool) -> str | None:
        """Tab goes from link to link, then on to the next widget."""
        text = self._text
        here = text.tag_ranges("lit")
        self._unlight()
        view = ("@0,0", f"@{text.winfo_width()},{text.winfo_height()}")
        first, last = self.within() or view
        if forward:
            found = text.tag_nextrange("go", str(here[1]) if here else first)
        else:
            found = text.tag_prevrange("go", str(here[0]) if here else last)
        if not found or text.compare(found[1], "<=", first) or text.compare(found[0], ">", last):
            return None
        text.tag_add("lit", *found)
        text.see(found[0])
        self._on_move()
        return "break"

    def _author(self, index: str) -> str:
        """The id of the person whose name or picture is at an index; empty for none.

        What else stands in the line above a message is the message's.
        """
        tags = self._text.tag_names(index)
        picture = "head" in tags and self._text.compare(index, "==", f"{index} linestart")
        if "name" not in tags and not picture:
            return ""
        found = self._text.tag_nextrange("name", f"{index} linestart", f"{index} lineend")
        address = self.address(found[0]) if found else ""
        return address.removeprefix(PERSON) if address.startswith(PERSON) else ""

    def _unlight(self) -> None:
        self._text.tag_remove("lit", "1.0", "end")

    def _copy(self) -> str:
        if self._text.tag_ranges("sel"):
            self._copied(self._text.said("sel.first", "sel.last"))
        else:
            self.on_copy()
        return "break"

    def _copied(self, text: str) -> None:
        clipboard.copy(self._text, text)

    def _select_all(self) -> str:
        self._text.tag_add("sel", f"{FIRST_LINE}.0", "end-1c")
        return "break"

    def _offer(self, event: "tkinter.Event[tkinter.Misc]") -> str:
        person = self._author(f"@{event.x},{event.y}")
        if person:
            self._on_person(person, event.x_root, event.y_root)
            return "break"
        if self.on_message(f"@{event.x},{event.y}", (event.x_root, event.y_root)):
            return "break"
        offered = menu(self._text, self._ink)
        chosen = "normal" if self._text.tag_ranges("sel") else "disabled"
        offered.add_command(label=_("Copy"), command=self._copy, state=chosen)  # type: ignore[arg-type]
        offered.add_command(label=_("Select all"), command=self._select_all)
        offered.tk_popup(event.x_root, event.y_root)
        return "break"
