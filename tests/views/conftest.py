"""Fixtures for the views' tests."""

from collections.abc import Iterator

import pytest

from tests.views.stage import Stage


@pytest.fixture
def stage(display: str) -> Iterator[Stage]:  # noqa: ARG001
    """A window of 900 × 620 that has the keyboard."""
    made = Stage()
    yield made
    made.close()
