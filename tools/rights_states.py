"""What a person sees of roles, private rooms and moderating, for screenshots.py."""

from functools import partial
from pathlib import Path

from chat_gui.clock import now
from chat_gui.model import changes
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB
from tools import capture, spoken
from tools.scene import (
    DARK,
    GUEST,
    LARGE,
    LIGHT,
    MINUTE,
    SMALL,
    Act,
    Draw,
    Size,
    Stage,
    drawn,
    room,
    says,
    talk,
)

THIRD, VISITOR = (
    events.Who("third-4", "Third"),
    events.Who("visitor-5", "Visitor 🦊 with a rather long nickname"),
)
PLANS = "+plans"
DAY = 24 * 60 * MINUTE


def begin(stage: Stage, role: str = "owner") -> None:
    """The drawings' chat with roles, a private room, and somebody who was put out."""
    talk(stage)
    people = [
        events.Present(ADA.id, ADA.nick, role=role),
        events.Present(BOB.id, BOB.nick, role="moderator"),
        events.Present(GUEST.id, GUEST.nick, role="guest"),
        events.Present(THIRD.id, THIRD.nick),
        events.Present(VISITOR.id, VISITOR.nick, role="guest"),
    ]
    lobby = room((), 7)
    stage.apply(
        events.Role("", ADA, role, ADA),
        events.RoomState("lobby", "public", lobby.topic, people, 5, 7, 1, 0),
        plans(),
        events.RoomState("news", "public", "", people[:2], 2, 0, 0, 0, announce=True),
    )


def plans(maker: str = ADA.id) -> events.RoomState:
    """A private room."""
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    topic = "What we do in the summer"
    return events.RoomState(PLANS, "private", topic, people, 2, 3, 1, 0, maker=maker)


def state(act: Act, size: Size = LIGHT, role: str = "owner") -> Draw:
    """A state of the window."""
    return drawn(act, size, partial(begin, role=role))


def popped(act: Act, size: Size = LIGHT, role: str = "owner") -> Draw:
    """The same with a menu over it, which is a window of its own."""

    def draw(path: Path) -> None:
        mode, wide, zoom = size
        stage = Stage(mode, zoom, wide)
        begin(stage, role)
        act(stage)
        stage.settle()
        capture.widget(stage.root, path)
        stage.root.event_generate("<Escape>")
        stage.close()

    return draw


def ruled(stage: Stage) -> None:
    """Lines about what was ruled."""
    at = now() - MINUTE
    stage.apply(
        events.Left("lobby", GUEST, BOB, "advertising, after three warnings"),
        events.Role("lobby", THIRD, "moderator", ADA),
        says(8, at, THIRD, "Thank you!"),
        events.Announce("lobby", True, ADA),
        events.Announce("lobby", False, ADA),
        events.Joined("lobby", GUEST, "guest"),
        says(9, at, VISITOR, "waves", action=True),
    )


def muted(reason: str | None = "shouting") -> Act:
    """One can't write for a while."""

    def act(stage: Stage) -> None:
        stage.apply(events.Muted(True, BOB, until=now() + 15 * MINUTE, reason=reason))

    return act


def announcements(stage: Stage) -> None:
    """A room in which only moderators write."""
    stage.window.deeds.enter("news")
    stage.apply(
        events.Message("news", 1, now() - MINUTE, BOB, "n1", "The server moves on Friday at noon.")
    )


def private(stage: Stage) -> None:
    """A room for its members."""
    stage.window.deeds.enter(PLANS)
    at = now() - MINUTE
    texts = ("Shall we go to the lake?", "In July?")
    for seq, text in enumerate(texts, 1):
        stage.apply(events.Message(PLANS, seq, at, BOB, f"p{seq}", text))
    stage.model.room.set_members([events.Present(THIRD.id, THIRD.nick, "away")])
    stage.window.refresh()


def put_out(name: str) -> Act:
    """Out of the room that one looks at, with something typed."""

    def act(stage: Stage) -> None:
        private(stage)
        stage.window.deeds.enter(name)
        stage.window.composer.fill("between us, I think that")
        stage.apply(events.Left(name, ADA, BOB, "too many jokes"))
        stage.window.banner.tell("", good=True)
        stage.window.banner.grid_remove()

    return act


def adding(stage: Stage) -> None:
    """People for it."""
    private(stage)
    stage.window.header.add.invoke()
    asked = stage.sent(commands.People)[-1]
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB, THIRD, VISITOR)]
    people.append(events.Present(GUEST.id, GUEST.nick, role="guest"))
    stage.apply(events.People(asked.re, people, 5, False))
    adding = stage.window.panels.shown
    adding.tell(spoken.spoken("Third is in plans now."))  # type: ignore[union-attr]


def person(who: events.Who) -> Act:
    """Somebody's menu."""

    def act(stage: Stage) -> None:
        root = stage.root
        x, y = root.winfo_rootx() + 120, root.winfo_rooty() + 330
        stage.window.moderating.person(who, x, y)

    return act


def room_menu(stage: Stage) -> None:
    """The menu of a private room."""
    private(stage)
    stage.settle()
    stage.window.header.room_menu.invoke()


def asking(which: str) -> Act:
    """The card that asks before something is done."""

    def act(stage: Stage) -> None:
        from chat_gui.views import questions

        model = stage.model
        stage.window.deeds.enter("robotics")
        where = questions.places(model, lambda name: commands.Kick(person=THIRD.id, room=name))
        made = {
            "mute": lambda: questions.mute(THIRD, where),
            "out": lambda: questions.put_out(VISITOR, where, private=False),
            "ban": lambda: questions.ban(THIRD),
            "free": lambda: questions.release(THIRD),
        }[which]()
        stage.window.moderating.ask(made, THIRD.nick)

    return act


