"""Rows -> runs: what the history writes, as plain data. A run is text with tags, or an image."""

import re
from collections.abc import Callable

from chat_gui import theme
from chat_gui.i18n import _, number
from chat_gui.model.calls import Calls
from chat_gui.model.rows import (
    DayRow,
    MessageRow,
    PresenceRow,
    Reaction,
    Row,
    TopicRow,
)
from chat_gui.views import verdicts, words
from chat_gui.views.deed_links import PERSON, REACT
from chat_gui.views.line import Ink
from chat_gui.views.markup import Base, Markup, banded, closed
from chat_gui.views.message_state import MOODS, state_runs
from chat_gui.views.paint import Picture
from chat_gui.views.quoting import quote
from chat_gui.views.rtl_layout import RtlLayout
from chat_gui.views.run import Run, plain
from chat_server.protocol.roles import Role

_WORD = re.compile(r"\S*")
FITS = 12
"""A word of so few characters has room in a line, however narrow and large."""


class Writer:
    """Turns rows into runs with an `Ink` that knows which emoji can be drawn.

    `role` tells what somebody is, by id; `calls` whom a text of the room can speak to; `width` how
    wide the paper is.
    """

    def __init__(
        self,
        ink: Ink,
        rule: Callable[[str], Picture],
        role: Callable[[str], Role],
        calls: Callable[[], Calls],
        width: Callable[[], int],
    ) -> None:
        self._ink, self._rule, self._role = ink, rule, role
        self._markup = Markup(ink, calls)
        self._rtl = RtlLayout(ink, width)
        self._width = width

    def runs(self, row: Row, now: int) -> list[Run]:
        """What a row looks like, without its line break. `now` is Unix milliseconds."""
        if isinstance(row, DayRow):
            return self._day(words.day(row.at, now))
        if isinstance(row, PresenceRow | TopicRow):
            return self._sentence(row)
        said = self._action(row) if row.action else self._said(row)
        head = self._head(row) if row.head and not row.action else []
        runs = [*said, *state_runs(row)]
        if self._is_laid(row):
            runs = self._rtl.lay(runs)
        runs += self._reactions(row)
        if "```" in row.text:
            runs = closed(runs)
        if not row.mine and not row.deleted and self._markup.speaks(row.text):
            runs = banded(runs)
        runs = [*quote(row, self._ink, self._worded, self._width()), *runs]
        if head and runs and "quoted" in runs[0].tags:
            # A line has the spaces of what begins it, which is the avatar.
            head[-1] = head[-1]._replace(tags=(*head[-1].tags, "quoted"))
        elif head and runs and self._fills_lines(runs[0].text):
            head[-1] = head[-1]._replace(tags=(*head[-1].tags, "filled"))
        return [*head, *runs]

    def lays(self, row: Row) -> bool:
        """Whether a row looks otherwise when the paper has another width."""
        if isinstance(row, MessageRow):
            filled = row.head and len(_first_word(row.text)) > FITS
            return filled or row.quote is not None or self._is_laid(row)
        return isinstance(row, PresenceRow | TopicRow) and self._rtl.needed(_sentence(row))

    def _fills_lines(self, text: str) -> bool:
        """Whether a text begins with a word that no line has room for, such as an address.

        Tk would begin it below the avatar, not beside.
        """
        word, look = _first_word(text), self._ink.look
        room = self._width() - look.px(theme.TEXT_INDENT) - look.px(theme.BESIDE_BAR)
        return len(word) > FITS and look.body.measure(word) > room > 0

    def _is_laid(self, row: MessageRow) -> bool:
        return self._rtl.needed(f"{row.by.nick}\n{row.text}" if row.action else row.text)

    def _sentence(self, row: PresenceRow | TopicRow) -> list[Run]:
        return self._worded(_sentence(row), ("presence",))

    def _worded(self, sentence: str, tags: tuple[str, ...]) -> list[Run]:
        """What the window says of somebody, in its own direction."""
        runs = self._text(sentence, tags)
        return self._rtl.lay(runs, base=0) if self._rtl.needed(sentence) else runs

    def _text(self, text: str, tags: tuple[str, ...]) -> list[Run]:
        return plain(self._ink, text, tags)

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
        runs = [run._replace(link=link) for run in self._text(row.by.nick, tags)]
        alone = not row.action and self._rtl.needed(row.by.nick)
        return self._rtl.lay(runs, base=0) if alone else runs

    def _badge(self, row: MessageRow) -> list[Run]:
        badge = verdicts.badge(self._role(row.by.id))
        return [Run(f"  {badge}", ("head", "status"))] if badge else []

    def _said(self, row: MessageRow) -> list[Run]:
        first, rest = ("first", MOODS[row.state]), ("text", MOODS[row.state])
        if row.deleted:
            return [Run(_(words.DELETED), ("first" if row.head else "text", "gone"))]
        alone = row.head and row.quote is None
        return self._markup.runs(row.text, Base(first if alone else rest, rest))

    def _action(self, row: MessageRow) -> list[Run]:
        mood = ("action", MOODS[row.state])
        return [
            *self._name(row, (*mood, "name")),
            Run(" ", mood),
            *([Run(_(words.DELETED), ("action", "gone"))] if row.deleted else ()),
            *self._markup.runs(row.text, Base(mood, mood)),
            Run(f"  {words.clock(row.at)}", ("action", "time")),
        ]

    def _reactions(self, row: MessageRow) -> list[Run]:
        """A line of pills below the message, each an emoji with how many people put it there."""
        if not row.reactions:
            return []
        tags = ("reactions", "status")
        runs = [Run("\n", tags)]
        for reaction in row.reactions:
            link = f"{REACT}{row.seq}:{reaction.emoji}"
            runs += [run._replace(link=link) for run in self._reaction(reaction)]
            runs.append(Run(" ", tags))
        return runs

    def _reaction(self, reaction: Reaction) -> list[Run]:
        tags = ("reactions", "status", *(("own",) if reaction.mine else ()))
        count = number(reaction.count)
        face = self._ink.pieces(reaction.emoji)
        alone = len(face) == 1 and face[0].emoji
        pill = self._ink.paint.pill(reaction.emoji, count, own=reaction.mine) if alone else None
        if pill is not None:
            return [Run("", tags, pill)]
        shown = [run._replace(original=None) for run in self._text(reaction.emoji, tags)]
        return [*shown, Run(f"\u00a0{count} ", tags)]


def _first_word(text: str) -> str:
    found = _WORD.match(text)
    return found[0] if found else ""


def _sentence(row: PresenceRow | TopicRow) -> str:
    return verdicts.presence(row) if isinstance(row, PresenceRow) else words.topic(row)
