"""What the window remembers from one run to the next: a JSON file in the data folder."""

import contextlib
import logging
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from chat_gui.client import files, legible

FILE = "settings.json"
MOST_PLAINTEXT = 100
"""Addresses to be joined without encryption that are remembered."""
MOST_MUTED, MOST_MUTED_ROOMS = 200, 2_000
"""Servers with muted rooms that are remembered, and rooms of each."""
MOST_RECENT_EMOJI = 32

Language = Literal["system", "en", "ru"]
SendKey = Literal["return", "ctrl-return"]
Notify = Literal["off", "mine", "all"]
"""Of what a person is told: nothing, mentions and direct messages, everything."""
MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, lt=24 * 60)]
_Words = Annotated[str, msgspec.Meta(max_length=200)]
_Room = Annotated[str, msgspec.Meta(max_length=legible.MOST_ROOM)]
_Millis = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]

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
    language: Language = "system"
    send_key: SendKey = "return"
    """Which key sends; with the other one the line is broken."""
    notify: Notify = "mine"
    show_text: bool = True
    """Whether a notice shows what was said in direct conversations and private rooms."""
    muted_mentions: bool = True
    """Whether a mention in a muted room is told all the same."""
    sound: bool = False
    quiet: tuple[MinuteOfDay, MinuteOfDay] | None = None
    """From when until when no notice is shown, in minutes of the day here; it may span midnight."""
    local_days: Annotated[int, msgspec.Meta(ge=0, le=3_650)] = 30
    """Days that the local copy of what was said is kept; 0 keeps none."""
    local_mb: Annotated[int, msgspec.Meta(ge=10, le=10_000)] = 200
    """Megabytes that the local copy takes at most."""
    muted: Annotated[
        dict[_Words, Annotated[dict[_Room, _Millis], msgspec.Meta(max_length=MOST_MUTED_ROOMS)]],
        msgspec.Meta(max_length=MOST_MUTED),
    ] = {}
    """A server's id -> a room of it -> the Unix milliseconds until which it is muted."""
    folded: tuple[Literal["rooms", "direct", "people"], ...] = ()
    """The sections of the sidebar that are folded."""
    recent_emoji: Annotated[tuple[_Words, ...], msgspec.Meta(max_length=MOST_RECENT_EMOJI)] = ()
    """The emoji that the person took last, the latest first."""
    skin_tone: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    """The skin tone of hands and people among the emoji: 0 for none, 1 light to 5 dark."""


def data_folder() -> Path:
    """Where the platform keeps a program's data."""
    return Path(platformdirs.user_data_dir("parlor", appauthor=False))


def load(folder: Path) -> Settings:
    """The settings in `folder`; defaults where there are none.

    A broken value is its default and nothing else is lost. A file that is none is set aside.
    """
    path = folder / FILE
    try:
        data = files.read(path)
        return Settings() if data is None else _read(data)
    except OSError as error:
        _log.warning("the settings %s can't be read: %s", path, error)
        return Settings()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _log.warning("the settings %s are broken: %s", path, error)
    with contextlib.suppress(OSError):
        files.set_aside(path)
    return Settings()


def latest(folder: Path, otherwise: Settings) -> Settings:
    """What `folder` has by now; `otherwise` where nothing can be read."""
    try:
        data = files.read(folder / FILE)
        return otherwise if data is None else _read(data)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return otherwise


def change(folder: Path, otherwise: Settings, **changes: Any) -> None:
    """Give fields other values in `folder`; the others stay as another window has left them.

    `otherwise` are the settings where none can be read there.
    """
    try:
        with files.alone(folder / FILE):
            save(folder, msgspec.structs.replace(latest(folder, otherwise), **changes))
    except OSError as error:
        _log.warning("the settings can't be kept in %s: %s", folder, error)


def _read(data: bytes) -> Settings:
    """Raises what msgspec raises where these bytes are no JSON object."""
    raw = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    good: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if field.encode_name not in raw:
            continue
        try:
            good[field.name] = msgspec.json.decode(raw[field.encode_name], type=field.type)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("the setting %s is broken: %s", field.encode_name, error)
    return Settings(**good)


def save(folder: Path, settings: Settings) -> None:
    """Replace the settings in `folder`, whole or, if the disk refuses, not at all."""
    try:
        files.replace(folder / FILE, msgspec.json.format(msgspec.json.encode(settings)))
    except (OSError, UnicodeEncodeError) as error:
        _log.warning("the settings can't be kept in %s: %s", folder, error)
