"""Fixtures for the model's tests."""

import pytest

from chat_gui.model.chat import ChatModel
from tests.model.builders import NOW, state, summary, welcome


@pytest.fixture
def model() -> ChatModel:
    """Ada's window, on the lobby, looked at."""
    chat = ChatModel("Ada")
    chat.look(focused=True, at_end=True)
    chat.apply([welcome(summary("lobby")), state()], NOW)
    return chat
