"""Between the composer and the rooms: what is typed stays with its room when one goes elsewhere.

Ctrl+Up and Ctrl+Down put one's own earlier messages of the room into the composer, as a draft.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from chat_gui.model.chat import ChatModel
from chat_gui.model.drafts import Drafts
from chat_gui.model.earlier import Earlier, said
from chat_gui.views.composer import Composer
from chat_gui.views.later import Timer, soon

KEEP_MS = 2_000
"""A draft is kept on disk when nothing has been typed for so long."""


class Keeper(Protocol):
    """Keeps drafts over a restart."""

    def read(self, server: str) -> Mapping[str, str]:
        """Room -> what was typed there and not sent."""

    def latest(self, id: str) -> str:
        """The server of this id whose drafts were kept last, whatever its certificate."""

    def keep(self, server: str, drafts: Mapping[str, str]) -> None:
        """Keep these, and no others, of this server."""

    def close(self) -> None:
        """Be done with keeping."""


class Drafting:
    """`follow` is called whenever the room or the server may have changed."""

    def __init__(self, model: ChatModel, composer: Composer) -> None:
        self._model, self._composer = model, composer
        self._drafts, self._room = Drafts(model.rooms), model.current
        self.keeper: Keeper | None = None
        """Who keeps the drafts."""
        self._server = self._told = ""
        """Whose drafts these are, and who has told which rooms there are."""
        self._timer = Timer(composer)
        self._earlier: Earlier | None = None
        self.typed: Callable[[], str] = composer.typed
        """What is typed and is a draft."""
        self.edits: Callable[[], bool] = lambda: False
        """Whether what is typed is something else: a message that is said anew."""
        self.on_left: Callable[[], object] = lambda: None
        """Told that the person looks at another room."""
        composer.on_edited.append(self._edited)
        composer.text.bind("<Control-Up>", lambda _event: self._step(-1))
        composer.text.bind("<Control-Down>", lambda _event: self._step(1))

    def keep_in(self, keeper: Keeper) -> None:
        """Keep the drafts there from now on, and take over what is there."""
        self.keeper = keeper
        self._restore()

    def follow(self) -> None:
        """The rooms changed, or which one is looked at, or the server."""
        elsewhere = self._server != self._known_server() and self._restore()
        self._drafts.place()
        if self._model.met and self._told != self._server:
            self._told = self._server
            for room in self._drafts.left_over():
                self._model.list_shut(room)
            self._drafts.place()
        if self._room != self._model.current:
            self._drafts.leave(self._room, "" if elsewhere else self.typed())
            self._model.let_go()
            self._room = self._model.current
            self.on_left()
            self._fill(self._drafts.enter(self._room))
        elif self._waits and not self._composer.content() and not self.edits():
            self._fill(self._drafts.enter(self._room))

    @property
    def _waits(self) -> bool:
        """Whether something is to stand in the composer as soon as that is empty."""
        return bool(self._model.room.draft) or self._drafts.waits

    def take_over(self, draft: str) -> None:
        """In another window on the same chat: this is the draft of the room that is looked at."""
        self._drafts.place()
        self._model.room.draft = ""  # it may have come so
        self._fill(draft)

    def put_back(self, nick: str, text: str) -> None:
        """This was not said to a person: it goes into the composer, at once or once it is empty."""
        self._drafts.put_back(nick, text)
        self.follow()
        self.keep()

    def keep(self) -> None:
        """Keep what is typed on disk."""
        self._timer.stop()
        if self.keeper is not None and self._server:
            kept = self._drafts.kept(self._room, self.typed(), self._model.unsaid.texts())
            self.keeper.keep(self._server, kept)

    def close(self) -> None:
        """The window goes."""
        self.keep()
        if self.keeper is not None:
            self.keeper.close()

    def _known_server(self) -> str:
        """The server's id and certificate: who shows another certificate gets no draft.

        Before it answers, it is the one that the local copy is of.
        """
        model = self._model
        if model.server is None:
            return ""
        if model.copied and self.keeper is not None:
            return self.keeper.latest(model.server.id)
        return f"{model.server.id} {model.fingerprint}"

    def _restore(self) -> bool:
        """Another server answers, or the first one. True if it is not the one from before."""
        before, self._server = self._server, self._known_server()
        elsewhere = before.split()[:1] not in ([], self._server.split()[:1])
        if elsewhere:
            self._drafts.forget_server()
        if self.keeper is not None and self._server:
            kept = self.keeper.read(self._server)
            self._drafts.restore(kept, self._model.unsaid.texts())
        return elsewhere

    def _fill(self, text: str) -> None:
        self._composer.fill(text)
        self._composer.complain("")
        self._earlier = None

    def _edited(self) -> None:
        """What was sent must not wait here for the next run, what is half typed may a while."""
        if self._composer.content():
            self._timer.begin(KEEP_MS, self.keep)
        else:
            self.keep()
            if self._waits:
                soon(self._composer, self.follow)

    def _step(self, step: int) -> str:
        """Put the next older (-1) or newer (1) of one's own messages into the composer."""
        typed = self._composer.content()
        if self._earlier is None or not self._earlier.shows(typed):
            self._earlier = Earlier(said(self._model.room.timeline.held()), typed)
        text = self._earlier.step(step)
        if text is None:
            self._composer.bell()
        elif text != typed:
            self._composer.text.replace_all(text)
        return "break"
