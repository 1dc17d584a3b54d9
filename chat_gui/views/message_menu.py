"""The menu of a message: what one may do with it. Offers nothing that would be refused."""

from collections.abc import Callable
from typing import NamedTuple

from chat_gui.i18n import _
from chat_gui.model import rights
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, SendState
from chat_gui.views import message_words
from chat_gui.views.menu_items import Item, grouped
from chat_gui.views.stepping import pressed


class MessageDoing(NamedTuple):
    """What the window lets a menu do with the message that it is of.

    `copy` copies a text, `pick` has an emoji picked for a reaction.
    """

    reply: Callable[[], object]
    react: Callable[[str], object]
    pick: Callable[[], object]
    copy: Callable[[str], object]
    edit: Callable[[], object]
    delete: Callable[[], object]
    retry: Callable[[], object]


class Under(NamedTuple):
    """What the menu was opened on: a selection, a link; empty for none."""

    selected: str = ""
    link: str = ""


NOTHING = Under()


def items(
    model: ChatModel, row: MessageRow, doing: MessageDoing, now: int, under: Under
) -> list[Item | None]:
    """The lines for a message; None is a line between two groups. `now` is Unix milliseconds."""
    return grouped(
        (
            _answers(model, row, doing, now),
            _copies(row, doing, under),
            _changes(model, row, doing, now),
            _told(model, row),
        )
    )


def _answers(model: ChatModel, row: MessageRow, doing: MessageDoing, now: int) -> list[Item]:
    if row.state is SendState.FAILED:
        return [Item(_("Send again"), doing.retry)]
    if not rights.may_react(model, row, now):
        return []
    return [
        Item(_("Reply"), doing.reply, keys="R", pressed=pressed("reply")),
        # Translators: opens a menu of emoji to put on a message.
        Item(_("React"), below=tuple(reactions(doing)), pressed=pressed("react")),
    ]


def reactions(doing: MessageDoing) -> list[Item]:
    """The reactions that are at hand, and the way to all others."""
    lines = [
        Item(_(name), lambda emoji=emoji: doing.react(emoji), emoji=emoji)  # type: ignore[misc]
        for emoji, name in message_words.QUICK
    ]
    return [*lines, Item(_("More emoji…"), doing.pick, emoji="➕")]


def _copies(row: MessageRow, doing: MessageDoing, under: Under) -> list[Item]:
    lines: list[Item] = []
    if under.selected:
        lines.append(Item(_("Copy what is selected"), lambda: doing.copy(under.selected)))
    if not row.deleted:
        lines.append(
            Item(_("Copy text"), lambda: doing.copy(row.text), keys="C", pressed=pressed("copy"))
        )
    if under.link:
        lines.append(Item(_("Copy link"), lambda: doing.copy(under.link)))
    return lines


def _changes(model: ChatModel, row: MessageRow, doing: MessageDoing, now: int) -> list[Item]:
    lines: list[Item] = []
    if rights.may_edit(model, row, now):
        lines.append(Item(_("Edit"), doing.edit, keys="E", pressed=pressed("edit")))
    if rights.may_delete(model, row, now):
        # Translators: the key that deletes, as it is named on a keyboard.
        lines.append(Item(_("Delete…"), doing.delete, keys=_("Del"), pressed=pressed("delete")))
    return lines


def _told(model: ChatModel, row: MessageRow) -> list[Item]:
    if not row.reactions or row.seq is None:
        return []
    who = model.room.timeline.amendments.who_reacted(row.seq, model.who())
    lines = tuple(Item(message_words.reacted(nicks), emoji=emoji) for emoji, nicks in who.items())
    return [Item(_("Who reacted"), below=lines)] if lines else []
