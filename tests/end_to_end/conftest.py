"""What is packaged once for all tests that start it."""

import os
from pathlib import Path

import pytest

from tests.end_to_end.packaged import build


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built here, unless PARLOR_DIST names a folder that was built from this very tree."""
    if given := os.environ.get("PARLOR_DIST"):
        return Path(given).resolve()
    return build(tmp_path_factory.mktemp("package"))
