"""Two people reply, edit, delete and react over connections that break: what each of them sees.

A list of entries stands for the server, which refuses what its target forbids; a list of commands
for the outbox, which says the first again until it is answered.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_gui import reports
from chat_gui.model import amending, changes, typed
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, Quote, QuoteState, Reaction, Row, SendState
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, NOW, state, welcome
from tests.support import examples

NAMES = st.sampled_from(["Ada", "Bob"])
EMOJI = st.sampled_from(["👍", "🎉"])
TEXTS = st.sampled_from(["one", "two\nlines", "three"])
ENTRIES: dict[type, type[events.AnyEntry]] = {
    commands.Send: events.Message,
    commands.Edit: events.Edited,
    commands.Delete: events.Deleted,
    commands.React: events.Reacted,
}


class Server:
    """The log, and what it comes to."""

    def __init__(self) -> None:
        self.log: list[events.AnyEntry] = []
        self.done: dict[str, events.AnyEntry] = {}
        self.said: dict[int, events.Message] = {}
        self.texts: dict[int, str] = {}
        self.edited: set[int] = set()
        self.gone: set[int] = set()
        self.marks: dict[int, list[tuple[str, str]]] = {}
        self.refuses = False
        """Whether what is done to a message next is not allowed."""

    def hear(self, by: events.Who, command: Any) -> events.AnyEvent:
        if command.id in self.done:
            return self.done[command.id]
        target = getattr(command, "target", None)
        refused, self.refuses = self.refuses and target is not None, False
        if target in self.gone or refused:
            return events.Error(ErrorCode.NO_SUCH_ENTRY, "Gone.", False, id=command.id)
        seq = len(self.log) + 1
        fields = {name: getattr(command, name) for name in command.__struct_fields__}
        entry = ENTRIES[type(command)](**fields, seq=seq, at=NOW + seq, by=by)
        self.log.append(entry)
        self.done[command.id] = entry
        self.note(entry)
        return entry

    def note(self, entry: events.AnyEntry) -> None:
        match entry:
            case events.Message():
                self.said[entry.seq], self.texts[entry.seq] = entry, entry.text
            case events.Edited():
                self.texts[entry.target] = entry.text
                self.edited.add(entry.target)
            case events.Deleted():
                self.gone.add(entry.target)
            case events.Reacted():
                marks = self.marks.setdefault(entry.target, [])
                mark = entry.emoji, entry.by.nick
                if mark in marks:
                    marks.remove(mark)
                if entry.on:
                    marks.append(mark)


class Window:
    """One person's window, its outbox, and how far it has read."""

    def __init__(self, who: events.Who, server: Server) -> None:
        self.who, self.server = who, server
        self.model = ChatModel(who.nick)
        self.outbox: list[Any] = []
        self.refused: dict[int, str] = {}
        """Edits that were refused, by their message."""
        self.read, self.linked = 0, False
        self.settled: list[Row] = []
        self.volatile: list[Row] = []

    def apply(self, *happened: reports.News) -> None:
        self.draw(self.model.apply(happened, NOW))

    def draw(self, told: list[AnyChange]) -> None:
        """As the history does: row after row, never the whole room."""
        for one in told:
            if isinstance(one, changes.Tail):
                self.settled += one.settled
                self.volatile = [*one.volatile]
            elif isinstance(one, changes.Changed):
                changed = {row.key: row for row in one.rows}
                self.settled = [changed.get(row.key, row) for row in self.settled]

    def does(self, done: tuple[Any, list[AnyChange]]) -> None:
        """Something that the person did is shown, and waits to be sent."""
        command, told = done
        self.outbox.append(command)
        self.draw(told)

    def come(self) -> None:
        me = events.You(self.who.id, self.who.nick)
        last = len(self.server.log)
        first = events.Welcome(**{**_fields(welcome()), "you": me})
        room = state("lobby", last, last - self.read, 1 if last else 0)
        self.linked = True
        self.apply(first, room)
        self.catch_up()

    def catch_up(self) -> None:
        if self.linked:
            self.apply(*self.server.log[self.read :])
            self.read = len(self.server.log)
            self.outbox = [one for one in self.outbox if one.id not in self.server.done]

    def lose(self) -> None:
        self.linked = False
        self.apply(reports.Lost("Gone.", 0.0))

    def carry(self, *, lost: bool) -> None:
        """The first command goes out; its answer may get lost with the connection."""
        command = self.outbox[0]
        answer = self.server.hear(self.who, command)
        if lost:
            self.lose()
            return
        if isinstance(answer, events.Error):
            self.outbox.pop(0)
            if isinstance(command, commands.Edit):
                self.refused[command.target] = command.text
            self.apply(reports.SendFailed("lobby", command.id, answer.text))
        elif answer.seq <= self.read:
            self.apply(answer)
        self.catch_up()

    def rows(self) -> list[MessageRow]:
        return [row for row in (*self.settled, *self.volatile) if isinstance(row, MessageRow)]

    # What is to be seen

    def expected(self, seq: int) -> MessageRow:
        server, doing = self.server, [one for one in self.outbox if self.is_about(one, seq)]
        gone = seq in server.gone and self.read >= self.deleted_at(seq)
        edits = [one.text for one in doing if isinstance(one, commands.Edit)]
        said = server.said[seq]
        row = MessageRow(
            f"{said.by.id}/{said.id}",
            said.at,
            said.by,
            edits[-1] if edits else server.texts[seq],
            mine=said.by.id == self.who.id,
            head=True,
            seq=seq,
            edited=seq in server.edited or bool(edits),
            reactions=self.reactions(seq),
            reply_to=said.reply_to,
            quote=self.quote(said.reply_to),
        )
        if gone:
            return _replace(row, text="", deleted=True, edited=False, reactions=(), **_BARE)
        if any(isinstance(one, commands.Delete) for one in doing):
            return _replace(row, state=SendState.DELETING)
        return _replace(row, state=SendState.SAVING) if edits else row

    def is_about(self, command: Any, seq: int) -> bool:
        return getattr(command, "target", None) == seq

    def deleted_at(self, seq: int) -> int:
        return next(
            one.seq
            for one in self.server.log
            if isinstance(one, events.Deleted) and one.target == seq
        )

    def reactions(self, seq: int) -> tuple[Reaction, ...]:
        marks = [*self.server.marks.get(seq, [])]
        order = list(dict.fromkeys(emoji for emoji, _nick in marks))
        for command in self.outbox:
            if isinstance(command, commands.React) and command.target == seq:
                mark = command.emoji, self.who.nick
                if command.on and mark not in marks:
                    marks.append(mark)
                elif not command.on and mark in marks:
                    marks.remove(mark)
                if not any(emoji == command.emoji for emoji, _nick in marks):
                    order = [emoji for emoji in order if emoji != command.emoji]
                elif command.emoji not in order:
                    order.append(command.emoji)
        people = {emoji: [nick for other, nick in marks if other == emoji] for emoji in order}
        me = self.who.nick
        return tuple(Reaction(emoji, len(who), me in who) for emoji, who in people.items() if who)

    def quote(self, seq: int | None) -> Quote | None:
        if seq is None:
            return None
        said = self.server.said[seq]
        if seq in self.server.gone:
            return Quote(seq, said.by, state=QuoteState.DELETED)
        return Quote(seq, said.by, self.server.texts[seq].split("\n")[0])


