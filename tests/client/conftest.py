"""Fixtures for the client's tests."""

from collections.abc import Iterator

import pytest

from tests.client.harness import Harness


@pytest.fixture(autouse=True)
def no_open_outbox() -> Iterator[None]:
    """Close the outboxes of a test's harnesses on the thread that made them."""
    yield
    while Harness.outboxes:
        Harness.outboxes.pop().close()
