"""Draw the window in all its states: `python -m tools.screenshots FOLDER [STATE …]`,
in another language by `--language ru` or `pseudo`, larger by `--zoom 200`.

The window is the real one; only the connection is made up, so that every state can be had. Where
there is no display it opens a virtual one.
"""

import argparse
import os
import sys
import tkinter
from pathlib import Path

from chat_gui import i18n, theme
from tests.conftest import virtual_display
from tools.chat_states import CHAT_STATES
from tools.composer_states import COMPOSER_STATES
from tools.copy_states import COPY_STATES
from tools.doctor_states import DOCTOR_STATES
from tools.door_states import DOOR_STATES
from tools.lan_states import LAN_STATES
from tools.markup_states import MARKUP_STATES
from tools.message_states import MESSAGE_STATES
from tools.rights_states import RIGHTS_STATES
from tools.room_states import ROOM_STATES
from tools.scene import Draw
from tools.search_states import SEARCH_STATES
from tools.settings_states import SETTINGS_STATES

STATES: dict[str, Draw] = {
    **DOOR_STATES,
    **COPY_STATES,
    **DOCTOR_STATES,
    **COMPOSER_STATES,
    **LAN_STATES,
    **MARKUP_STATES,
    **MESSAGE_STATES,
    **RIGHTS_STATES,
    **ROOM_STATES,
    **SETTINGS_STATES,
    **SEARCH_STATES,
    **CHAT_STATES,
}


def draw(folder: Path, states: list[str]) -> None:
    """Write the pictures of these states."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in states:
        STATES[name](folder / f"{name}.png")
        print(folder / f"{name}.png")


def enlarge(percent: int) -> None:
    """Draw everything larger than its state says."""
    plain = theme.Theme.__init__

    def larger(
        self: theme.Theme, root: tkinter.Tk, mode: theme.Mode = "system", zoom: float = 1.0
    ) -> None:
        plain(self, root, mode, zoom * percent / 100)

    theme.Theme.__init__ = larger  # type: ignore[method-assign]


def main() -> int:
    """Draw every state, or those named after the folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*", metavar="STATE")
    parser.add_argument("--language", choices=["en", "ru", "pseudo"], default="en")
    parser.add_argument("--zoom", type=int, default=100, metavar="PERCENT")
    chosen = parser.parse_intermixed_args()
    i18n.use(chosen.language)
    enlarge(chosen.zoom)
    states = chosen.states or list(STATES)
    if "DISPLAY" in os.environ:
        draw(chosen.folder, states)
        return 0
    with virtual_display() as name:
        os.environ["DISPLAY"] = name
        draw(chosen.folder, states)
    return 0


if __name__ == "__main__":
    sys.exit(main())
