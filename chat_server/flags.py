"""The command line: flags -> the configuration, and what to do with it."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

import msgspec

from chat_server import __version__
from chat_server.config import FILE, Config, ConfigError, configured
from chat_server.console import table
from chat_server.dialects.known import CLASSIC, DIALECTS
from chat_server.protocol.limits import PORT
from chat_server.subcommand import Command


class Serve(msgspec.Struct, frozen=True):
    """Run the server."""


class Backup(msgspec.Struct, frozen=True):
    """Copy the log to `file`."""

    file: str


class Export(msgspec.Struct, frozen=True):
    """Write what was said in a room to `file` ("-" is standard output), as jsonl or html."""

    room: str
    file: str = "-"
    format: str = ""


class Check(msgspec.Struct, frozen=True):
    """Say whether the log is sound."""


COMMANDS = {
    "backup": Command(
        Backup,
        "copy the log to a file",
        "Copy the whole log, as it is at one moment, to one new file.",
        {"file": {"metavar": "FILE", "help": "the copy; not there yet"}},
    ),
    "export": Command(
        Export,
        "write what was said in a room, as JSON Lines or as a page",
        "Write what was said in a public room, as it was sent (jsonl) or as a page to read (html).",
        {
            "room": {"metavar": "ROOM", "help": "which room"},
            "file": {
                "metavar": "FILE",
                "nargs": "?",
                "help": "not there yet; none, or -, is standard output",
            },
            "--format": {
                "choices": ("jsonl", "html"),
                "help": "default: by FILE's ending, jsonl if that tells nothing",
            },
        },
    ),
    "check": Command(
        Check,
        "see whether the log is sound",
        "Read the whole log and see whether it is sound: exit status 0, or 1 and a line per fault.",
        {},
    ),
    **table.COMMANDS,
}
"""What can be done with the log, also while a server runs on it, and on a running server."""


def read(arguments: Sequence[str] | None = None) -> tuple[Config, object]:
    """The configuration and the task of a command line. Raises `ConfigError`."""
    flags = vars(_parser().parse_args(arguments))
    task = _task(flags)
    chosen: str | None = flags.pop("config", None)
    return configured(flags, chosen), task


def _task(flags: dict[str, Any]) -> object:
    """Take what belongs to the task out of the flags."""
    command = flags.pop("command", None)
    kind: type[Any] = COMMANDS[command].task if command else Serve
    task = kind(**{name: flags.pop(name) for name in kind.__struct_fields__ if name in flags})
    strange = [name for name in flags if command and name not in {"data", "config"}]
    if strange:
        flag = f"--{strange[0].replace('_', '-')}"
        raise ConfigError(f"{flag} is for the server and says nothing to {command}; leave it out.")
    return task


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if len(message) > 200:  # an unknown command's: all there are
            message = message.partition(" (choose from ")[0]
        raise ConfigError(f"{message[:1].upper()}{message[1:200]}; see {self.prog} --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="parlor-server",
        usage="%(prog)s [flags]\n       %(prog)s COMMAND …",
        description="Serve a Parlor chat to the people on this network.",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--host", metavar="ADDRESS", help="where to listen (default: everywhere)")
    add("--port", metavar="N", type=_whole, help=f"default {PORT}; 0 takes any free one")
    _add_places(parser, "the folder of the log; one server per folder")
    add("--name", metavar="TEXT", help="what people see (default: this computer's name)")
    add("--owner", metavar="KEY", help="who has this public key (base64) looks after the chat")
    other = "speak an older chat's protocol, too, on a port of its own: " + ", ".join(DIALECTS)
    add("--listen", metavar="DIALECT=PORT", action="append", help=other)
    add("--classic", action="store_true", help=f"the same as {' '.join(CLASSIC)}")
    add("--plaintext", action="store_true", help="don't encrypt what is said")
    own = "a certificate of your own, PEM (default: one is made in DIR/tls)"
    add("--cert", metavar="FILE", help=own)
    add("--key", metavar="FILE", help="its key, PEM")
    add(
        "--no-discovery",
        action="store_true",
        help="don't announce the chat: who wants to join types its address",
    )
    keep_days = "how long messages are kept (default: for ever)"
    add("--keep-days", metavar="N", type=_number, help=keep_days)
    keep_entries = "how many entries a room keeps (default: all)"
    add("--keep-entries", metavar="N", type=_whole, help=keep_entries)
    add("--invite", action="store_true", help="newcomers need an invite to come in")
    add("--no-limits", action="store_true", help="no rate and address limits: for benchmarks")
    figures = "figures for Prometheus on this port of this computer alone; 0 takes any free one"
    add("--metrics", metavar="PORT", type=_whole, help=figures)
    add("--until-eof", action="store_true", help="stop when standard input ends")
    add("--verbose", action="store_true", help="log connections too")
    add("--version", action="version", version=f"parlor-server {__version__}")
    _add_commands(parser)
    return parser


def _add_places(parser: argparse.ArgumentParser, data: str) -> None:
    parser.add_argument("--data", metavar="DIR", help=data)
    parser.add_argument("--config", metavar="FILE", help=f"settings (default: DIR/{FILE})")


def _add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(
        dest="command",
        metavar="COMMAND",
        title="commands",
        description="The first three look after the log, also while a server runs on it; the "
        "others need a running server. parlor-server COMMAND --help tells more.",
    )
    for name, command in COMMANDS.items():
        its = commands.add_parser(
            name,
            prog=f"parlor-server {name}",
            help=command.short,
            description=command.long,
            argument_default=argparse.SUPPRESS,
            allow_abbrev=False,
        )
        for argument, settings in command.arguments.items():
            its.add_argument(argument, **settings)
        _add_places(its, "the server's data folder")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number") from None
