"""Imports run one way (docs/architecture.md): the syntax trees of all modules are walked."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NO_WORLD = {
    *("socket", "selectors", "ssl", "threading", "queue", "time", "sqlite3", "subprocess", "os"),
    *("tkinter", "asyncio", "multiprocessing", "signal", "shutil", "tempfile", "secrets"),
}
"""What pure code never touches: the network, threads, the clock, the disk, the screen."""

PURE_HUB = (
    "chat rooms people direct talk recall retention hub journal records deliveries fanout reading"
    " writes naming rights arrival pairing meter quotas invites reactions"
    " audit whom private addresses banning fitting moderation terms shares"
)

PURE_CLIENT = (
    "acquaintances actions address copying exchange invite_link kept legible memberships opening"
    " papers sanity sending sentences session sightings silence timing trust"
    " doctor.findings doctor.looks doctor.report doctor.verdicts doctor.walls"
)

ALLOWED: dict[str, set[str]] = {
    "chat_server.protocol": {"chat_server.protocol"},
    "chat_server.dialects": {"chat_server.protocol", "chat_server.dialects"},
    "chat_gui.reports": {"chat_server.protocol"},
    "chat_gui.model": {"chat_server.protocol", "chat_gui.model", "chat_gui.reports"},
    "chat_gui.client": {
        "chat_server.protocol",
        "chat_server",
        "chat_gui.client",
        "chat_gui.reports",
        "chat_gui.clock",
        "chat_gui.outside",
    },
    "chat_gui.pump": {
        *("chat_gui.model", "chat_gui.reports", "chat_gui.clock", "chat_server.protocol"),
    },
    "chat_gui.door": {"chat_gui.dialogs", "chat_gui.model.changes", "chat_gui.views"},
    "chat_gui.hosted": {
        *("chat_gui.client", "chat_gui.views.line", "chat_server.protocol"),
        *("chat_gui.dialogs.keeping", "chat_gui.dialogs.question"),
    },
    "chat_gui.outside": set(),
    "chat_gui.placing": {"chat_gui.theme"},
    "chat_gui.icon": {"chat_gui.resources"},
    "chat_gui.preferences": {"chat_gui.client"},
    "chat_gui.notifier": {
        *("chat_gui.client.desktop", "chat_gui.client.sound", "chat_gui.model"),
        *("chat_gui.preferences", "chat_gui.resources", "chat_gui.views"),
    },
    "chat_gui.lookout": {
        *("chat_gui.dialogs.nearby", "chat_gui.dialogs.found_list", "chat_gui.reports"),
        "chat_gui.client.discovery",
    },
    "chat_gui.doctor": {
        *("chat_gui.client.doctor", "chat_gui.client.invite_link", "chat_gui.dialogs"),
        "chat_gui.views",
    },
    "chat_gui.theme": {"chat_gui.theme"},
    "chat_gui.i18n": {
        "chat_gui.pseudo",
        "chat_gui.worded",
        "chat_gui.resources",
        "chat_gui.system_language",
    },
    "chat_gui.pseudo": set(),
    "chat_gui.root": {"chat_gui.theme", "chat_gui.views"},
    "chat_gui.worded": {"chat_server.protocol.errors"},
    "chat_gui.system_language": set(),
    "chat_gui.dialogs": {
        *("chat_server.protocol", "chat_gui.dialogs", "chat_gui.views", "chat_gui.theme"),
        *("chat_gui.client.address", "chat_gui.client.invite_link", "chat_gui.resources"),
        *("chat_gui.client.doctor.findings", "chat_gui.client.doctor.report"),
        *("chat_gui.placing", "chat_server"),
    },
    "chat_server.storage": {
        *("chat_server.protocol", "chat_server.storage", "chat_server.deliveries"),
        *(
            "chat_server.records",
            "chat_server.logs",
            "chat_server.private_files",
            "chat_server.search_text",
            "chat_server.writes",
        ),
    },
    "chat_server.search_text": {"chat_server.protocol"},
    "chat_server.upkeep": {
        *("chat_server.protocol", "chat_server.storage", "chat_server.upkeep"),
        *("chat_server.config", "chat_server.flags", "chat_server.logs"),
        *("chat_server.private_files",),
    },
    "chat_server.reactor": {
        *("chat_server.protocol", "chat_server.dialects", "chat_server.connection"),
        *("chat_server.deliveries", "chat_server.door", "chat_server.peers", "chat_server.logs"),
        *("chat_server.outgoing", "chat_server.watching", "chat_server.reading"),
        *("chat_server.secure", "chat_server.visitors", "chat_server.figures"),
        *("chat_server.interpreting",),
    },
    "chat_server.interpreting": {
        *("chat_server.protocol", "chat_server.dialects", "chat_server.connection"),
        *("chat_server.peers", "chat_server.logs", "chat_server.segments"),
    },
    "chat_server.segments": set(),
    "chat_server.visitors": {
        *("chat_server.protocol", "chat_server.connection", "chat_server.secure"),
        *("chat_server.logs",),
    },
    "chat_server.secure": {"chat_server.connection", "chat_server.dialects"},
    "chat_server.private_files": set(),
    "chat_server.starter": {"chat_server.config", "chat_server.logs"},
    "chat_server.presence": {"chat_server.config", "chat_server.private_files"},
    "chat_server.console": {
        *("chat_server.protocol", "chat_server.console", "chat_server.presence"),
        *("chat_server.console_key", "chat_server.config", "chat_server.logs"),
        *("chat_server.records", "chat_server.subcommand", "chat_server.upkeep.output"),
        *("chat_server.own_addresses",),
    },
    "chat_server.subcommand": set(),
    "chat_server.own_addresses": {"chat_server.logs", "chat_server.protocol"},
    "chat_server.tls": {
        *("chat_server.config", "chat_server.private_files", "chat_server.protocol.certificate"),
    },
    "chat_server.outgoing": {
        *("chat_server.protocol", "chat_server.dialects", "chat_server.connection"),
        *("chat_server.deliveries", "chat_server.fanout", "chat_server.peers", "chat_server.logs"),
        *("chat_server.hub_thread.Round", "chat_server.reading", "chat_server.sending"),
        *("chat_server.interpreting",),
    },
    "chat_server.peers": {
        *("chat_server.connection", "chat_server.deliveries", "chat_server.logs"),
        "chat_server.protocol",
    },
    "chat_server.watching": {
        *("chat_server.protocol", "chat_server.connection", "chat_server.deliveries"),
        *("chat_server.outgoing", "chat_server.peers"),
    },
    "chat_server.sending": {"chat_server.connection"},
    "chat_server.connection": {
        *("chat_server.dialects", "chat_server.deliveries", "chat_server.protocol"),
    },
    "chat_server.door": {
        *("chat_server.protocol", "chat_server.logs", "chat_server.meter"),
        *("chat_server.addresses", "chat_server.visitors"),
    },
    "chat_server.hub_thread": {
        *("chat_server.deliveries", "chat_server.hub", "chat_server.storage", "chat_server.logs"),
        *("chat_server.protocol.errors", "chat_server.quotas", "chat_server.shares"),
        *("chat_server.figures", "chat_server.writes"),
    },
    "chat_server.vetting": {"chat_server.deliveries"},
    "chat_server.readers": {
        *("chat_server.protocol", "chat_server.deliveries", "chat_server.reading"),
        *("chat_server.storage", "chat_server.logs"),
    },
    "chat_server.discovery": {"chat_server.protocol", "chat_server.logs"},
    "chat_server.figures": set(),
    "chat_server.metrics": {"chat_server.figures"},
    "chat_server.endpoint": {"chat_server.listening", "chat_server.logs"},
    "chat_server.turns": {"chat_server.deliveries"},
    "chat_server.searcher": {
        *("chat_server.protocol", "chat_server.deliveries", "chat_server.reading"),
        *("chat_server.storage", "chat_server.logs", "chat_server.quotas", "chat_server.turns"),
    },
    "chat_gui.views": {
        *("chat_server.protocol", "chat_gui.views", "chat_gui.model", "chat_gui.reports"),
        *("chat_gui.theme", "chat_gui.resources", "chat_gui.clock", "chat_gui.outside"),
        *("chat_gui.preferences", "chat_gui.client.settings", "chat_gui.placing"),
    },
} | {
    f"chat_server.{name}": {
        "chat_server.protocol",
        *(f"chat_server.{other}" for other in PURE_HUB.split()),
    }
    for name in PURE_HUB.split()
}
"""Layer -> the project's own layers it may import. The longest matching name counts."""

