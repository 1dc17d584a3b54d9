"""`parlor doctor [HOST[:PORT] | LINK]`: the examination on a terminal; needs no display."""

import argparse
from pathlib import Path

from chat_gui.client import invite_link, settings
from chat_gui.client.doctor import report
from chat_gui.client.doctor.examination import FAILED, begin
from chat_gui.client.doctor.findings import Step
from chat_gui.client.doctor.verdicts import verdict
from chat_gui.client.invite_link import InviteLink
from chat_server.protocol.terminal import harmless_lines

WRONG = 1
"""The exit status where something is wrong; 2 is for arguments that won't do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parlor doctor`."""
    parser.add_argument(
        "place",
        metavar="HOST[:PORT]",
        type=_place,
        nargs="?",
        help="why can't one join there? May be an invite link; without it: why does nobody come to"
        " the chat hosted on this computer?",
    )
    parser.add_argument("--details", action="store_true", help="tell all that was found")
    parser.add_argument("--plaintext", action="store_true", help="a chat without encryption")
    parser.add_argument(
        "--data", metavar="DIR", type=Path, help="the window's or the server's data folder"
    )


def run(chosen: argparse.Namespace) -> int:
    """Examine, print the steps as they come and the verdict; gives the exit status."""
    data: Path = chosen.data or settings.data_folder()
    steps: list[Step] = []
    try:
        for step in begin(chosen.place, data, plaintext=chosen.plaintext)():
            steps.append(step)
            shown = report.details([step]) if chosen.details else report.line(step)
            _print(shown)
        found = verdict(steps)
    except Exception as error:
        _print(f"\n{error!r}")
        found = FAILED
    _print(f"\n{report.conclusion(found)}")
    return 0 if found.fine else WRONG


def _place(text: str) -> InviteLink:
    try:
        return invite_link.read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _print(text: str) -> None:
    print(harmless_lines(text), flush=True)
