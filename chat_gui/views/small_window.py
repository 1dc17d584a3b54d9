"""A window that is small for the size of its text: what can be spared goes, so that one can read
and write at 300 %, too. What goes can be had by its keys, or is told elsewhere.
"""

import tkinter
from tkinter import ttk

from chat_gui import theme
from chat_gui.theme import Theme
from chat_gui.views.banner import Banner
from chat_gui.views.composer import Composer
from chat_gui.views.header import Header


class SmallWindow:
    """Fits the parts of `main`, now and whenever it has another size."""

    def __init__(
        self,
        main: ttk.Frame,
        look: Theme,
        header: Header,
        banner: Banner,
        composer: Composer,
        typing: tkinter.Widget,
        strip: tkinter.Widget,
    ) -> None:
        self._main, self._look, self._strip = main, look, strip
        self._header, self._banner = header, banner
        self._composer, self._typing = composer, typing
        self.narrow = self.low = False
        main.bind("<Configure>", lambda event: self._resized(event.width, event.height), add=True)
        composer.above = lambda: strip.winfo_reqheight() if strip.winfo_manager() else 0
        for view in (banner, composer, strip):
            for event in ("<Map>", "<Unmap>", "<Configure>"):
                view.bind(event, lambda _event: self._make_way(), add=True)

    def _resized(self, width: int, height: int) -> None:
        px = self._look.px
        now = width < px(theme.NARROW), height < px(theme.LOW)
        if now != (self.narrow, self.low):
            self.narrow, self.low = now
            self.fit()

    def fit(self) -> None:
        """Lay out what goes and what stays; after each restyling, too."""
        px = self._look.px
        around = px(theme.XS) if self.narrow else px(theme.L)
        below = px(theme.XS) if self.low else px(theme.L)
        self._composer.grid_configure(padx=around, pady=(px(theme.XS), below))
        self._composer.tighten(self.narrow)
        self._header.tighten(low=self.low, narrow=self.narrow)
        self._banner.tighten(self.low)
        self._make_way()
        if self.low:
            self._typing.grid_remove()
        else:
            self._typing.grid()

    def _make_way(self) -> None:
        """What leaves no room to write takes the header's place: a bar, a strip, what is wrong."""
        told = [one for one in (self._banner, self._strip) if one.winfo_manager()]
        views = (self._header, self._composer, *told)
        needs = sum(view.winfo_reqheight() for view in views) + 2 * self._look.px(theme.S)
        if self.low and needs > self._main.winfo_height():
            self._header.grid_remove()
        else:
            self._header.grid()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._look.px
        width, height = self._main.winfo_width(), self._main.winfo_height()
        if width > 1:
            self.narrow, self.low = width < px(theme.NARROW), height < px(theme.LOW)
        self._typing.grid_configure(padx=(px(theme.TEXT_INDENT), px(theme.L)))
        self.fit()
