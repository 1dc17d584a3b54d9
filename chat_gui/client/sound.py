"""Plays a short sound by what the system has for it; whoever asks never waits."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

PLAYERS = {
    "darwin": (("afplay",),),
    "linux": (("pw-play",), ("paplay",), ("aplay", "-q")),
}
"""Programs that play a file, the likeliest first."""
SECONDS = 5
"""How long one may take; a player that waits for a sound card is ended."""


def play(path: Path) -> bool:
    """Begin to play a wave file; False where nothing here plays it."""
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
        except RuntimeError:  # no sound card
            return False
        return True
    for command in PLAYERS.get(sys.platform, ()):
        program = shutil.which(command[0])
        if program is not None:
            threading.Thread(
                target=_run, args=([program, *command[1:], str(path)],), name="sound", daemon=True
            ).start()
            return True
    return False


def _run(command: list[str]) -> None:
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return  # no sound is no reason to say anything
