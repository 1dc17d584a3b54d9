"""Opens an address on the web or of a mailbox in the person's own program."""

import shutil
import subprocess
import sys
import webbrowser
from threading import Thread

from chat_gui import outside
from chat_gui.model.links import SCHEMES

_OPENER = "xdg-open"
"""How Linux desktops open an address."""


def open_address(address: str) -> bool:
    """Open it, if it may be; a browser takes its time to start, and Tk does not wait for it."""
    if not address.lower().startswith(SCHEMES):
        return False
    Thread(target=_open, args=(address,), daemon=True).start()
    return True


def _open(address: str) -> None:
    packaged = sys.platform == "linux" and getattr(sys, "frozen", False)
    opener = shutil.which(_OPENER) if packaged else None
    if opener is None:
        webbrowser.open(address)
        return
    # `webbrowser` would hand on the package's libraries, with which few browsers start.
    silent = subprocess.DEVNULL
    subprocess.run(
        [opener, address],
        env=outside.environment(),
        check=False,
        stdin=silent,
        stdout=silent,
        stderr=silent,
    )
