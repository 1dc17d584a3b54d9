"""Pins: which certificate is trusted at which address, shared by all windows on a data folder.

A JSON file that is read anew for every connection, since another window may have learned more. What
the disk refuses is kept in memory, for as long as the window is open.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from chat_gui.client import files
from chat_gui.i18n import N_
from chat_gui.worded import Sentence

FILE = "pins.json"
MOST_PINS = 1_000
"""Addresses that are remembered; the one pinned first goes first."""

_DAMAGED = N_(
    "Which servers you trust could not be read and was set aside as {name}; you will be asked anew."
)
_UNKEPT = N_(
    "Which servers you trust can't be kept on this computer's disk; you will be asked anew."
)

_Fingerprint = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_log = logging.getLogger(__name__)


class _File(msgspec.Struct, frozen=True):
    pins: dict[str, _Fingerprint] = {}


class Pins:
    """The file of one data folder. Any thread may use its own."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._unkept: dict[str, str] = {}
        self._troubles: list[str] = []

    def read(self) -> Mapping[str, str]:
        """Address -> the fingerprint of the certificate that is trusted there."""
        try:
            return self._kept() | self._unkept
        except OSError as error:
            _log.warning("the pins %s can't be read: %s", self._path, error)
            return self._unkept

    def pin(self, address: str, fingerprint: str) -> None:
        """Trust this certificate at this address from now on, instead of the one before."""
        self._unkept[address] = fingerprint
        try:
            with files.alone(self._path):
                self._write(self._kept())
        except OSError as error:
            _log.warning("the pins can't be written to %s: %s", self._path, error)
            self._troubles.append(Sentence(_UNKEPT))
        else:
            self._unkept.clear()

    def troubles(self) -> list[str]:
        """Sentences for the person about what is not as it should be; each is given once."""
        told, self._troubles = self._troubles, []
        return told

    def _kept(self) -> dict[str, str]:
        """What the file holds; a damaged one is set aside.

        Raises `OSError`: what can't be read now is not to be written over.
        """
        data = files.read(self._path)
        try:
            return {} if data is None else msgspec.json.decode(data, type=_File).pins
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("the pins %s are damaged: %s", self._path, error)
        try:
            self._troubles.append(Sentence(_DAMAGED, name=str(files.set_aside(self._path))))
        except OSError as error:
            _log.warning("the damaged pins %s stay: %s", self._path, error)
        return {}

    def _write(self, kept: dict[str, str]) -> None:
        """Put what is not kept yet behind the rest."""
        others = {address: one for address, one in kept.items() if address not in self._unkept}
        newest = [*others.items(), *self._unkept.items()][-MOST_PINS:]
        files.replace(self._path, msgspec.json.format(msgspec.json.encode(_File(dict(newest)))))
