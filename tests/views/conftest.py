"""Fixtures for the views' tests."""

from collections.abc import Iterator

import pytest

from tests.views.stage import BOB, Stage


@pytest.fixture
def stage(display: str) -> Iterator[Stage]:  # noqa: ARG001
    """A window of 900 × 620 that has the keyboard."""
    made = Stage()
    yield made
    made.close()


@pytest.fixture
def entered(stage: Stage) -> Stage:
    """The same, with Ada in the lobby, and Bob."""
    stage.enter(BOB)
    return stage
