"""A server that speaks the classic dialects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialects.serving import serving
from tests.support import ServerProcess


@pytest.fixture
def classic(tmp_path: Path) -> Iterator[ServerProcess]:
    """A running server with an empty data folder."""
    with serving(tmp_path / "data") as server:
        yield server


@pytest.fixture
def unlimited(tmp_path: Path) -> Iterator[ServerProcess]:
    """The same without limits on speed."""
    with serving(tmp_path / "data", "", "--no-limits") as server:
        yield server
