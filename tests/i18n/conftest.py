"""Fixtures for the tests of languages."""

from collections.abc import Iterator

import pytest

from chat_gui import i18n


@pytest.fixture(autouse=True)
def english_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The other tests read English, whatever a test here has chosen."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_TIME", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    i18n.use("en")
