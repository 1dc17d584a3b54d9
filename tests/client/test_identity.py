"""The key in the data folder: made once, shared by all windows, never lost without a word."""

import stat
import sys
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from chat_gui.client import files
from chat_gui.client.identity import FILE, load
from chat_server.protocol.proof import public_key

ANOTHER_KIND = generate_private_key(SECP256R1()).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
LOCKED = Ed25519PrivateKey.generate().private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
)


def test_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first, again = load(folder), load(folder)
    assert first.trouble is None
    assert again.trouble is None
    assert public_key(first.key) == public_key(again.key)
    assert sorted(file.name for file in folder.iterdir()) == ["identity.lock", FILE]
    assert public_key(load(tmp_path / "other").key) != public_key(first.key)


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    load(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_windows_that_start_at_once_agree(tmp_path: Path) -> None:
    keys: list[str] = []
    ready = threading.Barrier(8)

    def start() -> None:
        ready.wait()
        keys.append(public_key(load(tmp_path).key))

    windows = [threading.Thread(target=start) for _ in range(8)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"\xff" * 50, ANOTHER_KIND, LOCKED])
def test_a_damaged_key_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    made = load(tmp_path)
    assert made.trouble is not None
    assert f"{FILE}.damaged" in made.trouble
    assert (tmp_path / f"{FILE}.damaged").read_bytes() == content
    again = load(tmp_path)
    assert again.trouble is None
    assert public_key(again.key) == public_key(made.key)


def test_a_folder_that_can_not_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    made = load(tmp_path / "file" / "data")
    assert made.trouble is not None
    assert made.trouble.startswith("Your key can't be kept")


def test_a_disk_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "replace", full)
    assert load(tmp_path).trouble is not None


def test_a_disk_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load(tmp_path)

    def refused(*_: object, **_more: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("chat_gui.client.files.FileLock.acquire", refused)
    again = load(tmp_path)
    assert again.trouble is None
    assert public_key(again.key) == public_key(kept.key)


def test_a_key_that_another_window_holds_for_long_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = load(tmp_path)
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.01)
    with files.alone(tmp_path / FILE):
        again = load(tmp_path)
    assert again.trouble is None
    assert public_key(again.key) == public_key(kept.key)
