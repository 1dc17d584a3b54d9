"""The text that a message is written in: emoji as images, undo that knows them, the clipboard.

What stands in it is told and taken as plain text; `copied` reads an image back as its characters.
"""

import tkinter
from collections.abc import Callable

from chat_gui.model.undo import Undo
from chat_gui.views import clipboard
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.paper import copied
from chat_gui.views.redirect import redirect_insert

PASTE_MOST = 40_000
"""Characters taken from the clipboard; more than any message may have, and no burden to Tk."""


class Writing(tkinter.Text):
    """`may` is asked before something is typed or pasted, `on_changed` told afterwards."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        may: Callable[[str], bool],
        on_changed: Callable[[], None],
    ) -> None:
        super().__init__(parent, height=1, width=1, wrap="word", undo=False)
        self.configure(borderwidth=0, highlightthickness=0)
        self._ink, self._may, self._on_changed = ink, may, on_changed
        self.on_pasted: Callable[[str], None] = lambda _before: None
        """Told what stood here before a paste, when that is done."""
        self._content = ""
        """What stood here when it was last read after a change."""
        self._stands_for: dict[str, str] = {}
        self._held: list[Picture] = []
        self.steps = Undo()
        """The ways back from what stands here."""
        self._own = redirect_insert(self, self._inserted)
        self.bind("<<Modified>>", lambda _event: self._modified())
        for event, do in (
            ("<<Paste>>", self._paste),
            ("<<Copy>>", self._copy),
            ("<<Cut>>", self._cut),
            ("<<Undo>>", lambda: self._go(self.steps.undo)),
            ("<<Redo>>", lambda: self._go(self.steps.redo)),
            ("<<SelectAll>>", self._select_all),
        ):
            self.bind(event, lambda _event, do=do: do() or "break")  # type: ignore[misc]

    # What it holds

    def content(self) -> str:
        """What has been typed, emoji and all."""
        if self.edit_modified():
            self._content = self._said("1.0", "end-1c")
        return self._content

    def before(self) -> str:
        """What stands before the cursor; usually little stands behind it."""
        content = self.content()
        return content[: len(content) - len(self._said("insert", "end-1c"))]

    def empty(self) -> bool:
        """Whether nothing stands here."""
        return bool(self.compare("end-1c", "==", "1.0"))

    def fill(self, text: str) -> None:
        """Hold this instead; there is no way back."""
        self._show(text, len(text))
        self.steps.reset(text)
        self._changed()

    def replace_all(self, text: str) -> None:
        """Hold this instead, as one step that can be undone."""
        self._settle()
        self.steps.seal()
        self._show(text, len(text))
        self._settle()
        self.steps.seal()
        self._changed()

    def swap(self, before: str, after: str) -> None:
        """Put `after` where `before` stands, plain text right before the cursor, as one step."""
        self._settle()
        self.steps.seal()
        units = int(self.tk.call("string", "length", before))  # a character may be two of Tk's
        if units:
            self.delete(f"insert - {units} indices", "insert")
        self._write("insert", after)
        self.see("insert")
        self._settle()
        self.steps.seal()
        self._changed()

    def _said(self, start: str, end: str) -> str:
        if not self._held and not self._stands_for:
            return str(self.get(start, end))
        return copied(self, start, end, self._ink.paint, self._stands_for)

    # What comes in

    def _inserted(self, index: str, chars: str) -> bool:
        """Insert what Tk must not be given as it is; False where it may."""
        if not self._may(chars):
            self.bell()
            return True
        pieces = self._ink.pieces(chars)
        if all(piece.shown == piece.original for piece in pieces):
            return False
        self._write(index, chars)
        return True

    def _write(self, index: str, chars: str) -> None:
        self.edit_modified(True)  # an image alone is no change to Tk
        self._own("mark", "set", "writing", index)
        for piece in self._ink.pieces(chars):
            image = self._ink.picture(piece)
            if image is not None:
                self._own("image", "create", "writing", "-image", image)
                self._held.append(image)
            elif piece.shown == piece.original:
                self._own("insert", "writing", piece.shown)
            else:
                mark = f"as:{len(self._stands_for)}"
                self._stands_for[mark] = piece.original
                self._own("insert", "writing", piece.shown, mark)

    def _show(self, text: str, cursor: int) -> None:
        self._own("delete", "1.0", "end")
        self._forget()
        self._write("end-1c", text[:cursor])
        here = self.index("end-1c")
        self._write("end-1c", text[cursor:])
        self.mark_set("insert", here)
        self.see("insert")

    def _forget(self) -> None:
        self._held.clear()
        for mark in self._stands_for:
            self.tag_delete(mark)
        self._stands_for.clear()

    # What changes

    def _modified(self) -> None:
        if self.edit_modified():
            self._changed()

    def _changed(self) -> None:
        """Something was typed or taken out."""
        if self.empty():
            self._forget()
        self._settle()
        self.edit_modified(False)
        self._on_changed()

    def _settle(self) -> None:
        """Note what stands here now."""
        self.steps.note(self.content(), len(self.before()))

    def _go(self, way: Callable[[], tuple[str, int] | None]) -> None:
        self._settle()
        found = way()
        if found is None:
            self.bell()
            return
        self._show(*found)
        self._changed()

    # The clipboard

    def _select_all(self) -> None:
        self.tag_add("sel", "1.0", "end-1c")

    def _paste(self) -> None:
        try:
            pasted = str(self.clipboard_get())[:PASTE_MOST]
        except tkinter.TclError:
            return  # nothing there, or nothing that is text
        if not self._may(pasted):
            self.bell()
            return
        self._settle()
        self.steps.seal()
        before = self.content()
        if self.tag_ranges("sel"):
            self.delete("sel.first", "sel.last")
        self.insert("insert", pasted.replace("\r\n", "\n").replace("\r", "\n"))
        self.see("insert")
        self._settle()
        self.steps.seal()
        self.on_pasted(before)

    def _copy(self) -> None:
        if self.tag_ranges("sel"):
            clipboard.copy(self, self._said("sel.first", "sel.last"))

    def _cut(self) -> None:
        self._copy()
        if self.tag_ranges("sel"):
            self.delete("sel.first", "sel.last")
