"""What belongs to the composer of one window: drafts, completion, the emoji picker, long texts."""

from collections.abc import Callable

from chat_gui.model.chat import ChatModel
from chat_gui.preferences import Preferences
from chat_gui.views.completing import Completing
from chat_gui.views.composer import Composer
from chat_gui.views.drafting import Drafting
from chat_gui.views.emoji_habits import Habits
from chat_gui.views.emoji_picker import EmojiPicking, Place
from chat_gui.views.line import Ink
from chat_gui.views.long_strip import LongStrip


class Composing:
    """Made once, with the composer."""

    def __init__(
        self, composer: Composer, ink: Ink, model: ChatModel, preferences: Preferences
    ) -> None:
        self._composer = composer
        self.drafting = Drafting(model, composer)
        self.habits = Habits(preferences)
        self.completing = Completing(composer, ink, model, self.habits)
        self.picking = EmojiPicking(composer.over, ink, self.habits)
        self.long = LongStrip(composer, ink)
        composer.on_pick = self.pick_for_text
        self._preferences = preferences
        preferences.follow(self._set)
        composer.bind("<Destroy>", lambda _event: preferences.forget(self._set), add=True)
        self._set()

    def _set(self, _before: object = None) -> None:
        """Take over the settings."""
        self._composer.send_on(self._preferences.now.send_key)

    def pick(self, on_chosen: Callable[[str], None], at: Place) -> None:
        """Have the person take an emoji; `at` is a widget or a point of the screen."""
        self.picking.pick(on_chosen, at)

    def pick_for_text(self) -> None:
        """Have the person take an emoji into what they write."""
        text = self._composer.text

        def taken(chars: str) -> None:
            text.swap("", chars)
            text.focus_set()

        self.pick(taken, self._composer.box)