EVERYWHERE = {"chat_gui": ("chat_gui.i18n", "chat_gui.worded")}
"""What all of a package may import: whoever says something says it in the person's language."""

NO_SOCKET = {"socket", "selectors", "ssl", "sqlite3"}
"""What views and dialogs never touch: they are given a way to send."""

DRAWING = ("chat_gui.views.", "chat_gui.dialogs.")

PURE = [
    *(f"chat_gui.client.{name}" for name in PURE_CLIENT.split()),
    *("chat_server.protocol", "chat_server.dialects", "chat_server.search_text"),
    *(
        "chat_gui.model",
        "chat_gui.reports",
        "chat_gui.pseudo",
        "chat_server.upkeep.html",
        "chat_server.turns",
    ),
    *("chat_server.figures", "chat_gui.views.bidi"),
    *(f"chat_server.{name}" for name in PURE_HUB.split()),
]


def _modules() -> list[tuple[str, Path]]:
    files = [*ROOT.glob("chat_server/**/*.py"), *ROOT.glob("chat_gui/**/*.py")]
    return sorted((".".join(f.relative_to(ROOT).with_suffix("").parts), f) for f in files)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def _within(name: str, layer: str) -> bool:
    return name == layer or name.startswith(f"{layer}.")


def _layer(module: str) -> str | None:
    return max((one for one in ALLOWED if _within(module, one)), key=len, default=None)


