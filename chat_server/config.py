"""The server's settings: flags first, then the configuration file, then defaults."""

import re
import socket
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from chat_server.dialects.known import CLASSIC, DIALECTS
from chat_server.door import Capacity
from chat_server.protocol import found, names, proof
from chat_server.protocol.errors import Refusal
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import PORT, Limits
from chat_server.quotas import UNLIMITED, Quotas
from chat_server.records import Retention

EVERYWHERE = "0.0.0.0"
FILE = "parlor.toml"
KEEP = "keep-"
"""What the flags about `retention` begin with."""
_HOMELESS = "There is no home folder for {}; give whole paths, the data's with --data."


class ConfigError(Exception):
    """The server can't start as it was told: one sentence with what to do."""


def foreign_port(text: str) -> tuple[str, int]:
    """A dialect and its port, of `DIALECT=PORT`. Raises `ConfigError`."""
    name, _, port = text.strip().partition("=")
    if name not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise ConfigError(f"There is no dialect {name[:20]!r} to listen for; there are {known}.")
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
        raise ConfigError(f"A dialect needs a port from 0 to 65535, such as {name}=9090.")
    return name, int(port)


def _default_folder() -> str:
    """The platform's folder for data; one in no home where the system knows of none."""
    try:
        return platformdirs.user_data_dir("parlor-server", appauthor=False)
    except RuntimeError:  # a service's user, a container's
        return "~/parlor-server"


class Config(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True
):
    """The server's settings, under the same names in the file as on the command line."""

    host: str = EVERYWHERE
    port: int = PORT
    data: str = _default_folder()
    name: str = ""
    owner: str = ""
    plaintext: bool = False
    cert: str = ""
    key: str = ""
    no_discovery: bool = False
    listen: list[str] = msgspec.field(default_factory=list)
    classic: bool = False
    no_limits: bool = False
    invite: bool = False
    until_eof: bool = False
    metrics: int | None = None
    verbose: bool = False
    limits: Limits = Limits()
    capacity: Capacity = Capacity()
    quotas: Quotas = Quotas()
    retention: Retention = Retention()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data).expanduser()

    @property
    def foreign_ports(self) -> list[tuple[str, int]]:
        """The dialects that are spoken on ports of their own. Raises `ConfigError`."""
        chosen = [*(CLASSIC if self.classic else ()), *self.listen]
        return list(dict.fromkeys(map(foreign_port, chosen)))

    @property
    def certificate(self) -> tuple[Path, Path] | None:
        """The user's own certificate and its key, if there is one."""
        return (Path(self.cert).expanduser(), Path(self.key).expanduser()) if self.cert else None


def configured(flags: Mapping[str, object], chosen: str | None) -> Config:
    """The configuration that flags, by their names, and the file `chosen` come to.

    None is the file in the data folder, if it is there. Raises `ConfigError`.
    """
    named = Path(chosen or Path(str(flags.get("data", Config().data))) / FILE)
    try:
        file = named.expanduser()
    except RuntimeError:
        raise ConfigError(_HOMELESS.format(named.parts[0])) from None
    settings = _file(file, wanted=chosen is not None)
    settings |= {flag.replace("_", "-"): value for flag, value in flags.items()}
    retention = settings.setdefault("retention", {})
    if isinstance(retention, dict):  # if it is none, the next step says so
        for name in [name for name in settings if name.startswith(KEEP)]:
            retention[name.removeprefix(KEEP)] = settings.pop(name)
    if isinstance(settings.get("listen"), str):
        settings["listen"] = [settings["listen"]]
    try:
        config = msgspec.convert(settings, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"The configuration is not right: {error}.") from None
    return _checked(config)


def _checked(config: Config) -> Config:
    for path in (config.data, config.cert, config.key):
        try:
            Path(path).expanduser()
        except RuntimeError:
            raise ConfigError(_HOMELESS.format(Path(path).parts[0])) from None
    if bool(config.cert) != bool(config.key):
        raise ConfigError("A certificate needs its key: give both, --cert and --key.")
    ports = Counter([config.port, config.metrics or 0])
    ports.update(port for _, port in config.foreign_ports)
    for port, times in ports.items():
        if not 0 <= port <= 65_535:
            raise ConfigError(f"The port {port} is not between 0 and 65535.")
        if port and times > 1:
            raise ConfigError(f"Port {port} is given twice; whatever listens needs its own.")
    name = config.name.strip() or socket.gethostname()
    if not found.is_name(name):
        most = found.MOST_NAME
        raise ConfigError(f"The name has at most {most} characters, none of them invisible.")
    if config.owner and proof.key_bytes(config.owner) is None:
        raise ConfigError("The owner is named by their public key: 32 bytes in base64.")
    return msgspec.structs.replace(
        _bounded(config),
        name=name,
        retention=_named(config.retention),
    )


def _bounded(config: Config) -> Config:
    """The same with limits that make sense, or with none on speed and numbers if it asks so."""
    limits, capacity, quotas = config.limits, config.capacity, config.quotas
    for section in (limits, capacity, quotas):
        for name, value in msgspec.structs.asdict(section).items():
            least = 0 if name in _MAY_BE_NONE or name.endswith("rate") else 1
            if not least <= value <= MAX_INTEGER:
                raise ConfigError(f"The limit `{name}` is {value}; it has to be at least {least}.")
    if limits.ping >= limits.dead:
        raise ConfigError("`ping` has to be less than `dead`.")
    if config.no_limits:
        limits = msgspec.structs.replace(limits, rate=0, join_rate=0)
        capacity = msgspec.structs.replace(capacity, per_address=0, arrival_rate=0)
        quotas = UNLIMITED
    return msgspec.structs.replace(config, limits=limits, capacity=capacity, quotas=quotas)


_MAY_BE_NONE = {"per_address"}


def _named(retention: Retention) -> Retention:
    """The same under the names that the rooms have."""
    try:
        rooms = {names.any_room_name(room): keep for room, keep in retention.rooms.items()}
    except Refusal as refusal:
        raise ConfigError(f"In the rooms of `retention`: {refusal.text}") from None
    return msgspec.structs.replace(retention, rooms=rooms)


def _file(path: Path, wanted: bool) -> dict[str, object]:
    """What the file says; nothing if there is none and nobody named it."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        if not wanted:
            return {}
        raise ConfigError(f"The configuration {path} can't be read: {error.strerror}.") from None
    except OSError as error:
        shown = str(path)[:200]
        raise ConfigError(f"The configuration {shown} can't be read: {error.strerror}.") from None
    except ValueError as error:  # not UTF-8, not TOML, or a path with a NUL
        raise ConfigError(f"The configuration {path} is not TOML: {error}.") from None
