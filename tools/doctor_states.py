"""What the doctor's panel shows for every verdict there is, for screenshots.py.

The steps are those that would lead there; the verdict is the table's own.
"""

from pathlib import Path

from chat_gui import reports, theme
from chat_gui.client.doctor import joining
from chat_gui.client.doctor.findings import Mark, Sign, Step
from chat_gui.client.doctor.verdicts import RULES, verdict
from chat_gui.client.invite_link import read
from chat_gui.dialogs.doctor import DoctorQuestion
from chat_gui.dialogs.join import JoinDialog
from tools import spoken
from tools.scene import Draw, Stage, drawn

PLACE = "192.168.1.20:7275"
FACTS = {
    **joining.facts(read(PLACE)),
    "service": "a web server",
    "trouble": "decryption failed or bad record mac",
    "code": "8TWV-R2A5",
    "since": "2027-01-01",
    "until": "2026-10-31",
    "heard_port": "50312",
    "heard_address": "192.168.1.20:50312",
    "moved": "192.168.1.23:7275",
    "firewall": "firewalld",
    "command": "sudo firewall-cmd --permanent --add-port=7275/tcp && sudo firewall-cmd --reload",
    "said": "You are banned from this server: spam. Only who looks after it can let you in.",
}
JOINING = (
    "This computer is 192.168.1.31, fd12:3456::31.",
    "192.168.1.20 is an address, not a name.",
    "192.168.1.20 is in the same network.",
    "192.168.1.20 takes connections at port 7275.",
    "It encrypts, with the code K7QX-3M9P.",
    "It is a Parlor server.",
    "It speaks version 1 of the protocol, as this program does.",
    "You would be let in.",
)
HOSTING = (
    "A chat runs here and answers at 127.0.0.1:7275.",
    "This computer is 192.168.1.20.",
    "It listens at 192.168.1.20, port 7275.",
    "firewalld lets port 7275 through.",
    "Another computer has reached it since it was started.",
    "Its announcement is heard, on this computer at least.",
)
"""The steps where all is well."""
STEP = "Step"
UNMET = "No other computer has reached it since it was started."
UNHEARD = "Its announcement (mDNS) is not heard."
REFUSES = f"It refuses: {FACTS['said']}"
NAMED = "lab-pc4 is 192.168.1.20, as it says itself (mDNS); the system does not know."
ENDS: dict[Sign, tuple[int, str]] = {
    Sign.NO_NETWORK: (0, "No card of this computer has an address."),
    Sign.NAME_UNKNOWN: (1, "lab-pc4 is no name that is known here."),
    Sign.NAME_LATE: (1, "Nobody says what lab-pc4 is, within 5 seconds."),
    Sign.NAME_HEARD: (1, NAMED),
    Sign.NO_ROUTE: (2, "No way leads there."),
    Sign.FORBIDDEN: (2, "This computer's rules forbid the way there."),
    Sign.REFUSED: (3, "192.168.1.20 refuses connections at port 7275."),
    Sign.SILENT: (3, "Nothing comes back from port 7275."),
    Sign.ABSENT: (3, "No computer says that it is 192.168.1.20."),
    Sign.MOVED: (3, "No computer says that it is 192.168.1.20."),
    Sign.HUNG_UP: (4, "It hangs up without a word."),
    Sign.MUTE: (4, "It says nothing, whatever is said to it."),
    Sign.OTHER_SERVICE: (4, "It is a web server."),
    Sign.TUTORIAL: (4, "It is a chat for the programs of tutorials."),
    Sign.PLAINTEXT: (4, "It is Parlor without encryption."),
    Sign.ENCRYPTS: (4, "It encrypts, and was not to."),
    Sign.OLD_TLS: (4, "It encrypts, but not with TLS 1.3."),
    Sign.BAD_TLS: (4, f"The encryption fails: {FACTS['trouble']}."),
    Sign.LINK_DIFFERS: (4, "It encrypts, but as another server than it should be."),
    Sign.CHANGED: (4, "It encrypts, but as another server than it should be."),
    Sign.EXPIRED: (4, "It encrypts, with a certificate that is not of this time."),
    Sign.NOT_YET: (4, "It encrypts, with a certificate that is not of this time."),
    Sign.VERSION: (6, "This server speaks version 2 of Parlor's protocol; update the older side."),
    **dict.fromkeys(
        (Sign.BANNED, Sign.FULL, Sign.HURRIED, Sign.WRONG_INVITE, Sign.NEEDS_INVITE),
        (7, REFUSES),
    ),
    Sign.NOT_LET_IN: (7, REFUSES),
}
"""Which of the steps shows a sign, and how; some go on from there."""
HOST_ENDS: dict[Sign, dict[int, str]] = {
    Sign.NOT_HOSTING: {0: "No chat was found on this computer."},
    Sign.HOSTED_GONE: {0: "A chat was hosted here at 127.0.0.1:7275, and does not answer."},
    Sign.LOOPBACK_ONLY: {2: "It listens to this computer only."},
    Sign.WALLED: {3: "firewalld most likely keeps port 7275 closed.", 4: UNMET},
    Sign.NOT_VISITED: {4: UNMET},
    Sign.UNHEARD: {5: UNHEARD},
}
GO_ON = {Sign.EXPIRED, Sign.NOT_YET, Sign.NAME_HEARD, *HOST_ENDS}
GO_ON -= {Sign.NOT_HOSTING, Sign.HOSTED_GONE, Sign.LOOPBACK_ONLY}