_BARE: dict[str, Any] = {"reply_to": None, "quote": None}


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _replace(row: MessageRow, **changed: Any) -> MessageRow:
    return MessageRow(**{**_fields(row), **changed})


class TwoPeople(RuleBasedStateMachine):
    """Ada and Bob, each in a window of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.windows = {who.nick: Window(who, self.server) for who in (ADA, BOB)}
        for window in self.windows.values():
            window.come()

    def teardown(self) -> None:
        for window in self.windows.values():
            if not window.linked:
                window.come()
            while window.outbox:
                window.carry(lost=False)
        for window in self.windows.values():
            window.catch_up()
        self.all_is_seen()
        ada, bob = (
            [(row.text, row.reactions and True, row.quote) for row in window.rows()]
            for window in self.windows.values()
        )
        assert ada == bob

    def seen(self, name: str, *, mine: bool = False) -> list[int]:
        """Messages that somebody sees and can do something to."""
        rows = self.windows[name].rows()
        alive = [row for row in rows if row.seq and not row.deleted]
        return [
            row.seq
            for row in alive
            if row.seq and (row.mine or not mine) and row.state is not SendState.DELETING
        ]

    @rule(name=NAMES, text=TEXTS)
    def says(self, name: str, text: str) -> None:
        window = self.windows[name]
        window.does(window.model.say(typed.Say(text), NOW))

    @precondition(lambda self: self.server.said)
    @rule(name=NAMES, text=TEXTS, data=st.data())
    def replies(self, name: str, text: str, data: st.DataObject) -> None:
        window = self.windows[name]
        if seqs := self.seen(name):
            to = data.draw(st.sampled_from(seqs))
            window.does(window.model.say(typed.Say(text), NOW, reply_to=to))

    @precondition(lambda self: self.server.said)
    @rule(name=NAMES, text=TEXTS, data=st.data())
    def edits(self, name: str, text: str, data: st.DataObject) -> None:
        window = self.windows[name]
        if seqs := self.seen(name, mine=True):
            seq = data.draw(st.sampled_from(seqs))
            window.does(amending.edit(window.model, seq, text))
            window.refused.pop(seq, None)

    @precondition(lambda self: self.server.said)
    @rule(name=NAMES, data=st.data())
    def deletes(self, name: str, data: st.DataObject) -> None:
        window = self.windows[name]
        if seqs := self.seen(name):  # a moderator takes others' messages back
            window.does(amending.delete(window.model, "lobby", data.draw(st.sampled_from(seqs))))

    @precondition(lambda self: self.server.said)
    @rule(name=NAMES, emoji=EMOJI, data=st.data())
    def reacts(self, name: str, emoji: str, data: st.DataObject) -> None:
        window = self.windows[name]
        if seqs := self.seen(name):
            seq = data.draw(st.sampled_from(seqs))
            window.does(amending.react(window.model, seq, emoji))

    @rule(name=NAMES, lost=st.booleans())
    def carries(self, name: str, lost: bool) -> None:
        window = self.windows[name]
        if window.linked and window.outbox:
            window.carry(lost=lost)

    @rule()
    def the_server_will_refuse(self) -> None:
        self.server.refuses = True

    @rule(name=NAMES)
    def reads(self, name: str) -> None:
        self.windows[name].catch_up()

    @rule(name=NAMES)
    def loses(self, name: str) -> None:
        if self.windows[name].linked:
            self.windows[name].lose()

    @rule(name=NAMES)
    def comes_back(self, name: str) -> None:
        if not self.windows[name].linked:
            self.windows[name].come()

    @invariant()
    def all_is_seen(self) -> None:
        for window in self.windows.values():
            if window.read < len(self.server.log):
                continue
            rows = {row.seq: _replace(row, head=True) for row in window.rows() if row.seq}
            assert list(rows) == [*self.server.said]
            for seq, row in rows.items():
                if seq in window.refused and row.state is SendState.UNSAVED:
                    row = _replace(row, state=SendState.SENT, reason="")
                assert row == window.expected(seq)
            waiting = [one for one in window.outbox if isinstance(one, commands.Send)]
            pending = [row for row in window.rows() if row.seq is None]
            assert [(row.key, row.reply_to) for row in pending] == [
                (one.id, one.reply_to) for one in waiting
            ]
            assert all(row.quote == window.quote(row.reply_to) for row in pending)


TwoPeople.TestCase.settings = settings(
    max_examples=examples(50), stateful_step_count=40, deadline=None
)
TestTwoPeople = TwoPeople.TestCase
