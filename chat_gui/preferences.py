"""The settings as they are now, on Tk's thread: read at the start, kept at each change.

panel, keys, window --change--> preferences --settings.json
                                     +------> whoever follows them: theme, language, composer …
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from chat_gui.client import settings
from chat_gui.client.address import Address
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.settings import Settings


class Preferences:
    """The settings in `folder`; with None they are kept nowhere. For one thread."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.now = settings.load(folder) if folder is not None else Settings()
        self._handlers: list[Callable[[Settings], None]] = []

    def change(self, **changes: Any) -> None:
        """Give fields of `Settings` other values; a change is kept and told at once."""
        new = {name: value for name, value in changes.items() if getattr(self.now, name) != value}
        if not new:
            return
        before, self.now = self.now, msgspec.structs.replace(self.now, **new)
        if self._folder is not None:
            settings.change(self._folder, before, **new)
        for handler in tuple(self._handlers):
            handler(before)

    def follow(self, handler: Callable[[Settings], None]) -> None:
        """Call `handler` after each change, with what was before."""
        self._handlers.append(handler)

    def forget(self, handler: Callable[[Settings], None]) -> None:
        """Call it no longer."""
        self._handlers.remove(handler)

    def last_place(self) -> InviteLink | None:
        """Where the person was the last time, if that is known."""
        try:
            return InviteLink(Address.parse(self.now.last_address))
        except ValueError:
            return None

    def keep_mutes(self, server: str, mutes: Mapping[str, int]) -> None:
        """These rooms of a server are muted, until Unix milliseconds, and no others."""
        muted = self.now.muted
        if self._folder is not None:
            muted = settings.latest(self._folder, self.now).muted
        others = {id: kept for id, kept in muted.items() if id != server}
        kept = {**others, server: dict(mutes)} if mutes else others
        self.change(muted=dict(list(kept.items())[-settings.MOST_MUTED :]))

    def plaintext_with(self, here: str, *, wanted: bool) -> tuple[str, ...]:
        """Where to join without encryption once one was `here`, the latest last."""
        others = tuple(one for one in self.now.plaintext if one != here)
        return (*others, here)[-settings.MOST_PLAINTEXT :] if wanted else others
