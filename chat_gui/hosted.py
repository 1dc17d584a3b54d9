"""The chat that this window hosts: begun, asked about when the window closes, kept or stopped.

Runs on Tk's thread; the server is a process of its own (client/hosting.py).
"""

from collections.abc import Callable
from pathlib import Path

from chat_gui.client import own_server
from chat_gui.client.address import Address
from chat_gui.client.hosting import FOLDER, Host, Hosting, HostingFailed
from chat_gui.client.own_addresses import own_addresses
from chat_gui.dialogs.keeping import KeepQuestion
from chat_gui.dialogs.question import Place
from chat_gui.i18n import N_, _
from chat_gui.views.line import Ink
from chat_server.protocol.limits import PORT

MOVED = N_("Your chat is at {address} now; “Join another chat…” leads to it.")


class Hosted:
    """`place` is where it asks."""

    def __init__(
        self, ink: Ink, place: Callable[[], Place], data: Path, *, plaintext: bool
    ) -> None:
        self._ink, self._place, self._data, self._plaintext = ink, place, data, plaintext
        self._host: Host | None = None
        self.hosting: Hosting | None = None
        """What is hosted by this window, or was left running by it."""
        self._port = PORT
        """Where the server was told to be."""
        self._was: int | None = None
        """The port at which people know the chat, until it is ended."""
        self._unwanted = False
        """Whether what was left running is to be stopped, too."""

    def begin(self, *, invite: bool) -> None:
        """Host a chat, or look after the one that was kept; `told` says how that went.

        With `invite` newcomers need one.
        """
        self.stop()
        self._start(PORT, invite=invite)

    def begin_again(self, *, invite: bool) -> None:
        """Stop it and host it anew, where it was. Waits 2.5 s at most."""
        if self._host is not None:
            was, port = self._was, self._port
            self._unwanted = True
            self.stop()
            self._was = was
            self._start(port if was is None else was, invite=invite)

    def revive(self, *, invite: bool) -> None:
        """Host it anew, where it was, if it is there no more and nobody has ended it."""
        if self._was is not None and self._is_gone():
            self._start(self._was, invite=invite)

    def _is_gone(self) -> bool:
        if self._host is None:
            return True  # it was told
        return self._host.found_kept and own_server.find_kept(self._data / FOLDER) is None

    def _start(self, port: int, *, invite: bool) -> None:
        self._port = port
        again = self._was is not None
        self._host = Host(self._data, port, plaintext=self._plaintext, invite=invite, again=again)
        self._host.start()

    @property
    def beginning(self) -> bool:
        """Whether it is not known yet how hosting goes."""
        return self._host is not None and self.hosting is None

    def addresses(self, hosting: Hosting) -> list[str]:
        """What others may type to come in, the likeliest first."""
        return [str(Address(host, hosting.public.port)) for host in own_addresses()]

    def told(self) -> Hosting | HostingFailed | None:
        """What has become of it since the last time, if anything has."""
        if self._host is None or self._host.told.empty():
            return None
        outcome = self._host.told.get()
        if isinstance(outcome, HostingFailed):
            self._host.stop()  # what is left of it
        elif self._was in (None, outcome.address.port):
            self.hosting, self._was = outcome, outcome.address.port
            return outcome
        else:  # another window has begun it, and left it running
            outcome = HostingFailed(_(MOVED).format(address=outcome.address))
        self._host = None
        return outcome

    def stop(self) -> None:
        """Host nothing any more; what was left running goes on until the person wants its end."""
        if self._host is not None and (self._unwanted or not self._host.found_kept):
            self._host.stop()
        self._host = self.hosting = self._was = None
        self._unwanted = False

    def leave(self, others: int, go: Callable[[], None]) -> None:
        """The window is to go: ask what becomes of the chat, if one is hosted.

        `others` is how many people are in beside this one. `go` is not called if the person stays.
        """
        if self._host is None or self.hosting is None:
            go()
            return
        place = self._place()
        if isinstance(place.question, KeepQuestion):
            place.question.first.focus_set()
            return

        def keep() -> bool:
            if self._host is None or not self._host.keep():
                return False
            self._host = None
            place.answered()
            go()
            return True

        def stop() -> None:
            self._unwanted = True
            place.answered()
            go()

        place.ask(lambda over: KeepQuestion(over, self._ink, others, keep, stop, place.answered))

    def is_kept(self) -> bool:
        """Whether a chat of this person's still runs that no window looks after."""
        return self._host is None and own_server.find_kept(self._data / FOLDER) is not None

    def stop_kept(self) -> bool:
        """Stop that one; True when it has. Waits 2.5 s at most."""
        kept = own_server.find_kept(self._data / FOLDER)
        return kept is None or own_server.stop(kept)
