"""What a person does with messages, for screenshots.py."""

from typing import Any

import msgspec

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.model.rows import MessageRow
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB
from tools.scene import (
    DARK,
    GUEST,
    LARGE,
    LARGEST,
    LIGHT,
    MINUTE,
    SMALL,
    Act,
    Draw,
    Size,
    Stage,
    drawn,
    nothing,
    says,
    talk,
)


def begin(stage: Stage) -> None:
    """The drawings' chat with replies, and with reactions by whoever is there."""
    talk(stage)
    at = now() - MINUTE

    def replies(seq: int, to: int, by: events.Who, text: str) -> events.Message:
        return msgspec.structs.replace(says(seq, at, by, text), reply_to=to)

    def reacts(seq: int, target: int, by: events.Who, emoji: str) -> events.Reacted:
        return events.Reacted("lobby", seq, at, by, f"r{seq}", target, emoji, on=True)

    stage.apply(
        replies(8, 3, BOB, "@Ada has it, she was there yesterday"),
        replies(9, 7, BOB, "Thanks, at eleven then"),
        replies(10, 2, GUEST, "I do care"),
        *(reacts(11 + n, 9, who, "👍") for n, who in enumerate((BOB, GUEST, ADA))),
        reacts(14, 9, BOB, "🎉"),
        events.Deleted("lobby", 15, at, BOB, "d15", 2),
        says(16, at, BOB, "See you"),
    )
    stage.settle()


def row(stage: Stage, seq: int) -> MessageRow:
    """A message that is held."""
    found = stage.model.room.timeline.message(seq)
    assert found is not None
    return found


def state(act: Act, size: Size = LIGHT) -> Draw:
    """A state of the window."""
    return drawn(act, size, begin)


def ring(stage: Stage) -> None:
    """The keyboard is on a message."""
    text = stage.window.history.text
    text.focus_force()
    stage.settle()
    for _ in range(2):
        text.event_generate("<Up>")


def menu(stage: Stage) -> None:
    """A message's menu by the keyboard."""
    ring(stage)
    stage.window.history.text.event_generate("<Return>")


def react(stage: Stage) -> None:
    """The reactions at hand."""
    ring(stage)
    stage.window.history.text.event_generate("<plus>")


def point_at(stage: Stage, seq: int) -> None:
    """Move the pointer to a message."""
    history = stage.window.history
    stop = history.whereabouts.of(row(stage, seq).key)
    assert stop is not None
    box = history.whereabouts.box(stop)
    assert box is not None
    history.text.event_generate("<Motion>", x=200, y=box.bottom - 4)


def hover(stage: Stage) -> None:
    """The pointer is on a message below another one."""
    point_at(stage, 9)
    stage.settle()


def hover_reaction(stage: Stage) -> None:
    """The pointer is on a reaction."""
    text = stage.window.history.text
    tag = next(tag for tag, known in text.addresses.items() if known == "react:9:👍")
    box = text.bbox(f"{tag}.first")
    assert box is not None
    text.event_generate("<Motion>", x=box[0] + 4, y=box[1] + 4)


def hover_head(stage: Stage) -> None:
    """The pointer is on a message with its author's name."""
    point_at(stage, 16)


def reply(stage: Stage) -> None:
    """An answer is being written."""
    stage.window.messages.answering.reply(row(stage, 3))
    stage.window.composer.text.insert("1.0", "Ask Third, she")


def edit(stage: Stage) -> None:
    """A message is being said anew."""
    stage.window.messages.answering.begin_edit(row(stage, 7))


def last(stage: Stage) -> Any:
    """What was sent last."""
    return stage.link.sent[-1]


def on_its_way(stage: Stage) -> None:
    """An edit, a deletion and a reaction that the log has not yet."""
    stage.apply(says(17, now(), ADA, "Or after lunch"), says(18, now(), ADA, "or never"))
    deeds = stage.window.messages.deeds
    deeds.edit(7, "I do. Come by any time before noon.")
    deeds.delete("lobby", 18)
    deeds.react(16, "😂")


def refused(stage: Stage) -> None:
    """An edit that the server refused."""
    stage.window.messages.deeds.edit(7, "I do. Come by any time before noon.")
    edit: commands.Edit = last(stage)
    stage.apply(reports.SendFailed("lobby", edit.id, "You are muted in this room."))


def delete(stage: Stage) -> None:
    """Asked once before a message goes."""
    stage.window.messages.ask_to_delete(row(stage, 7))


MESSAGE_STATES: dict[str, Draw] = {
    "messages-light": state(nothing),
    "messages-dark": state(nothing, DARK),
    "messages-480x400": state(nothing, SMALL),
    "messages-200": state(nothing, LARGE),
    "message-ring-light": state(ring),
    "message-ring-dark": state(ring, DARK),
    "message-ring-200": state(ring, LARGE),
    "message-menu-light": state(menu),
    "message-menu-dark": state(menu, DARK),
    "message-menu-200": state(menu, LARGE),
    "message-react": state(react),
    "message-hover-light": state(hover),
    "message-hover-dark": state(hover, DARK),
    "message-hover-200": state(hover, LARGE),
    "message-hover-head": state(hover_head),
    "message-hover-reaction": state(hover_reaction),
    "message-300-narrow": state(ring, ("dark", "900x800", 3.0)),
    "message-menu-300": state(menu, LARGEST),
    "message-reply-300": state(reply, LARGEST),
    "message-reply-light": state(reply),
    "message-reply-dark": state(reply, DARK),
    "message-reply-480x400": state(reply, SMALL),
    "message-reply-200": state(reply, LARGE),
    "message-edit": state(edit),
    "message-under-way": state(on_its_way),
    "message-refused-light": state(refused),
    "message-refused-480x400": state(refused, SMALL),
    "message-delete": state(delete),
}
