"""What the doctor's panel shows for every verdict there is, for screenshots.py.

The steps are those that would lead there; the verdict is the table's own.
"""

from collections.abc import Callable
from pathlib import Path

from chat_gui import reports, theme
from chat_gui.client.doctor import joining
from chat_gui.client.doctor.findings import Mark, Sign, Step
from chat_gui.client.doctor.verdicts import RULES, verdict
from chat_gui.client.invite_link import read
from chat_gui.dialogs.doctor import DoctorQuestion
from chat_gui.dialogs.join import JoinDialog
from tools.scene import Stage, talk

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
    "firewall": "firewalld",
    "command": "sudo firewall-cmd --permanent --add-port=7275/tcp && sudo firewall-cmd --reload",
    "said": "You are banned from this server: spam. Only who looks after it can let you in.",
}
WAY = (
    ("Network", "This computer is 192.168.1.31, fd12:3456::31."),
    ("Name", "192.168.1.20 is an address, not a name."),
    ("Route", "192.168.1.20 is in the same network."),
    ("Port", "192.168.1.20 takes connections at port 7275."),
    ("Encryption", "It encrypts, with the code K7QX-3M9P."),
    ("Service", "It is a Parlor server."),
    ("Version", "It speaks version 1 of the protocol, as this program does."),
)
"""The steps where all is well."""
ENDS: dict[Sign, tuple[int, str]] = {
    Sign.NO_NETWORK: (0, "No card of this computer has an address."),
    Sign.NAME_UNKNOWN: (1, "lab-pc4 is no name that is known here."),
    Sign.NO_ROUTE: (2, "No way leads there."),
    Sign.REFUSED: (3, "192.168.1.20 refuses connections at port 7275."),
    Sign.SILENT: (3, "Nothing comes back from port 7275."),
    Sign.ABSENT: (3, "No computer says that it is 192.168.1.20."),
    Sign.CHANGED: (4, "It encrypts, but as another server than it should be."),
    Sign.OTHER_SERVICE: (4, "It is a web server."),
}
"""After how many of them which step shows a sign; any other ends all of them."""

Draw = Callable[[Path], None]


def _panel(shown: JoinDialog, stage: Stage, *signs: Sign, done: bool = True) -> DoctorQuestion:
    shown.ask(lambda over: DoctorQuestion(over, stage.ink, f"Why can't I join {PLACE}?", _nothing))
    assert isinstance(shown.question, DoctorQuestion)
    fill(shown.question, *signs, done=done)
    return shown.question


def _nothing() -> None:
    """Nobody closes it."""


def fill(panel: DoctorQuestion, *signs: Sign, done: bool = True) -> None:
    """Let the panel show the steps that lead to these signs, and their verdict."""
    first = next((sign for sign in ENDS if sign in signs), None)
    count, sentence = (len(WAY), "You would be let in.") if first is None else ENDS[first]
    steps = [Step(name, Mark.OK, text, details=("eth0 192.168.1.31/24",)) for name, text in WAY]
    mark = Mark.FAILED if signs else Mark.OK
    steps = [*steps[:count], Step("Port" if first else "Entry", mark, sentence, signs, FACTS)]
    for step in steps:
        panel.step(step)
    if done:
        panel.verdict(verdict(steps))


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

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        stage.apply(reports.Lost("Nobody answers.", 0.0))
        subject = f"Why can't I join {PLACE}?"
        stage.prompt.ask(lambda at: DoctorQuestion(at, stage.ink, subject, _nothing))
        assert isinstance(stage.prompt.question, DoctorQuestion)
        fill(stage.prompt.question, *signs)
        stage.settle()
        stage.shoot(path)

    return draw


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