def new_room(refused: bool = False) -> Act:
    """What opens below the + ."""

    def act(stage: Stage) -> None:
        if not stage.window.sidebar.winfo_ismapped():
            stage.window.header.fold.invoke()
        stage.window.sidebar.add.invoke()
        new = stage.window.sidebar.new
        new.entry.insert(0, "summer plans" if refused else "summer-plans")
        new.ticks[0].invoke()
        if refused:
            new.make()

    return act


def acts() -> list[events.ActInfo]:
    """An audit log."""
    at = now()
    made = [
        (BOB, "kick", GUEST, "lobby", "advertising, after three warnings"),
        (BOB, "mute", GUEST, "", "until 2026-11-22 10:00 UTC, shouting"),
        (ADA, "role", THIRD, "", "moderator"),
        (ADA, "announce", None, "news", "on"),
        (
            BOB,
            "ban",
            VISITOR,
            "",
            "192.168.1.77, spam in every room, and in direct conversations too",
        ),
        (ADA, "unban", VISITOR, "", ""),
        (ADA, "invite", None, "", "until 2026-11-28 10:00 UTC, 3f2a9c, member, 5 uses"),
        (BOB, "mute", GUEST, "robotics", "off"),
        (ADA, "release", THIRD, "", "Third"),
    ]
    return [
        events.ActInfo(900 - n, at - n * 55 * MINUTE, by, act, who, where or None, detail)
        for n, (by, act, who, where, detail) in enumerate(made)
    ]


def desk(tab: str, *, made: bool = False) -> Act:
    """The moderators' window."""

    def act(stage: Stage) -> object:
        at = now()
        stage.window.deeds.send(f"/{tab}")
        desk = stage.window.moderating.desk
        assert desk is not None
        bans = [
            events.BanInfo(BOB, at - 5 * MINUTE, VISITOR, None, at + DAY, "spam in every room"),
            events.BanInfo(ADA, at - DAY, None, "192.168.1.0/24"),
            events.BanInfo(ADA, at - 9 * DAY, THIRD, None, at + 40 * DAY, "it was agreed"),
        ]
        invites = [
            events.InviteInfo("a", ADA, at - MINUTE, 0, 1, "member", at + 7 * DAY),
            events.InviteInfo("b", BOB, at - 3 * DAY, 12, 30, "guest", at + 4 * DAY),
            events.InviteInfo("c", ADA, at - 90 * DAY, 3, 0, "member"),
        ]
        answers = {
            "audit": events.Audited(acts(), more=True),
            "bans": events.Bans(bans, more=False),
            "invites": events.Invites(invites, more=False),
        }
        asked = stage.link.sent[-1]
        desk.answered(changes.Answered(asked, answers[tab]))  # type: ignore[arg-type]
        if made:
            new = events.Invited(invites[0], "7QXK-93MP-T4VN")
            desk.answered(changes.Answered(asked, new))  # type: ignore[arg-type]
        stage.settle()
        return desk

    return act


def help_page(stage: Stage) -> None:
    """What moderators can type: the last page of the help."""
    stage.window.panels.help()
    panel = stage.window.panels.shown
    while not panel.last:  # type: ignore[union-attr]
        panel.turn_page()  # type: ignore[union-attr]


RIGHTS_STATES: dict[str, Draw] = {
    "ruled-light": state(ruled),
    "ruled-dark": state(ruled, DARK),
    "ruled-480x400": state(ruled, SMALL),
    "muted-light": state(muted(), role="member"),
    "muted-dark": state(muted(), DARK, "member"),
    "muted-480x400": state(muted("shouting " * 12), SMALL, "member"),
    "announcements-light": state(announcements, role="member"),
    "announcements-200": state(announcements, LARGE, "member"),
    "private-light": state(private),
    "private-dark": state(private, DARK),
    "private-480x400": state(private, SMALL),
    "private-200": state(private, LARGE),
    "put-out-light": state(put_out("news"), role="member"),
    "put-out-dark": state(put_out(PLANS), DARK),
    "put-out-480x400": state(put_out("news"), SMALL, "member"),
    "put-out-200": state(put_out(PLANS), LARGE),
    "private-adding": state(adding),
    "private-adding-dark": state(adding, DARK),
    "private-adding-480x400": state(adding, SMALL),
    "private-menu": popped(room_menu),
    "person-menu-light": popped(person(THIRD)),
    "person-menu-dark": popped(person(THIRD), DARK),
    "person-menu-member": popped(person(THIRD), role="member"),
    "ask-mute": state(asking("mute")),
    "ask-mute-dark": state(asking("mute"), DARK),
    "ask-out": state(asking("out")),
    "ask-ban": state(asking("ban")),
    "ask-ban-480x400": state(asking("ban"), SMALL),
    "ask-ban-200": state(asking("ban"), LARGE),
    "ask-free": state(asking("free")),
    "new-room": state(new_room()),
    "new-room-refused-dark": state(new_room(True), DARK),
    "new-room-480x400": state(new_room(), SMALL),
    "new-room-guest": state(new_room(), role="guest"),
    "desk-audit": state(desk("audit")),
    "desk-audit-dark": state(desk("audit"), DARK),
    "desk-audit-200": state(desk("audit"), LARGE),
    "desk-bans": state(desk("bans")),
    "desk-invites": state(desk("invites")),
    "desk-invites-made": state(desk("invites", made=True)),
    "desk-invites-made-dark": state(desk("invites", made=True), DARK),
    "desk-invites-200": state(desk("invites", made=True), LARGE),
    "help-rooms": state(help_page),
    "help-rooms-480x400": state(help_page, SMALL),
}
