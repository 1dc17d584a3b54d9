"""The strip above the composer after a long paste: send it as several, shorten it, take it back."""

from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _, ngettext, number
from chat_gui.model.splitting import is_long, shortened, split
from chat_gui.model.typed import is_command
from chat_gui.views.composer import Composer
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up


class LongStrip(ttk.Frame):
    """Shows itself while what was pasted into the composer is too long for one message."""

    def __init__(self, composer: Composer, ink: Ink) -> None:
        super().__init__(composer, style="Good.TFrame")
        self._composer, self._ink = composer, ink
        self.before: str | None = None
        """What stood there before the paste; None while nothing long was pasted."""
        self.label = ttk.Label(self, style="Good.TLabel")
        self._deeds = ttk.Frame(self, style="Good.TFrame")
        self.several = self._button(self._send_several)
        self.shorter = self._button(self._shorten)
        self.back = self._button(self._take_back)
        self.only_one: Callable[[], bool] = lambda: False
        """Whether what stands there can't be several messages: one is said anew."""
        self.columnconfigure(0, weight=1)
        composer.text.on_pasted = self._pasted
        composer.on_too_long = self._too_long
        composer.on_edited.append(self._edited)
        composer.strip(self)
        self.bind("<Configure>", lambda event: self._fit(event.width))
        ink.follow(self, self._restyle)
        self._restyle()

    def _button(self, command: Callable[[], None]) -> ttk.Button:
        return push_button(self._deeds, "Good.TButton", command)

    # When it shows

    def _pasted(self, before: str) -> None:
        if is_long(self._composer.content(), self._composer.most):
            self.before = before
            self._show()

    def take_over(self, before: str | None) -> None:
        """What stands there was pasted in another window, where this stood before."""
        if before is not None:
            self.before = before
            self._show()

    def _too_long(self) -> None:
        """What was typed by hand is too long as well."""
        if self.before is None:
            self.take_over("")

    def _edited(self) -> None:
        if self.before is None:
            return
        if is_long(self._composer.content(), self._composer.most):
            self._show()
        else:
            self._hide()

    def _show(self) -> None:
        content, most = self._composer.content(), self._composer.most
        count = len(split(content, most))
        rows = content.count("\n") + 1
        if len(content) > most:
            said = _("This is too long for one message.")
        else:
            said = ngettext("{count} line", "{count} lines", rows).format(count=number(rows))
        self.label.configure(text=said)
        several = ngettext("Send {count} message", "Send {count} messages", count)
        self.several.configure(text=several.format(count=number(count)))
        self.shorter.configure(text=_("Shorten to fit"))
        self.back.configure(text=_("Take it back"))
        self.grid()
        self._fit(self._composer.winfo_width())
        self.update_idletasks()  # how high the strip is, is known then
        self._composer.grow()

    def _hide(self) -> None:
        self.before = None
        self.grid_remove()

    # What it does

    def _send_several(self) -> None:
        parts = split(self._composer.content(), self._composer.most)
        self._hide()
        self._composer.submit_parts(parts)

    def _shorten(self) -> None:
        text = shortened(self._composer.content(), self._composer.most)
        self._hide()
        self._composer.text.replace_all(text)
        self._composer.text.focus_set()

    def _take_back(self) -> None:
        before = self.before or ""
        self._hide()
        self._composer.text.replace_all(before)
        self._composer.text.focus_set()

    # The look

    def _fit(self, width: int) -> None:
        """The buttons beside the sentence, or below it, or one below the other.

        Where they would take half of the window, the sentence goes, as the counter says so, too,
        and the way back, as undoing does the same.
        """
        pad = self._ink.look.px(theme.S)
        whole = self.only_one() or is_command(self._composer.content())
        several = () if whole else (self.several,)
        buttons = (*several, self.shorter, self.back)
        self.label.configure(wraplength=max(1, width - 2 * pad))
        for one in (self.label, self.several):
            one.grid_remove()
        stacked = not line_up(buttons, width)
        beside = sum(one.winfo_reqwidth() for one in (self.label, *buttons)) + 2 * pad <= width
        high = sum(one.winfo_reqheight() for one in (self.label, *buttons))
        if stacked and high > self._composer.over.winfo_height() // 2:
            self.back.grid_remove()
        else:
            self.label.grid(row=0, column=0, sticky="w", padx=pad)
        self._deeds.grid(row=int(not beside), column=int(beside), sticky="w")

    def _restyle(self) -> None:
        self.label.configure(padding=(0, self._ink.look.px(theme.XS)))
        below = (0, self._ink.look.px(theme.XS))
        self.grid_configure(pady=below)
        if self.before is None:
            self.grid_remove()
