"""What a person sees at the door, and behind the lock, for screenshots.py."""

import time
from collections.abc import Callable
from pathlib import Path

from chat_gui import reports, theme
from chat_gui.clock import now
from chat_gui.dialogs.join import JoinDialog
from chat_gui.dialogs.question import Place
from chat_gui.dialogs.trust import ChangedQuestion
from chat_gui.dialogs.typed_code import CodeQuestion
from chat_gui.door import Door
from chat_gui.model import changes
from tests.views.stage import HOSTED
from tools import spoken
from tools.scene import FINGERPRINT, SECURED, Act, Draw, Stage, drawn, nothing, talk

STRANGER = changes.UnknownServer(FINGERPRINT, "K7QX-3M9P")
OTHER = changes.OtherServer(FINGERPRINT, "8TWV-R2A5", "K7QX-3M9P")
INVITE = changes.InviteNeeded("One needs an invite to come in here; ask for one.")
TAKEN = changes.NickRefused("Ada", "Ada is somebody else here; pick another nickname.")
BAD_CODE = "That code is not good, or not any more; have your other computer show a new one."
TOO_MANY = "Too many invites were tried from your address; wait a minute."
BANNED = "You are banned from this server: spam. Only who looks after it can let you in."
FULL = "Too many connections here; try again later."
BAD_PROOF = "The proof of your key is not right: perhaps somebody stands between you and here."
UNENCRYPTED = (
    "The server at 192.168.1.20:7275 doesn't encrypt; if you trust this network, join it “Without"
    " encryption”."
)


class Scene:
    """A first dialog, or a window, and the door that asks there."""

    def __init__(self, stage: Stage, place: Place) -> None:
        self.stage, self.place = stage, place
        self.door = Door(stage.ink, lambda: place, lambda: stage.link, lambda _reason: None)

    def show(self, *told: changes.AnyChange) -> None:
        """Let the door take these."""
        self.door.show([spoken.told(one) for one in told])
        self.stage.settle()