def _ours(name: str) -> bool:
    return name.split(".")[0] in {"chat_server", "chat_gui"}


MODULES = _modules()


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_follow_the_architecture(module: str, path: Path) -> None:
    layer = _layer(module)
    for name in _imports(path):
        if layer is not None and _ours(name):
            assert any(
                name == "chat_server.__version__"
                if allowed == "chat_server"
                else _within(name, allowed)
                for allowed in (*ALLOWED[layer], *EVERYWHERE.get(module.split(".")[0], ()))
            ), f"{module} must not import {name}"
        if module.startswith("chat_gui") and name.startswith("chat_server"):
            assert _within(name, "chat_server.protocol") or name == "chat_server.__version__", (
                f"{module} must not import {name}"
            )
        if not module.startswith("chat_gui"):
            assert not name.startswith("chat_gui"), f"{module} must not import {name}"
        if name.startswith(("chat_server.server.", "chat_server.upkeep.")):
            users = ("chat_server.__main__", "chat_server.upkeep", "chat_server.console")
            assert any(_within(module, user) for user in users)
        if name.startswith("chat_server.server."):
            assert module == "chat_server.__main__"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_pure_layers_touch_nothing_of_the_world(module: str, path: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(path)}
    if any(_within(module, layer) for layer in PURE):
        assert not roots & NO_WORLD, f"{module} is pure but imports {roots & NO_WORLD}"
    if _within(module, "chat_gui.views") or _within(module, "chat_gui.dialogs"):
        assert not roots & NO_SOCKET, f"{module} draws but imports {roots & NO_SOCKET}"
    if _within(module, "chat_gui.client") or _within(module, "chat_server"):
        assert "tkinter" not in roots


@pytest.mark.parametrize(
    ("module", "path"),
    [(name, path) for name, path in MODULES if name.startswith(DRAWING)],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_done_later_outlives_no_widget(module: str, path: Path) -> None:
    """Tk would do it all the same, and fail: `views/later.py` looks first."""
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    own = module == "chat_gui.views.later"
    assert own == bool(called & {"after", "after_idle", "after_cancel"})


def test_the_walk_sees_the_tree() -> None:
    names = {name for name, _ in MODULES}
    assert {"chat_server.hub", "chat_gui.model.chat", "chat_server.protocol.codec"} <= names
    for layer in ALLOWED:
        assert any(_within(name, layer) for name in names), f"{layer} is in no file"
    assert "tkinter" in sys.stdlib_module_names
