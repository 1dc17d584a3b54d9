"""The chat itself, for screenshots.py: as the drawings show it, and when something is wrong."""

import time
from functools import partial

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.views import words
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import (
    DARK,
    GUEST,
    LARGE,
    LIGHT,
    MINUTE,
    SMALL,
    SMALL_DARK,
    Draw,
    Stage,
    drawn,
    nothing,
    room,
    says,
    welcome,
)


def amended(stage: Stage) -> None:
    """Edited, deleted and reacted to; a topic; a direct conversation with something unread."""
    at = now() - MINUTE

    def entry(kind: type[events.AnyEntry], seq: int, by: events.Who, **more: object) -> None:
        made = {"room": "lobby", "seq": seq, "at": at, "by": by, "id": f"e{seq}", **more}
        stage.apply(kind(**made))  # type: ignore[arg-type]

    entry(events.Edited, 8, BOB, target=1, text="Morning! The printer on floor 3 works again 🎉")
    entry(events.Deleted, 9, BOB, target=2)
    for number, (emoji, by) in enumerate(
        [("👍", BOB), ("👍", ADA), ("👍", GUEST), ("🎉", BOB), ("🇺🇦", GUEST), ("👍🏽", GUEST)],
        10,
    ):
        entry(events.Reacted, number, by, target=3, emoji=emoji, on=True)
    entry(events.Reacted, 16, BOB, target=7, emoji="❤️", on=True)
    entry(events.Deleted, 17, GUEST, target=6)
    entry(events.Topic, 18, BOB, text="The workshop is open until noon 🔧")
    entry(events.Message, 19, BOB, text="See the topic.")
    stage.apply(direct(BOB, 3), direct(GUEST, 0))


def direct(other: events.Who, last: int) -> events.RoomState:
    """A conversation with one person."""
    people = [events.Present(who.id, who.nick) for who in (ADA, other)]
    return events.RoomState(
        f"@{ADA.id}+{other.id}", "direct", "", people, 2, last, 1 if last else 0, 0, other
    )


def alone(stage: Stage, *, empty: bool = False) -> None:
    """A direct conversation."""
    stage.apply(direct(GUEST, 0), direct(BOB, 0 if empty else 3))
    name = f"@{ADA.id}+{BOB.id}"
    stage.window.deeds.enter(name)
    at = now() - 2 * MINUTE
    texts = [] if empty else ["Do you have a minute?", "It is about the key 🔑", "Never mind"]
    for seq, text in enumerate(texts, 1):
        stage.apply(events.Message(name, seq, at, BOB, f"d{seq}", text))


def sidebar_open(stage: Stage) -> None:
    """A narrow window with its sidebar over it."""
    stage.window.header.fold.invoke()


def lost(stage: Stage) -> None:
    """The connection is gone."""
    stage.apply(reports.Lost("The server went away.", time.monotonic() + 3.2))


def closed(stage: Stage) -> None:
    """The connection is not tried again by itself."""
    stage.apply(reports.Closed("This server speaks another version: update Parlor."))


def caught_up(stage: Stage) -> None:
    """The connection is back."""
    stage.window.banner.tell(words.caught_up(37), good=True)


def refused(stage: Stage) -> None:
    """An unknown command."""
    stage.window.composer.fill("/dance with me, this is no command")
    stage.window.composer.submit()


def too_long(stage: Stage) -> None:
    """More than a message may hold."""
    stage.window.composer.fill("A long story. " * 600)
    stage.window.composer.submit()


def failed(stage: Stage) -> None:
    """A message the server refused."""
    stage.apply(reports.SendFailed("lobby", "w1", "The server's disk is full."))


def new_room(stage: Stage) -> None:
    """A room in which nothing was said yet."""
    stage.apply(welcome("lobby"), room((ADA,), 0))


def nasty(stage: Stage) -> None:
    """Texts that would like to break something."""
    at = now() - MINUTE
    odd = events.Who("bob-9", "Bob 🦊 fox\u202e [exit]")
    texts = [
        "👨‍👩‍👧‍👦 👍🏽 🇺🇦 1️⃣ ❤️ ☺ ✔ © ™ 🏳️‍🌈 in one line, then 🎉🎉🎉",
        "[exit] {$a} \\ $env(HOME) %W ; puts stderr",
        "Z" + "\u0301\u0316\u0317" * 40 + "algo and \x1b[31m and \ud800 and \u202etfel ot thgir",
        "Ünïcödé Ж Ω 漢字 かな 한글 ไทย עברית العربية 𝓐𝓫𝓬",
        "x" * 400,
        "def hello():\n\tprint('two lines')\n\n    return 1",
    ]
    said = [says(i + 1, at + i, odd, text) for i, text in enumerate(texts)]
    stage.apply(welcome("lobby", "🦀-crabs"), room((ADA, odd), len(said)))
    stage.apply(*said)
    stage.window.composer.text.insert("1.0", "typed 🎉 and 👨‍👩‍👧 here")


def crowd(stage: Stage) -> None:
    """Many people, many rooms, a reader who is scrolled up."""
    people = [ADA, *(events.Who(f"p{i}", f"Bob {i:03}") for i in range(199))]
    rooms = ["lobby", *(f"room-{i:02}-with-a-rather-long-name" for i in range(12))]
    at = now() - 40 * MINUTE
    stage.apply(welcome(*rooms), room(people, 80, 612))
    stage.apply(*[says(i, at + i * MINUTE // 3, people[i % 5], f"Line {i}") for i in range(1, 81)])
    history = stage.window.history
    history.text.yview_scroll(-30, "units")
    history._look()
    stage.apply(*[says(80 + i, now(), BOB, f"New {i}") for i in range(1, 6)])


CHAT_STATES: dict[str, Draw] = {
    "chat-light": drawn(nothing),
    "chat-dark": drawn(nothing, DARK),
    "chat-480x400": drawn(nothing, SMALL),
    "chat-480x400-sidebar": drawn(sidebar_open, SMALL),
    "chat-200": drawn(nothing, ("light", "1500x1100", 2.0)),
    "chat-300-narrow": drawn(nothing, ("dark", "900x800", 3.0)),
    "amended-light": drawn(amended),
    "amended-dark": drawn(amended, DARK),
    "amended-480x400": drawn(amended, SMALL),
    "amended-200": drawn(amended, LARGE),
    "direct-light": drawn(alone),
    "direct-dark": drawn(alone, DARK),
    "direct-480x400": drawn(alone, SMALL_DARK),
    "direct-empty": drawn(partial(alone, empty=True)),
    "lost-light": drawn(lost),
    "lost-480": drawn(lost, SMALL_DARK),
    "closed": drawn(closed),
    "caught-up": drawn(caught_up),
    "refused": drawn(refused),
    "too-long": drawn(too_long),
    "failed-light": drawn(failed),
    "failed-dark": drawn(failed, DARK),
    "empty": drawn(nothing, LIGHT, new_room),
    "nasty-light": drawn(nothing, LIGHT, nasty),
    "nasty-dark": drawn(nothing, DARK, nasty),
    "crowd": drawn(nothing, LIGHT, crowd),
}
