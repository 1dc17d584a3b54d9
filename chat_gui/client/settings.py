"""What the window remembers from one run to the next: a JSON file in the data folder."""

import contextlib
import logging
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from chat_gui.client import files

FILE = "settings.json"
MOST_PLAINTEXT = 100
"""Addresses to be joined without encryption that are remembered."""

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """The settings; every field has a default, fields of a newer Parlor are ignored."""

    nick: str = ""
    last_address: str = ""
    """As `str(Address)` writes it; empty before the first connection."""
    theme: Literal["system", "light", "dark"] = "system"
    geometry: Annotated[str, msgspec.Meta(pattern=r"\A(\d{1,5}x\d{1,5}([+-]-?\d{1,5}){2})?\Z")] = ""
    """The window's size and place as Tk writes it, `900x620+40+40`; empty to let Tk choose."""
    zoom: Annotated[int, msgspec.Meta(ge=50, le=300)] = 100
    """The size of text in percent."""
    host_here: bool = False
    """Whether the chat is hosted on this computer."""
    invite_only: bool = False
    """Whether newcomers need an invite there."""
    plaintext: tuple[str, ...] = ()
    """Addresses that the person joined without encryption the last time, the latest last."""


def data_folder() -> Path:
    """Where the platform keeps a program's data."""
    return Path(platformdirs.user_data_dir("parlor", appauthor=False))


def load(folder: Path) -> Settings:
    """The settings in `folder`; defaults where there are none. A broken file is set aside."""
    path = folder / FILE
    try:
        data = files.read(path)
        return Settings() if data is None else msgspec.json.decode(data, type=Settings)
    except OSError as error:
        _log.warning("the settings %s can't be read: %s", path, error)
        return Settings()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _log.warning("the settings %s are broken: %s", path, error)
    with contextlib.suppress(OSError):
        path.replace(path.with_suffix(".broken.json"))
    return Settings()


def save(folder: Path, settings: Settings) -> None:
    """Replace the settings in `folder`, whole or, if the disk refuses, not at all."""
    try:
        files.replace(folder / FILE, msgspec.json.format(msgspec.json.encode(settings)))
    except (OSError, UnicodeEncodeError) as error:
        _log.warning("the settings can't be kept in %s: %s", folder, error)
