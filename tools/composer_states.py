"""The composer's states: completion, emoji picker, long paste, counter."""

from collections.abc import Callable
from pathlib import Path

from chat_gui import theme
from tools.scene import Stage, talk

KEYS = {"@": "at", ":": "colon", "/": "slash", " ": "space"}


def typed(
    text: str, mode: theme.Mode, size: str = "900x620", zoom: float = 1.0, down: int = 0
) -> Callable[[Path], None]:
    """Typed by key into the composer, then so many steps down in the popup."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        box = stage.window.composer.text
        for char in text:
            box.event_generate("<Key>", keysym=KEYS.get(char, char))
        stage.settle(0.1)
        for _ in range(down):
            box.event_generate("<Down>")
        stage.shoot(path)

    return draw


def picker(
    mode: theme.Mode, size: str = "900x620", zoom: float = 1.0, typed: str = "", tone: str = ""
) -> Callable[[Path], None]:
    """The emoji picker, with something searched."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        composing = stage.window.composing
        for chars in ("🎉", "👍", "😀", "🙏", "❤️"):
            composing.habits.took(chars)
        if tone:
            composing.habits.prefer(tone)
        composing.pick_for_text()
        stage.settle(0.1)
        assert composing.picking.shown is not None
        composing.picking.shown.search.insert(0, typed)
        composing.picking.shown.cells.move(1, 0)
        stage.settle(0.5)
        stage.shoot(path)

    return draw


def pasted(
    text: str, mode: theme.Mode, size: str = "900x620", zoom: float = 1.0
) -> Callable[[Path], None]:
    """A long paste."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        stage.root.clipboard_clear()
        stage.root.clipboard_append(text)
        stage.window.composer.text.event_generate("<<Paste>>")
        stage.shoot(path)

    return draw


def answering(mode: theme.Mode, size: str = "900x620", zoom: float = 1.0) -> Callable[[Path], None]:
    """An edit with a long paste in it."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        stage.window.composer.on_edit_last()
        stage.root.clipboard_clear()
        stage.root.clipboard_append("A long story. " * 600)
        stage.window.composer.text.event_generate("<<Paste>>")
        stage.shoot(path)

    return draw


def helping(
    mode: theme.Mode, size: str = "900x620", zoom: float = 1.0, page: int = 0
) -> Callable[[Path], None]:
    """The help, so many pages on."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        for _ in range(page + 1):
            stage.window.panels.help()
        stage.shoot(path)

    return draw


COMPOSER_STATES: dict[str, Callable[[Path], None]] = {
    "popup-names-light": typed("ask @", "light", down=1),
    "popup-emoji-dark": typed("well done :ta", "dark", down=2),
    "popup-emoji-480x400": typed(":smi", "light", "480x400"),
    "popup-commands-light": typed("/", "light", down=1),
    "popup-commands-200": typed("/", "dark", "1500x1100", 2.0),
    "popup-commands-300": typed("/", "light", "900x800", 3.0, down=1),
    "picker-light": picker("light"),
    "picker-dark": picker("dark", tone="🏽"),
    "picker-search": picker("light", typed="heart"),
    "picker-nothing": picker("dark", typed="qqq"),
    "picker-480x400": picker("light", "480x400"),
    "picker-200": picker("dark", "1500x1100", 2.0),
    "picker-300": picker("light", "900x800", 3.0),
    "paste-light": pasted("A long story 🎉. " * 600, "light"),
    "paste-lines-dark": pasted("A line of the log\n" * 60, "dark"),
    "paste-480x400": pasted("A line of the log\n" * 60, "light", "480x400"),
    "paste-200": pasted("A long story. " * 600, "dark", "1500x1100", 2.0),
    "paste-300": pasted("A long story. " * 600, "light", "900x800", 3.0),
    "counter-light": pasted("A long story. " * 565, "light"),
    "paste-edit": answering("light"),
    "help-light": helping("light"),
    "help-writing-dark": helping("dark", page=1),
    "help-480x400": helping("light", "480x400", page=1),
    "help-300": helping("dark", "900x800", 3.0),
    "popup-commands-480x400-300": typed("/", "light", "480x400", 3.0, down=1),
}