def dialog(
    mode: theme.Mode, act: Callable[[JoinDialog, Scene], object], nick: str = "Ada", zoom: float = 1
) -> Draw:
    """The first dialog."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom)
        stage.root.withdraw()
        shown = JoinDialog(
            stage.root,
            stage.ink,
            lambda _wish: None,
            lambda _nick: None,
            lambda: None,
            stage.root.destroy,
        )
        shown.show(nick, "192.168.1.20:7275")
        stage.settle()
        act(shown, Scene(stage, shown))
        stage.shoot(path, shown)

    return draw


def asked(*told: changes.AnyChange) -> Callable[[JoinDialog, Scene], None]:
    """Questions while joining."""

    def act(shown: JoinDialog, scene: Scene) -> None:
        shown.busy(spoken.spoken("Connecting to 192.168.1.20:7275…"))
        scene.show(*told)

    return act


def accepting(shown: JoinDialog, scene: Scene) -> None:
    """The first of the two steps."""
    asked(OTHER)(shown, scene)
    assert isinstance(shown.question, ChangedQuestion)
    shown.question.accept.invoke()


def accepted(shown: JoinDialog, scene: Scene) -> None:
    """The host was asked."""
    accepting(shown, scene)
    assert isinstance(shown.question, ChangedQuestion)
    shown.question.tick.invoke()


def pairing(shown: JoinDialog, scene: Scene) -> None:
    """It is the same person on another computer."""
    asked(TAKEN)(shown, scene)
    shown.pair_button.invoke()


def wrong_pair(shown: JoinDialog, scene: Scene) -> None:
    """The code is not good."""
    pairing(shown, scene)
    assert isinstance(shown.question, CodeQuestion)
    shown.question.field.fill("AAAA-BBBB")
    shown.question.agree()
    scene.show(changes.NickRefused("Ada", BAD_CODE))


def wrong_invite(shown: JoinDialog, scene: Scene) -> None:
    """The invite is not good."""
    asked(INVITE)(shown, scene)
    assert isinstance(shown.question, CodeQuestion)
    shown.question.field.fill("WRNG-C0DE-7777-0000")
    shown.question.agree()
    scene.show(
        changes.InviteNeeded("That invite is not right, or not good any more; ask for another.")
    )


def many_invites(shown: JoinDialog, scene: Scene) -> None:
    """Too many of them were tried."""
    wrong_invite(shown, scene)
    assert isinstance(shown.question, CodeQuestion)
    shown.question.agree()
    scene.show(changes.Connection(changes.Phase.LOST, TOO_MANY))


def pasted(shown: JoinDialog, _scene: Scene) -> None:
    """An invite link was pasted."""
    link = f"parlor://192.168.1.20:7275#fingerprint={FINGERPRINT}&invite=BAD"
    shown.address.fill(link)
    shown.join()
    shown.idle()


def bad_nickname(shown: JoinDialog, _scene: Scene) -> None:
    """A name nobody may have, judged while it is typed."""
    shown.nick.entry.event_generate("<KeyRelease>", keysym="r")


def over(
    *happened: reports.News, mode: theme.Mode = "light", size: str = "900x620", zoom: float = 1
) -> Draw:
    """Something asked while the window is open."""

    def act(stage: Stage) -> None:
        stage.apply(*(spoken.told(one) for one in happened))

    return drawn(act, (mode, size, zoom))


def window(
    act: Act,
    mode: theme.Mode = "light",
    size: str = "900x620",
    zoom: float = 1,
    secured: reports.Secured = SECURED,
) -> Draw:
    """The window, connected."""

    def begin(stage: Stage) -> None:
        stage.apply(secured)
        talk(stage)

    return drawn(act, (mode, size, zoom), begin)


def hosting(stage: Stage) -> None:
    """This window hosts."""
    stage.window.hosts(HOSTED)


def hosted_lock(stage: Stage) -> None:
    """The lock of a chat that is hosted here."""
    hosting(stage)
    stage.window.header.lock.invoke()


def adding(stage: Stage) -> None:
    """A code for another computer."""
    stage.window.panels.add_computer()
    stage.window.show([changes.Offered("4F7K-Q2ZD", now() + 598_000)])


def ran_out(stage: Stage) -> None:
    """That code is too old."""
    stage.window.panels.add_computer()
    stage.window.show([changes.Offered("4F7K-Q2ZD", now() - 1)])


def declined(stage: Stage) -> None:
    """The person stayed away from a server that changed."""
    stage.apply(reports.Changed(FINGERPRINT, "8TWV-R2A5", "K7QX-3M9P"))
    assert stage.prompt.question is not None
    stage.prompt.question.refuse()


def lock(stage: Stage) -> None:
    """What is behind the lock."""
    stage.window.header.lock.invoke()


CHANGED = reports.Changed(FINGERPRINT, "8TWV-R2A5", "K7QX-3M9P")
UNKNOWN = reports.Stranger(FINGERPRINT, "K7QX-3M9P")
PLAIN = reports.Secured("", "")

DOOR_STATES: dict[str, Draw] = {
    "dialog-light": dialog("light", lambda _shown, _scene: None),
    "dialog-dark": dialog("dark", lambda _shown, _scene: None),
    "dialog-200": dialog("light", lambda _shown, _scene: None, zoom=2),
    "dialog-bad-nickname": dialog("light", bad_nickname, "server"),
    "dialog-connecting": dialog("light", asked()),
    "dialog-nobody": dialog(
        "light",
        lambda one, _: one.refuse_address(spoken.spoken("Nobody answers at 192.168.1.20:7275.")),
    ),
    "dialog-more": dialog("light", lambda one, _: one.where.disclose(more=True)),
    "dialog-more-dark": dialog(
        "dark",
        lambda one, _: (one.where.disclose(more=True), one.where.more.choose(plaintext=True)),
    ),
    "dialog-unencrypted": dialog(
        "light", lambda one, _: one.refuse_address(spoken.spoken(UNENCRYPTED), more=True)
    ),
    "dialog-link": dialog("light", pasted),
    "dialog-banned": dialog("light", lambda one, _: one.idle(spoken.spoken(BANNED))),
    "dialog-bad-proof": dialog("light", lambda one, _: one.idle(spoken.spoken(BAD_PROOF))),
    "dialog-full": dialog("dark", lambda one, _: one.refuse_address(spoken.spoken(FULL))),
    "stranger-light": dialog("light", asked(STRANGER)),
    "stranger-dark": dialog("dark", asked(STRANGER)),
    "stranger-200": dialog("light", asked(STRANGER), zoom=2),
    "changed-light": dialog("light", asked(OTHER)),
    "changed-dark": dialog("dark", asked(OTHER)),
    "changed-200": dialog("dark", asked(OTHER), zoom=2),
    "changed-accepting": dialog("light", accepting),
    "changed-accepted": dialog("dark", accepted),
    "invite-light": dialog("light", asked(INVITE)),
    "invite-wrong": dialog("dark", wrong_invite),
    "invite-too-many": dialog("light", many_invites),
    "invite-200": dialog("light", wrong_invite, zoom=2),
    "taken-light": dialog("light", asked(TAKEN)),
    "taken-dark": dialog("dark", asked(TAKEN)),
    "pair-light": dialog("light", pairing),
    "pair-wrong": dialog("dark", wrong_pair),
    "over-stranger": over(UNKNOWN),
    "over-stranger-480": over(UNKNOWN, mode="dark", size="480x400"),
    "over-changed": over(CHANGED),
    "over-changed-dark": over(CHANGED, mode="dark"),
    "over-changed-480": over(CHANGED, size="480x400"),
    "over-changed-200": over(CHANGED, size="900x620", zoom=2),
    "over-changed-declined": window(declined),
    "over-invite": over(reports.NeedsInvite(INVITE.text)),
    "over-taken": over(reports.NickRefused("Ada", TAKEN.text)),
    "over-taken-480": over(reports.NickRefused("Ada", TAKEN.text), mode="dark", size="480x400"),
    "over-banned": over(reports.Closed(BANNED)),
    "over-banned-480": over(reports.Closed(BANNED), size="480x400"),
    "over-full": over(
        *(reports.Lost("Broken.", 0.0), reports.Connecting()),
        reports.Lost(FULL, time.monotonic() + 3_600),
    ),
    "lock-light": window(lock),
    "lock-dark": window(lock, "dark"),
    "lock-480": window(lock, size="480x400"),
    "lock-200": window(lock, size="1200x900", zoom=2),
    "lock-open": window(lock, secured=PLAIN),
    "lock-open-dark": window(lock, "dark", secured=PLAIN),
    "lock-open-480": window(nothing, size="480x400", secured=PLAIN),
    "lock-hosting": window(hosted_lock),
    "hosting-light": window(hosting),
    "hosting-dark": window(hosting, "dark"),
    "hosting-200": window(hosting, "dark", "1300x900", zoom=2),
    "adding-light": window(adding),
    "adding-dark": window(adding, "dark"),
    "adding-480": window(adding, size="480x400"),
    "adding-run-out": window(ran_out, "dark"),
}
