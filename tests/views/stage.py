"""A real window with a made-up connection, in this process."""

import tkinter
from collections.abc import Callable, Iterable
from typing import TypeVar

from chat_gui import reports, theme
from chat_gui.clock import now
from chat_gui.dialogs.prompt import Prompt
from chat_gui.door import Door
from chat_gui.model.chat import ChatModel
from chat_gui.model.door import decline
from chat_gui.preferences import Preferences
from chat_gui.views import edit_menu, typing_keys
from chat_gui.views.hosted_part import HostedChat
from chat_gui.views.line import Ink
from chat_gui.views.paint import Paint
from chat_gui.views.styles import Styles
from chat_gui.views.window import ChatWindow
from chat_server.protocol import commands, events
from chat_server.protocol.limits import Limits
from tests.support import wait_until

LINK = "parlor://192.168.1.20:7275"
HOSTED = HostedChat(
    lambda: ["192.168.1.20:7275", "[fd00::20]:7275"], lambda: False, lambda _invite_only: None
)
C = TypeVar("C", bound=commands.AnyCommand)

ADA, BOB = events.Who("ada-1", "Ada"), events.Who("bob-7", "Bob")


class FakeLink:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.sent: list[commands.AnyCommand] = []
        self.tried = 0
        self.answers: list[tuple[str, str]] = []
        """What was answered at the door."""

    def send(self, command: commands.AnyCommand) -> None:
        self.sent.append(command)

    def try_now(self) -> None:
        self.tried += 1

    def trust(self, fingerprint: str) -> None:
        self.answers.append(("trust", fingerprint))

    def use_invite(self, code: str) -> None:
        self.answers.append(("invite", code))

    def use_pair(self, code: str) -> None:
        self.answers.append(("pair", code))

    def use_nick(self, nick: str) -> None:
        self.answers.append(("nick", nick))


class Stage:
    """A window, its model, its link, and what is needed to let things happen."""

    def __init__(
        self, mode: theme.Mode = "light", zoom: float = 1.0, size: str = "900x620"
    ) -> None:
        self.root = tkinter.Tk(className="Parlor")
        typing_keys.install(self.root)
        self.look = theme.Theme(self.root, mode, zoom)
        paint = Paint(self.look)
        self.styles = Styles(self.look, paint)
        self.ink = Ink(self.look, paint)
        edit_menu.install(self.ink)
        self.model, self.link = ChatModel("Ada"), FakeLink()
        self.window = self.make_window()
        self.prompt = Prompt(self.window, self.ink, self.link.use_nick, self.root.destroy)
        self.door = Door(self.ink, lambda: self.prompt, lambda: self.link, self._decline)
        self.root.geometry(f"{size}+50+50")
        width = int(size.partition("x")[0])
        self.until(lambda: self.root.winfo_ismapped() and self.root.winfo_width() == width)
        self.window.composer.text.focus_force()
        self.until(lambda: self.root.focus_get() is self.window.composer.text)

    def make_window(self) -> ChatWindow:
        """Another window on the same root, model and link."""
        return ChatWindow(
            self.root,
            self.ink,
            self.model,
            self.link,
            self.root.destroy,
            lambda: None,
            lambda: LINK,
            Preferences(None),
        )

    def until(self, condition: Callable[[], object]) -> None:
        """Let Tk run until the condition is true."""

        def look() -> object:
            self.root.update()
            return condition()

        wait_until(look)

    def apply(self, *happened: reports.News) -> None:
        """Let these happen, in one tick."""
        self.window.show(self.door.show(self.model.apply(happened, now())))
        self.root.update()

    def _decline(self, reason: str) -> None:
        self.window.show([decline(self.model, reason)])

    def enter(self, *others: events.Who, last: int = 0, first: int = 1) -> None:
        """Be Ada in the lobby, with others."""
        server = events.ServerInfo("lab-4", "Lab 4", "1.0")
        rooms = [events.RoomSummary(name, "public", "", 0, 0, 0) for name in ("lobby", "robotics")]
        you = events.You(ADA.id, ADA.nick)
        present = [events.Present(who.id, who.nick) for who in (ADA, *others)]
        self.apply(
            events.Welcome(1, server, you, "secret", rooms, Limits()),
            events.RoomState("lobby", "public", "", present, len(present), last, first, 0),
        )

    def write(self, text: str, *keys: str) -> None:
        """Type into the composer, then press keys."""
        composer = self.window.composer.text
        for char in text:
            composer.event_generate("<Key>", keysym=_KEYS.get(char, char))
        for key in keys:
            composer.event_generate(key)
        self.root.update()

    @property
    def shown(self) -> str:
        """The history as it was said."""
        return self.window.history.text.said("2.0", "end-1c")

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        self.root.destroy()

    def sent(self, kind: type[C]) -> list[C]:
        """The commands of one kind that were sent."""
        return [command for command in self.link.sent if isinstance(command, kind)]

    @property
    def texts(self) -> list[str]:
        """What was sent to be said."""
        return [command.text for command in self.sent(commands.Send)]

    @property
    def typed(self) -> str:
        """What stands in the composer."""
        return self.window.composer.content()


_KEYS = {" ": "space", "/": "slash", "\n": "Return", "!": "exclam", ".": "period"}


def says(seq: int, text: str, by: events.Who = BOB, at: int | None = None) -> events.Message:
    """An entry of the lobby."""
    return events.Message("lobby", seq, at or now(), by, f"m{seq}", text)


def lines(first: int, last: int) -> Iterable[events.Message]:
    """Entries of Bob's, a minute ago."""
    return [says(seq, f"line {seq}", at=now() - 60_000) for seq in range(first, last + 1)]
