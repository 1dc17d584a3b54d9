"""Fixtures for the views' tests."""

import pytest

from tests.views.stage import BOB, Stage


@pytest.fixture
def entered(stage: Stage) -> Stage:
    """A window with Ada in the lobby, and Bob."""
    stage.enter(BOB)
    return stage
