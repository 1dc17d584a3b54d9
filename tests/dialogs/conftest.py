"""Fixtures for the dialogs' tests."""

from collections.abc import Iterator

import pytest

from tests.dialogs.asked import Asked


@pytest.fixture
def asked(display: str) -> Iterator[Asked]:  # noqa: ARG001
    """A first dialog that is not shown yet."""
    made = Asked()
    yield made
    made.root.destroy()
