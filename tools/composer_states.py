"""The composer's states: completion, emoji picker, long paste, counter."""

from tools.scene import DARK, LARGE, LARGEST, LIGHT, SMALL, Act, Draw, Size, Stage, drawn

KEYS = {"@": "at", ":": "colon", "/": "slash", " ": "space"}
LINES = "A line of the log\n" * 60
STORY = "A long story. " * 600


def typed(text: str, down: int = 0) -> Act:
    """Typed by key into the composer, then so many steps down in the popup."""

    def act(stage: Stage) -> None:
        box = stage.window.composer.text
        for char in text:
            box.event_generate("<Key>", keysym=KEYS.get(char, char))
        stage.settle(0.1)
        for _ in range(down):
            box.event_generate("<Down>")

    return act


def picker(size: Size = LIGHT, typed: str = "", tone: str = "") -> Draw:
    """The emoji picker, with something searched."""

    def act(stage: Stage) -> None:
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

    return drawn(act, size)


def pasted(text: str) -> Act:
    """A long paste."""

    def act(stage: Stage) -> None:
        stage.root.clipboard_clear()
        stage.root.clipboard_append(text)
        stage.window.composer.text.event_generate("<<Paste>>")

    return act


def answering(stage: Stage) -> None:
    """An edit with a long paste in it."""
    stage.window.composer.on_up()
    pasted(STORY)(stage)


def help_on(page: int) -> Act:
    """The help, on this page."""

    def act(stage: Stage) -> None:
        for _ in range(page):
            stage.window.panels.help()

    return act


COMPOSER_STATES: dict[str, Draw] = {
    "popup-names-light": drawn(typed("ask @", down=1)),
    "popup-emoji-dark": drawn(typed("well done :ta", down=2), DARK),
    "popup-emoji-480x400": drawn(typed(":smi"), SMALL),
    "popup-commands-light": drawn(typed("/", down=1)),
    "popup-commands-200": drawn(typed("/"), LARGE),
    "popup-commands-300": drawn(typed("/", down=1), LARGEST),
    "picker-light": picker(),
    "picker-dark": picker(DARK, tone="🏽"),
    "picker-search": picker(typed="heart"),
    "picker-nothing": picker(DARK, typed="qqq"),
    "picker-480x400": picker(SMALL),
    "picker-200": picker(LARGE),
    "picker-300": picker(LARGEST),
    "paste-light": drawn(pasted("A long story 🎉. " * 600)),
    "paste-lines-dark": drawn(pasted(LINES), DARK),
    "paste-480x400": drawn(pasted(LINES), SMALL),
    "paste-200": drawn(pasted(STORY), LARGE),
    "paste-300": drawn(pasted(STORY), LARGEST),
    "counter-light": drawn(pasted("A long story. " * 565)),
    "paste-edit": drawn(answering),
    "help-light": drawn(help_on(1)),
    "help-writing-dark": drawn(help_on(2), DARK),
    "help-480x400": drawn(help_on(2), SMALL),
    "help-300": drawn(help_on(1), ("dark", "900x800", 3.0)),
    "popup-commands-480x400-300": drawn(typed("/", down=1), ("light", "480x400", 3.0)),
}
