"""Rows -> runs: what the history writes, as plain data. A run is text with tags, or an image."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from chat_gui.i18n import _, number
from chat_gui.model.rows import (
    DayRow,
    MessageRow,
    PresenceRow,
    Reaction,
    Row,
    SendState,
    TopicRow,
)
from chat_gui.views import verdicts, words
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_server.protocol.roles import Role

LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x1f]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?'*_~)]}»”’"
PERSON, RETRY = "person:", "retry:"
"""What a link begins with that leads to a person's menu, by id, or sends a message again, by key;
no text that somebody says becomes such a link."""


class Run(NamedTuple):
    """A piece of a row. `link` is where it leads; `original` what copying gives if not `text`."""

    text: str
    tags: tuple[str, ...]
    image: Picture | None = None
    align: str = "center"
    link: str = ""
    original: str | None = None


def links(text: str) -> Iterator[tuple[str, str]]:
    """A text cut into (part, address) where the address is empty for ordinary text."""
    done = 0
    for found in LINK.finditer(text):
        address = _without_tail(found.group())
        if address.lower() in ("http://", "https://", "mailto:"):
            continue
        end = found.start() + len(address)
        if found.start() > done:
            yield text[done : found.start()], ""
        yield address, address
        done = end
    if done < len(text):
        yield text[done:], ""


def _without_tail(address: str) -> str:
    """The address without the sentence's punctuation; a closing bracket stays if one was opened."""
    while address and address[-1] in _AFTER_LINK:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


class Writer:
    """Turns rows into runs with an `Ink` that knows which emoji can be drawn.

    `role` tells what somebody is, by id.
    """

    def __init__(
        self, ink: Ink, rule: Callable[[str], Picture], role: Callable[[str], Role]
    ) -> None:
        self._ink, self._rule, self._role = ink, rule, role

    def runs(self, row: Row, now: int) -> list[Run]:
        """What a row looks like, without its line break. `now` is Unix milliseconds."""
        if isinstance(row, DayRow):
            return self._day(words.day(row.at, now))
        if isinstance(row, PresenceRow):
            return self._text(verdicts.presence(row), ("presence",))
        if isinstance(row, TopicRow):
            return self._text(words.topic(row), ("presence",))
        if row.action:
            return [*self._action(row), *_fate(row), *self._reactions(row)]
        head = self._head(row) if row.head else ()
        return [*head, *self._said(row), *_fate(row), *self._reactions(row)]

    def _day(self, date: str) -> list[Run]:
        label = f"   {date}   "
        rule = Run("", ("day",), self._rule(label))
        return [rule, Run(label, ("day",)), rule]

    def _head(self, row: MessageRow) -> list[Run]:
        upper, lower = self._ink.paint.avatar(row.by.id, row.by.nick)
        return [
            Run("", ("head",), upper, "top"),
            *self._name(row, ("head", "name")),
            *self._badge(row),
            Run(f"  {words.clock(row.at)}", ("head", "time")),
            Run("\n", ("head", "first")),
            Run("", ("first",), lower, "top"),
        ]

    def _name(self, row: MessageRow, tags: tuple[str, ...]) -> list[Run]:
        """An author's name; another's leads to their menu."""
        link = "" if row.mine else f"{PERSON}{row.by.id}"
        return [run._replace(link=link) for run in self._text(row.by.nick, tags)]

    def _badge(self, row: MessageRow) -> list[Run]:
        badge = verdicts.badge(self._role(row.by.id))
        return [Run(f"  {badge}", ("head", "status"))] if badge else []

    def _said(self, row: MessageRow) -> list[Run]:
        first, rest = ("first", _MOOD[row.state]), ("text", _MOOD[row.state])
        if row.deleted:
            return [Run(_(words.DELETED), ("first" if row.head else "text", "gone"))]
        if not row.head:
            return self._linked(row.text, rest)
        line, broken, others = row.text.partition("\n")
        runs = self._linked(line, first)
        if broken:
            runs += [Run("\n", first), *self._linked(others, rest)]
        return runs

    def _action(self, row: MessageRow) -> list[Run]:
        mood = ("action", _MOOD[row.state])
        return [
            *self._name(row, (*mood, "name")),
            Run(" ", mood),
            *([Run(_(words.DELETED), ("action", "gone"))] if row.deleted else ()),
            *self._linked(row.text, mood),
            Run(f"  {words.clock(row.at)}", ("action", "time")),
        ]

    def _reactions(self, row: MessageRow) -> list[Run]:
        """A line of emoji with how many people put each there, below the message."""
        if not row.reactions:
            return []
        runs = [Run("\n", ("reactions", "status"))]
        for reaction in row.reactions:
            runs += self._reaction(reaction)
        return runs

    def _reaction(self, reaction: Reaction) -> list[Run]:
        tags = ("reactions", "status", *(("own",) if reaction.mine else ()))
        emoji = [run._replace(original=None) for run in self._text(reaction.emoji, tags)]
        return [
            *emoji,
            Run(f"\u00a0{number(reaction.count)}", tags),
            Run("   ", ("reactions", "status")),
        ]

    def _linked(self, text: str, tags: tuple[str, ...]) -> list[Run]:
        runs: list[Run] = []
        for part, address in links(text):
            own = (*tags, "link") if address else tags
            runs += [run._replace(link=address) for run in self._text(part, own)]
        return runs

    def _text(self, text: str, tags: tuple[str, ...]) -> list[Run]:
        runs: list[Run] = []
        for piece in self._ink.pieces(text):
            image = self._ink.picture(piece)
            if image is not None:
                runs.append(Run("", tags, image))
            elif piece.shown == piece.original:
                runs.append(Run(piece.shown, tags))
            else:
                odd = (*tags, "short") if piece.emoji else tags
                runs.append(Run(piece.shown, odd, original=piece.original))
        return runs


_MOOD = {SendState.SENT: "sent", SendState.SENDING: "sending", SendState.FAILED: "failed"}


def _fate(row: MessageRow) -> list[Run]:
    """What stands behind a message that was edited, is not sent yet, or never will be."""
    if row.edited:
        return [Run(f"  {_(words.EDITED)}", ("status",))]
    if row.state is SendState.SENDING:
        return [Run(f"  {_('sending…')}", ("status",))]
    if row.state is SendState.FAILED:
        return [
            Run("\n", ("trouble",)),
            Run(words.not_sent(row.reason) + "  ", ("trouble",)),
            Run(_("Retry"), ("trouble", "retry"), link=f"{RETRY}{row.key}"),
        ]
    return []
