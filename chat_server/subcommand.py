"""One of `parlor-server`'s commands, as the command line knows it."""

from typing import Any, NamedTuple


class Command(NamedTuple):
    """A task by its name on the command line: what --help says of it, and what it is told."""

    task: type[Any]
    short: str
    long: str
    arguments: dict[str, dict[str, Any]]
