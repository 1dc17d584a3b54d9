"""What was said later about messages: edits, deletions, reactions, by the message's seq.

A message may come after them, on an older page, and come again after it was trimmed. Of two
amendments that contradict each other the one with the higher seq counts, so it is all the same in
which order they come and how often. A search tells how a message reads without telling the edit.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from chat_gui.model.quotes import Quotes, answered, quote
from chat_gui.model.readings import Readings
from chat_gui.model.rows import MessageRow, Quote, Reaction, sent_row
from chat_gui.model.wishes import Wishes
from chat_server.protocol.events import AnyEntry, Deleted, Edited, Reacted, Who

MOST_WEIGHT = 1_000_000
"""About the characters that one room's amendments may take; the oldest messages' go first."""
MARK_WEIGHT = 20
"""What one person's emoji on one message counts for."""
MOST_MARKS = 5_000
"""Marks on one message that are counted."""
MOST_EMOJI = 50
"""Different emoji shown on one message; a server allows 20."""


@dataclass(slots=True)
class _Amended:
    """What is known of one message. A mark is the seq that put it on, or minus that took it off."""

    edited_at: int = 0
    text: str = ""
    deleted: bool = False
    marks: dict[tuple[str, str], int] = field(default_factory=dict)
    nicks: dict[str, str] = field(default_factory=dict)
    """What those who reacted were called then, by id."""

    @property
    def weight(self) -> int:
        return 1 + len(self.text) + MARK_WEIGHT * len(self.marks)

    def people(self) -> dict[str, list[str]]:
        """The ids of those whose emoji is on the message, the first that is still there first."""
        on = sorted((seq, emoji, person) for (emoji, person), seq in self.marks.items() if seq > 0)
        people: dict[str, list[str]] = {}
        for _seq, emoji, person in on:
            people.setdefault(emoji, []).append(person)
        return people


class Amendments:
    """Those of one room. `apply` makes a row what it is by now, `shown` what the person sees."""

    def __init__(self) -> None:
        self._by_target: dict[int, _Amended] = {}
        self._weight = 0
        self._readings = Readings()
        self.wishes = Wishes()
        self.quotes = Quotes()

    def take(self, entry: AnyEntry) -> int | None:
        """Note what an entry changes; gives the seq of the message, None if it changes none."""
        if not isinstance(entry, Edited | Deleted | Reacted) or not 0 < entry.target < entry.seq:
            return None
        known = self._by_target.get(entry.target)
        before = known.weight if known is not None else 0
        amended = self._by_target.setdefault(entry.target, _Amended())
        if isinstance(entry, Edited):
            _edit(amended, entry)
        elif isinstance(entry, Deleted):
            _delete(amended)
        else:
            _react(amended, entry)
        if amended.deleted or self._readings.after(entry.target, amended.edited_at) is None:
            self._readings.drop(entry.target)  # or it came back when this is forgotten
        self._weight += amended.weight - before
        while self._weight > MOST_WEIGHT:
            self.forget_half()
        return entry.target

    def learn_text(self, target: int, text: str, upto: int) -> None:
        """A message was found to read this, with all edits up to the seq `upto` in it."""
        amended = self._by_target.get(target) or _Amended()
        if not amended.deleted and upto > amended.edited_at:
            self._readings.note(target, text, upto)

    def apply(self, row: MessageRow, me: str) -> MessageRow:
        """A message's row as it is now."""
        seq = row.seq or 0
        amended, text = self._by_target.get(seq), self.reads(seq)
        if amended is None and text is None:
            return row
        if row.deleted or (amended is not None and amended.deleted):
            gone: dict[str, Any] = {"edited": False, "reactions": (), "reply_to": None}
            return msgspec.structs.replace(row, text="", deleted=True, **gone)
        edited = amended is not None and amended.edited_at > 0
        return msgspec.structs.replace(
            row,
            text=row.text if text is None else text,
            edited=row.edited or edited or text not in (None, row.text),
            reactions=row.reactions if amended is None else _reactions(amended, me),
        )

    def reads(self, target: int) -> str | None:
        """What a message reads now; "" if it was deleted, None if nothing later is known of it."""
        amended = self._by_target.get(target) or _Amended()
        if amended.deleted:
            return ""
        found = self._readings.after(target, amended.edited_at)
        return found if found is not None else amended.text if amended.edited_at else None

    def shown(self, row: MessageRow, quoted: MessageRow | None) -> MessageRow:
        """A row with what the person is doing to it, and with what it answers, if that is held."""
        if row.reply_to is not None:
            row = msgspec.structs.replace(row, quote=self._quote(row.reply_to, quoted))
        return self.wishes.shown(row)

    def _quote(self, seq: int, held: MessageRow | None) -> Quote:
        if held is None and (known := self.quotes.find(seq)) is not None:
            held = self.apply(known, "")
        return quote(seq, held, gone=self.quotes.is_gone(seq))

    def learn_quoted(self, seq: int, entries: list[AnyEntry], me: str) -> None:
        """What the server has up to the quoted message of this seq, which may be gone."""
        found = answered(seq, entries)
        self.quotes.learn(seq, sent_row(found, me) if found is not None else None)

    def who_reacted(self, target: int, me: Who) -> dict[str, tuple[str, ...]]:
        """The nicknames of those whose emoji is on a message, by emoji; the person's own first."""
        amended = self._by_target.get(target, _Amended())
        people = amended.people()
        found: dict[str, tuple[str, ...]] = {}
        for emoji in dict.fromkeys((*people, *self.wishes.emoji(target))):
            ids = people.get(emoji, [])
            others = [amended.nicks.get(id, "") for id in ids if id != me.id]
            mine = self.wishes.mine(target, emoji, mine=me.id in ids)
            if names := ((me.nick,) if mine else ()) + tuple(others):
                found[emoji] = names
        return found

    @property
    def weight(self) -> int:
        """About the characters that they take."""
        return self._weight + self._readings.weight + self.quotes.weight

    def clear(self) -> None:
        """Forget all that was said; what the person wants stays wanted."""
        self._by_target.clear()
        self._readings.clear()
        self.quotes.clear()
        self._weight = 0

    def forget_half(self) -> None:
        """Let the older messages' amendments go: a reader comes to them last."""
        targets = sorted(self._by_target)
        for target in targets[: (len(targets) + 1) // 2]:
            self.quotes.rewrite(target, lambda row: self.apply(row, ""))
            self._weight -= self._by_target.pop(target).weight


def _edit(amended: _Amended, entry: Edited) -> None:
    if entry.deleted:
        _delete(amended)
    elif not amended.deleted and entry.seq > amended.edited_at:
        amended.edited_at, amended.text = entry.seq, entry.text


def _delete(amended: _Amended) -> None:
    amended.deleted, amended.text = True, ""
    amended.marks.clear()
    amended.nicks.clear()


def _react(amended: _Amended, entry: Reacted) -> None:
    key = (entry.emoji, entry.by.id)
    before = amended.marks.get(key)
    if amended.deleted or not entry.emoji.strip():
        return
    if before is None and len(amended.marks) >= MOST_MARKS:
        return
    if before is None or abs(before) < entry.seq:
        amended.marks[key] = entry.seq if entry.on else -entry.seq
        amended.nicks[entry.by.id] = entry.by.nick


def _reactions(amended: _Amended, me: str) -> tuple[Reaction, ...]:
    """The emoji on a message, the first that is still there first."""
    people = amended.people().items()
    return tuple(Reaction(emoji, len(ids), me in ids) for emoji, ids in people)[:MOST_EMOJI]