def _panel(shown: JoinDialog, stage: Stage, *signs: Sign, done: bool = True) -> DoctorQuestion:
    hosts = bool({*HOST_ENDS, Sign.VISITED} & {*signs})
    subject = "Why does nobody come to this chat?" if hosts else f"Why can't I join {PLACE}?"
    shown.ask(lambda over: DoctorQuestion(over, stage.ink, spoken.spoken(subject), _nothing))
    assert isinstance(shown.question, DoctorQuestion)
    fill(shown.question, *signs, done=done)
    return shown.question


def _nothing() -> None:
    """Nobody closes it."""


def fill(panel: DoctorQuestion, *signs: Sign, done: bool = True) -> None:
    """Let the panel show the steps that lead to these signs, and their verdict."""
    hosts = bool({*HOST_ENDS, Sign.VISITED} & {*signs})
    shown = dict(enumerate(HOSTING if hosts else JOINING))
    wrong = dict([ENDS[one] for one in signs if one in ENDS])
    for sign in signs:
        wrong |= HOST_ENDS.get(sign, {})
    last = len(shown) if {*signs} & {*ENDS, *HOST_ENDS} <= GO_ON else min(wrong) + 1
    facts = {**FACTS, "host": "lab-pc4"} if last == 2 or Sign.NAME_HEARD in signs else FACTS
    for number, sentence in list(shown.items())[:last]:
        mark = Mark.UNKNOWN if wrong.get(number) == UNMET else Mark.FAILED
        mark = mark if number in wrong else Mark.OK
        said = spoken.spoken(wrong.get(number, sentence))
        panel.step(Step(STEP, mark, said, details=("eth0 192.168.1.31/24",)))
    if done:
        panel.verdict(verdict([Step(STEP, Mark.UNKNOWN, "", signs, facts)]))


def doctor(mode: theme.Mode, *signs: Sign, zoom: float = 1, act: str = "") -> Draw:
    """The panel in the first dialog."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom)
        stage.root.withdraw()
        shown = JoinDialog(
            stage.root, stage.ink, lambda _: None, lambda _: None, _nothing, stage.root.destroy
        )
        shown.show("Ada", PLACE)
        panel = _panel(shown, stage, *signs, done=act != "looking")
        if act == "details":
            panel.fold.invoke()
        stage.shoot(path, shown)

    return draw


def over(mode: theme.Mode, *signs: Sign, size: str = "900x620", zoom: float = 1) -> Draw:
    """The panel over a window whose connection is lost."""

    def act(stage: Stage) -> None:
        stage.apply(reports.Lost("Nobody answers.", 0.0))
        subject = f"Why can't I join {PLACE}?"
        stage.prompt.ask(
            lambda at: DoctorQuestion(at, stage.ink, spoken.spoken(subject), _nothing, _nothing)
        )
        assert isinstance(stage.prompt.question, DoctorQuestion)
        fill(stage.prompt.question, *signs)
        stage.settle()

    return drawn(act, (mode, size, zoom))


def _name(signs: frozenset[Sign]) -> str:
    return "-".join(sorted(signs)).replace("_", "-") or "well"


DOCTOR_STATES: dict[str, Draw] = {
    **{
        f"doctor-{_name(rule.signs)}-{mode}": doctor(mode, *sorted(rule.signs))
        for rule in RULES
        for mode in ("light", "dark")
    },
    "doctor-looking": doctor("light", Sign.REFUSED, act="looking"),
    "doctor-details": doctor("light", Sign.REFUSED, act="details"),
    "doctor-details-dark": doctor("dark", Sign.REFUSED, act="details"),
    "doctor-200": doctor("light", Sign.SILENT, zoom=2),
    "doctor-300": doctor("dark", Sign.SILENT, zoom=3),
    "doctor-300-details": doctor("light", Sign.REFUSED, zoom=3, act="details"),
    "doctor-over": over("light", Sign.REFUSED),
    "doctor-over-480": over("dark", Sign.SILENT, size="480x400"),
}
