"""No string that a person reads stands outside the catalogs: the syntax trees are walked.

A literal that reads like words is to be in `_`, `N_`, `ngettext` or `pgettext`, or where nobody
reads it: a docstring, a log line, an assertion, a type, the name of a style. What is left stands
in `UNREAD`, with nothing in it that the source has no more.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.messages import KEYWORDS

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "chat_gui").rglob("*.py"))

WORDS = re.compile(r"[A-Za-z]{2,}[,;:.]? [A-Za-z]|\A[A-Z][a-z]{2,}\Z|[A-Za-z]…\Z|\A[A-Z][a-z]+ ")
"""What reads like words: two in a row, a capitalised one, one that goes on."""
LETTERS = re.compile(r"[A-Za-z]{2}")
STYLE = re.compile(r"\A[A-Z]\w*(\.[A-Za-z]+)+\Z")
SQL = re.compile(r"\A\s*(SELECT|INSERT|DELETE|UPDATE|CREATE|ALTER|PRAGMA|BEGIN|REPLACE|COMMIT)\b")

SHOWN_AS = {"text", "label", "title", "message"}
"""Keywords whose value is shown, be it one small word."""
SHOWING = {"sentence", "quiet", "accent", "say", "tell", "complain", "title", "busy", "hint"}
"""Functions whose first argument is shown."""

ENGLISH = {
    "__main__.py": "the command line is English, as parlor-server's is",
    "client/doctor/command.py": "the same",
    "pseudo.py": "what the made-up language is made of",
    "theme.py": "the names of fonts",
    "views/styles.py": "the names of styles",
}
"""Modules that are let alone, and why."""

UNREAD: dict[str, set[str]] = {
    "client/dialing.py": {"connected to itself"},
    "client/discovery.py": {"Removed"},
    "client/doctor/firewall.py": {
        "Parlor server",
        "sudo firewall-cmd --permanent --add-port={}/tcp && sudo firewall-cmd --reload",
        "sudo ufw allow {}/tcp",
        "sudo nft insert rule inet filter input tcp dport {} accept",
        "sudo iptables -I INPUT -p tcp --dport {} -j ACCEPT",
        'netsh advfirewall firewall add rule name="Parlor" dir=in action=allow protocol=TCP'
        " localport={}",
    },
    "client/doctor/joining.py": {
        'netsh advfirewall firewall add rule name="Parlor" dir=in action=allow protocol=TCP'
        " localport={}",
        "sudo ufw allow {}/tcp",
        "sudo firewall-cmd --add-port={}/tcp",
    },
    "client/hosting.py": {"Another server uses the data folder"},
    "client/identity.py": {"another kind of key"},
    "client/damage.py": {"it holds what was not written: {}", "it is not as it was made: {}"},
    "client/profile.py": {"too many windows"},
    "dialogs/doctor.py": {"Parlor {}"},
    "dialogs/nearby.py": {"Parlor {} · {}"},
    "resources.py": {"Parlor's asset “{}” is not in {}: install Parlor again."},
    "views/banner.py": {"Good", "Banner"},
    "views/card.py": {"Code"},
    "views/completing.py": {"Delete"},
    "views/emoji_picker.py": {
        *("Smileys & Emotion", "People & Body", "Animals & Nature", "Food & Drink"),
        *("Travel & Places", "Activities", "Objects", "Symbols", "Flags"),
    },
    "views/faces.py": {"Noto Color Emoji"},
    "views/settings.py": {"English"},
    "views/typing_keys.py": {"Text"},
    "views/verdicts.py": {"d MMMM y"},
    "views/words.py": {"EEEE, d MMMM"},
    "views/wrapping.py": {"Wrapped"},
}
"""Names, commands of other programs, patterns of dates, what only a log or a program reads."""


def literals(tree: ast.AST) -> Iterator[tuple[ast.expr, str, list[ast.AST]]]:
    """The strings of a module, those of an f-string joined, with what is around each."""

    def walk(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.expr, str, list[ast.AST]]]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value, around
        elif isinstance(node, ast.JoinedStr):
            parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
            yield node, "".join(map(str, parts)), around
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
                yield from walk(child, [*around, node])

    yield from walk(tree, [])


def name_of(call: ast.Call) -> str:
    """The bare name of what is called."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def hidden(node: ast.expr, around: list[ast.AST]) -> bool:
    """Whether nobody reads it where it stands, or it is marked."""
    if isinstance(around[-1], ast.Expr):
        return True  # a docstring
    for inner, outer in zip([*around[1:], node], around, strict=True):
        if isinstance(outer, ast.Assert | ast.arg | ast.ImportFrom):
            return True
        if isinstance(outer, ast.AnnAssign) and inner is outer.annotation:
            return True
        if isinstance(outer, ast.FunctionDef) and inner is outer.returns:
            return True
        if isinstance(outer, ast.keyword) and outer.arg in {"style", "sticky", "event"}:
            return True
        if isinstance(outer, ast.Call) and (_owner(outer) in {"_log", "re"} or _takes_it(outer)):
            return True
    return False


