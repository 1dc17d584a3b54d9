"""What a person sees of the local network: servers found, and hosting, for screenshots.py."""

from chat_gui import theme
from chat_gui.dialogs import nearby
from chat_gui.dialogs.found_list import NOBODY
from chat_gui.dialogs.join import JoinDialog
from chat_gui.dialogs.keeping import KeepQuestion
from chat_gui.views.hosted_part import HostedChat
from chat_gui.views.hosting import HostingPanel
from chat_server.protocol.found import Found
from tools import spoken
from tools.door_states import Scene, dialog, hosting, window
from tools.scene import FINGERPRINT, Draw, Stage

LAB = Found("lab", "Lab 4", "0.1.0", False, FINGERPRINT, 12, ("192.168.1.20",), 7275)
FLOOR = Found("floor", "Floor 2", "0.1.0", True, "3f" * 32, 3, ("192.168.1.7",), 7275)
OPEN = Found("open", "Café Zoë 🎉", "0.1.0", False, "", 0, ("192.168.1.9",), 7300)
LONG = Found(
    *("long", "The reading room of the physics department, third floor", "2.0.0", True, "4f" * 32),
    *(1_204, ("2001:db8:17:4::c0ff:ee20", "192.168.1.44"), 49_152),
)
MANY = tuple(
    Found(f"m{i}", f"Workshop {i}", "0.1.0", i % 3 == 0, f"{i:02}" * 32, i, (f"10.0.0.{i}",), 7275)
    for i in range(1, 13)
)
PINS = {"192.168.1.20:7275": FINGERPRINT}


def found(
    *servers: Found, mode: theme.Mode = "light", zoom: float = 1, nick: str = "Ada", select: int = 0
) -> Draw:
    """The first dialog with a list of these; `select` presses the arrow down so often."""

    def act(shown: JoinDialog, scene: Scene) -> None:
        shown.list_them(True)
        shown.found.show(nearby.listed(servers, PINS))
        shown.found.canvas.focus_force()
        for _ in range(select):
            shown.found.move(1)
        scene.stage.settle()

    return dialog(mode, act, nick, zoom)


def nobody(shown: JoinDialog, _scene: Scene) -> None:
    """Nothing was found."""
    shown.list_them(True)
    shown.found.give_up(spoken.spoken(NOBODY))


def plain(shown: JoinDialog, scene: Scene) -> None:
    """The one that was found does not encrypt."""
    shown.list_them(True)
    shown.found.show(nearby.listed([OPEN], {}))
    shown.join()
    scene.stage.settle()


def refused(shown: JoinDialog, _scene: Scene) -> None:
    """The one that was picked does not answer."""
    shown.list_them(True)
    shown.found.show(nearby.listed([LAB, FLOOR], PINS))
    shown.found.move(1)
    shown.busy("Connecting to 192.168.1.20:7275…")
    shown.refuse_address(
        spoken.spoken("No answer comes from 192.168.1.20:7275; is that computer on?")
    )


def kept(shown: JoinDialog, _scene: Scene) -> None:
    """One's own chat was left running."""
    shown.list_them(True)
    shown.offer_kept(lambda: "")
    shown.found.show(nearby.listed([LAB, FLOOR], PINS))


def leaving(
    others: int, mode: theme.Mode = "light", size: str = "900x620", zoom: float = 1
) -> Draw:
    """The window is closed while it hosts."""

    def act(stage: Stage) -> None:
        hosting(stage)
        ask = stage.prompt
        ask.ask(
            lambda over: KeepQuestion(over, stage.ink, others, bool, lambda: None, ask.answered)
        )

    return window(act, mode, size, zoom)


def bringing(
    mode: theme.Mode = "light",
    size: str = "900x620",
    zoom: float = 1,
    *,
    invited: bool = False,
    addresses: int = 2,
) -> Draw:
    """The panel that brings others in."""
    several = [
        "192.168.1.20:7275",
        "10.0.0.7:7275",
        "[fd00::20]:7275",
        "[2001:db8:17:4::c0ff:ee20]:7275",
    ]
    link = f"parlor://192.168.1.20:7275#fingerprint={FINGERPRINT}"

    def act(stage: Stage) -> None:
        stage.window.inviting.link = lambda: link
        stage.window.hosts(HostedChat(lambda: several[:addresses], lambda: invited, bool))
        assert stage.window.hosted is not None
        stage.window.hosted.open()
        panel = stage.window.panels.shown
        if invited and isinstance(panel, HostingPanel):
            panel.invited("7KQX-3M9P-ABCD-EFGH")
        stage.settle()

    return window(act, mode, size, zoom)


LAN_STATES: dict[str, Draw] = {
    "found-looking": dialog("light", lambda one, _: one.list_them(True)),
    "found-none": dialog("light", nobody),
    "found-none-dark": dialog("dark", nobody),
    "found-none-300": dialog("light", nobody, zoom=3),
    "found-one": found(LAB),
    "found-light": found(LAB, FLOOR, select=1),
    "found-dark": found(LAB, FLOOR, mode="dark", select=1),
    "found-three": found(FLOOR, LONG, OPEN, select=2),
    "found-three-dark": found(FLOOR, LONG, OPEN, mode="dark", select=3),
    "found-twelve": found(*MANY, select=8),
    "found-twelve-200": found(*MANY, mode="dark", zoom=2, select=8),
    "found-300": found(LAB, LONG, zoom=3, select=1),
    "found-plain": dialog("light", plain),
    "found-plain-dark": dialog("dark", plain),
    "kept-light": dialog("light", kept),
    "kept-dark": dialog("dark", kept),
    "kept-200": dialog("dark", kept, zoom=2),
    "leaving-light": leaving(3),
    "leaving-dark": leaving(1, "dark"),
    "leaving-480": leaving(0, "light", "480x400"),
    "leaving-200": leaving(3, "dark", "1300x900", 2),
    "bringing-light": bringing(),
    "bringing-dark": bringing("dark", invited=True),
    "bringing-four": bringing(addresses=4, invited=True),
    "bringing-480": bringing(size="480x400"),
    "bringing-660": bringing("dark", size="660x420", addresses=4),
    "bringing-200": bringing("dark", "1400x1000", 2, invited=True),
    "bringing-300": bringing("light", "1500x1100", 3),
    "found-refused": dialog("light", refused),
}
