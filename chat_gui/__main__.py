"""Starts the window: flags -> options -> the program of app.py. Every refusal is one line."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from chat_gui.client import invite_link, settings
from chat_gui.client.invite_link import InviteLink
from chat_gui.options import Options
from chat_server import __version__
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal
from chat_server.protocol.terminal import harmless, harmless_lines

REFUSED = 2
"""The exit status for a flag, a folder or a screen that won't do."""
DOCTOR = "doctor"
"""The one word that is no invite link."""

_NO_TKINTER = (
    "Parlor needs Tk, which this Python lacks. Install it: python3-tk on Debian and Ubuntu, "
    "python3-tkinter on Fedora, tk on Arch, python-tk with Homebrew."
)
_NO_DISPLAY = "Parlor needs a screen to open its window on; the server alone is parlor-server."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say one line, not the usage as well."""
        self.exit(REFUSED, f"parlor: {harmless(message)} (parlor --help tells the flags)\n")


class _HarmlessFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The record, traceback and all, with nothing that could act on a terminal."""
        return harmless_lines(super().format(record))


def _place(text: str) -> InviteLink:
    try:
        return invite_link.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _nick(text: str) -> str:
    try:
        return names.nickname(text)
    except Refusal as refusal:
        raise argparse.ArgumentTypeError(refusal.text) from None


def _folder(text: str) -> Path:
    folder = Path(text).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise argparse.ArgumentTypeError(f"the folder {text} can't be used: {reason}") from None
    return folder


def options(argv: Sequence[str] | None) -> Options:
    """Read the flags; `SystemExit` with status 2 and one line where they are wrong."""
    parser = _Parser(
        prog="parlor",
        description="Chat with the people on this network.",
        epilog="parlor doctor [HOST] finds out why nobody appears: parlor doctor --help.",
        allow_abbrev=False,
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "link", metavar="LINK", type=_place, nargs="?", help="join the chat of this invite link"
    )
    where.add_argument(
        "--connect",
        metavar="HOST:PORT",
        type=_place,
        help="join the chat at this address, or of this invite link",
    )
    where.add_argument(
        "--host-here", action="store_true", help="host a chat on this computer and join it"
    )
    parser.add_argument("--nick", metavar="NAME", type=_nick, help="be called this")
    parser.add_argument(
        "--plaintext", action="store_true", help="don't encrypt: anyone on the network can listen"
    )
    parser.add_argument(
        "--data", metavar="DIR", type=_folder, help="keep settings and unsent messages there"
    )
    parser.add_argument("--version", action="version", version=f"parlor {__version__}")
    parsed = parser.parse_args(argv)
    return Options(
        connect=parsed.connect or parsed.link,
        nick=parsed.nick or "",
        host_here=parsed.host_here,
        data=parsed.data or settings.data_folder(),
        plaintext=parsed.plaintext,
    )


def _doctor(argv: Sequence[str], *, terminal: bool) -> int | Options:
    """`parlor doctor …`: find out why nobody appears; needs no screen where there is a terminal.

    Without one, the window shows it.
    """
    from chat_gui.client.doctor import command  # nobody else waits for what it needs

    parser = _Parser(
        prog="parlor doctor", description="Find out why nobody appears.", allow_abbrev=False
    )
    command.add_arguments(parser)
    asked = parser.parse_args(argv)
    if terminal:
        return command.run(asked)
    data = asked.data or settings.data_folder()
    return Options(asked.place, "", False, data, asked.plaintext, doctor=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; gives the exit status."""
    terminal = sys.stdout is not None
    _have_streams()
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        doctor = arguments[:1] == [DOCTOR]
        chosen = _doctor(arguments[1:], terminal=terminal) if doctor else options(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    if isinstance(chosen, int):
        return chosen
    _log_to_stderr()
    try:
        import tkinter
    except ImportError:
        return _refuse(_NO_TKINTER)
    from chat_gui import app
    from chat_gui.root import open_root

    try:
        root = open_root()
    except tkinter.TclError:
        return _refuse(_NO_DISPLAY)
    return app.App(root, chosen).run()


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_HarmlessFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _have_streams() -> None:
    """A windowed executable on Windows has no streams; what is written goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def _refuse(line: str) -> int:
    print(f"parlor: {line}", file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