def _owner(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def _takes_it(call: ast.Call) -> bool:
    return name_of(call) in {*KEYWORDS, "cast", "bind", "getattr"}


def shown(node: ast.expr, around: list[ast.AST]) -> bool:
    """Whether it goes straight to the screen."""
    outer = around[-1]
    if isinstance(outer, ast.IfExp):
        return shown(outer, around[:-1])
    if isinstance(outer, ast.keyword):
        return outer.arg in SHOWN_AS
    return isinstance(outer, ast.Call) and outer.args[:1] == [node] and name_of(outer) in SHOWING


def outside(source: str) -> list[tuple[int, str]]:
    """Line and text of what is not marked and looks as if somebody read it."""
    found = []
    for node, text, around in literals(ast.parse(source)):
        readable = WORDS.search(text) or (LETTERS.search(text) and shown(node, around))
        if text == "Parlor":
            continue
        if readable and not STYLE.match(text) and not SQL.match(text) and not hidden(node, around):
            found.append((node.lineno, text))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_all_that_is_read_is_marked(path: Path) -> None:
    name = path.relative_to(ROOT / "chat_gui").as_posix()
    if name in ENGLISH:
        return
    unread = UNREAD.get(name, set())
    found = [(line, text) for line, text in outside(path.read_text("utf-8")) if text not in unread]
    assert not found, f"wrap these in _() or N_(), or say in UNREAD that nobody reads them: {found}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_numbers_are_written_by_the_locale(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    shapes = (n.format_spec for n in ast.walk(tree) if isinstance(n, ast.FormattedValue))
    grouped = [shape.lineno for shape in shapes if shape is not None and "," in ast.unparse(shape)]
    assert not grouped, f"“12,500” is English; i18n.number writes a number: lines {grouped}"


def test_what_nobody_reads_is_still_there() -> None:
    assert all((ROOT / "chat_gui" / name).exists() for name in ENGLISH)
    for name, unread in UNREAD.items():
        found = {text for _line, text in outside((ROOT / "chat_gui" / name).read_text("utf-8"))}
        assert unread <= found, f"{name} has these no more: {unread - found}"


@pytest.mark.parametrize(
    "source",
    [
        'button(text="Send")',
        'button(text="send")',
        'button(text="on" if x else "off")',
        'say("gone")',
        'x = "Nobody is here"',
        'x = "Sending…"',
        'x = f"{nick} has left"',
        'raise ValueError("That is no address.")',
        'TABLE = {"a": ("Bans", 1)}',
    ],
)
def test_it_finds(source: str) -> None:
    assert outside(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring says this."""',
        '_log.warning("no icon: %s", error)',
        'assert x, "it was just asked"',
        'def f(x: "Some Type") -> "Some Type": ...',
        'ttk.Label(self, style="CardText.TLabel")',
        'say(_("Nobody is here"))',
        'say(ngettext("{count} day", "{count} days", 2).format(count=2))',
        'self.execute("SELECT a FROM b")',
        'x = "en_GB"',
    ],
)
def test_it_leaves(source: str) -> None:
    assert not outside(source)
