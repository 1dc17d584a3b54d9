"""Addresses are opened by the system's own program, with the system's own libraries."""

import sys
from pathlib import Path

import pytest

from chat_gui.views.web import open_address
from tests.support import wait_until


@pytest.mark.skipif(sys.platform != "linux", reason="others have no opener to be found")
def test_a_packaged_program_keeps_its_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    opener = tmp_path / "xdg-open"
    opener.write_text(
        f'#!/bin/sh\necho "$1 [$LD_LIBRARY_PATH]" > {told}.new\nmv {told}.new {told}\n'
    )
    opener.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/package")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert open_address("https://a.example/?q=$(x)&y")
    wait_until(told.exists, "it is opened")
    assert told.read_text() == "https://a.example/?q=$(x)&y []\n"


@pytest.mark.parametrize("address", ["react:1:👍", "file:///x", "javascript:x", "-version", ""])
def test_nothing_but_the_web_and_mail_is_opened(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert not open_address(address)
    assert open_address("MAILTO:ada@a.example")
    wait_until(lambda: opened, "it is opened")
    assert opened == ["MAILTO:ada@a.example"]
