"""What the hand in a window does to people and rooms, and what it sees of that."""

from typing import Any

from chat_gui import app
from chat_gui.views.asking import Asking
from tests import hand


class RulingHand:
    """A part of `Hand`, which has the application and answers."""

    _app: app.App

    def _answer(self, **answer: Any) -> None:
        raise NotImplementedError

    def do_person(self, nick: str, path: list[str]) -> None:
        """Open the menu of a person in the sidebar, and choose this; nothing to read it only."""
        window = self._app.window
        assert window
        listing = window.sidebar.listing
        others = [line.nick for line in window.sidebar._people if not line.me]
        place = listing._places[others.index(nick) - len(others)]
        top = place.top - int(listing.canvasy(0))
        listing.event_generate("<Button-3>", x=40, y=top + 5, rootx=60, rooty=60)
        self._app.root.update()
        menu = hand.opened(self._app.root)
        offered = hand.labels(menu)
        if path:
            hand.choose(self._app.root, *path)
        else:
            self._app.root.tk.call("tk::MenuUnpost", menu)
            self._app.root.update()
        self._answer(offered=offered)

    def do_confirm(self, reason: str) -> None:
        """Give the card that asks this reason, and do what it is about."""
        assert self._app.window
        card = self._app.window.panels.shown
        assert isinstance(card, Asking)
        card.reason.insert(0, reason)
        card.button.invoke()
        self._answer(title=str(card))

    def do_reconnect(self) -> None:
        """Press the button of the thin bar."""
        assert self._app.window
        self._app.window.banner.button.invoke()
        self._answer(pressed=True)

    def do_rights(self) -> None:
        """What the window shows of rights."""
        window = self._app.window
        assert window
        desk = window.moderating.desk
        self._answer(
            role=window.model.me.role,
            silent=str(window.composer.silent.cget("text")),
            told=str(window.banner.label.cget("text")),
            rooms=[line.called for line in window.sidebar._rooms],
            badges={line.nick: line.badge for line in window.sidebar._people},
            away=[line.nick for line in window.sidebar._people if not line.here],
            acts=[one.text for one in desk.acts.entries] if desk else [],
            bans=[one.text for one in desk.bans.entries] if desk else [],
            code=desk.invites.code.code if desk else "",
        )
