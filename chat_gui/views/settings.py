"""The settings: a panel over the window. What is chosen holds at once and is kept.

The look and the size of text go to the theme, everything else to the preferences; both tell the
panel, which shows what holds, whoever changed it.
"""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any

from chat_gui import theme
from chat_gui.client.settings import Settings
from chat_gui.i18n import _, ngettext, number
from chat_gui.preferences import Preferences
from chat_gui.views.card import Card
from chat_gui.views.line import Ink
from chat_gui.views.setting_rows import Choice, Steps, Tick, Time
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import line_up

NIGHT = (22 * 60, 7 * 60)
"""The quiet hours that are offered first."""
LOCAL_DAYS = (0, 7, 30, 90, 365)
LOCAL_MB = (50, 200, 1_000)


class SettingsPanel(Card):
    """Made when asked for, destroyed when closed."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        preferences: Preferences,
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.SETTINGS_WIDTH, theme.L)
        self.preferences, self._change = preferences, preferences.change
        self._heading(on_close)
        self._look_part()
        self._notices_part()
        self._quiet_part()
        self._writing_part()
        self._copy_part()
        self.first = self.language.button
        preferences.follow(self._show)
        self.bind("<Destroy>", self._gone, add=True)
        self._show(preferences.now)
        self.restyle()

    def _gone(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self:
            self.preferences.forget(self._show)

    # What there is to set

    def _heading(self, on_close: Callable[[], None]) -> None:
        row = ttk.Frame(self, style="Inside.TFrame")
        row.columnconfigure(0, weight=1)
        self._title = ttk.Label(row, text=_("Settings"), style="HelpTitle.TLabel")
        self.close = push_button(row, "Raised.TButton", on_close, text=_("Close"))
        self.put(row, theme.S)

    def _part(self, name: str) -> None:
        """The heading of what belongs together."""
        rule = ttk.Frame(self, style="Line.TFrame", height=1)
        self.put(rule, theme.M)
        self.sentence(name, "SettingPart", theme.S)

    def _tick(self, name: str, field: str) -> Tick:
        tick = Tick(self, name, lambda on: self._change(**{field: on}))
        self.put(tick, theme.S)
        return tick

    def _choice(self, name: str, field: str, choices: Sequence[tuple[str, Any]]) -> Choice[Any]:
        choice: Choice[Any] = Choice(
            self, self.ink, name, choices, lambda value: self._change(**{field: value})
        )
        self.put(choice, theme.S)
        return choice

    def _look_part(self) -> None:
        look = self.ink.look
        self._part(_("Language and look"))
        self.language = self._choice(
            _("Language"),
            "language",
            ((_("Like the system"), "system"), ("English", "en"), ("Русский", "ru")),
        )
        modes: tuple[tuple[str, theme.Mode], ...] = (
            (_("Like the system"), "system"),
            (_("Light"), "light"),
            (_("Dark"), "dark"),
        )
        self.mode: Choice[Any] = Choice(self, self.ink, _("Colours"), modes, look.switch)
        self.put(self.mode, theme.S)
        self.text_size = Steps(self, self.ink, _("Size of text"), look.zoom_by)
        self.put(self.text_size)

    def _notices_part(self) -> None:
        self._part(_("Notifications"))
        self.notify = self._choice(
            _("Notify me of"),
            "notify",
            (
                (_("Nothing"), "off"),
                # Translators: messages that mention the person, and direct ones
                (_("What is meant for me"), "mine"),
                (_("Every message"), "all"),
            ),
        )
        self.show_text = self._tick(_("Show what was said in private"), "show_text")
        self.muted_mentions = self._tick(
            _("Also when I am mentioned in a muted room"), "muted_mentions"
        )
        self.sound = self._tick(_("Play a sound"), "sound")

    def _quiet_part(self) -> None:
        self.hours = Tick(self, _("Quiet hours"), self._be_quiet)
        self.put(self.hours, theme.S)
        self.start = Time(self, self.ink, _("Quiet from"), lambda at: self._set_hour(0, at))
        self.end = Time(self, self.ink, _("Quiet until"), lambda at: self._set_hour(1, at))
        self.put(self.start, theme.XS)
        self.put(self.end)

    def _writing_part(self) -> None:
        self._part(_("Writing"))
        self.send_key = self._choice(
            _("Send with"),
            "send_key",
            ((_("Return"), "return"), (_("Ctrl+Return"), "ctrl-return")),
        )

    def _copy_part(self) -> None:
        self._part(_("On this computer"))
        self.local_days = self._choice(
            _("Keep a copy of what was said"),
            "local_days",
            [(_days(days), days) for days in self._with(LOCAL_DAYS, "local_days")],
        )
        self.local_mb = self._choice(
            _("That takes at most"),
            "local_mb",
            [
                (_("{count} MB").format(count=number(size)), size)
                for size in self._with(LOCAL_MB, "local_mb")
            ],
        )
        self.sentence(
            _("Rooms open at once with it, also without the server, which keeps its own log."),
            "CardText",
            0,
        )

    def _with(self, values: tuple[int, ...], field: str) -> list[int]:
        """The values that are offered, and the one that holds."""
        return sorted({*values, getattr(self.preferences.now, field)})

    # Setting

    def _be_quiet(self, on: bool) -> None:
        self._change(quiet=(self.start.minute, self.end.minute) if on else None)

    def _set_hour(self, which: int, minute: int) -> None:
        hours = [self.start.minute, self.end.minute]
        hours[which] = minute
        self._change(quiet=(hours[0], hours[1]))

    def _show(self, _before: Settings) -> None:
        """Show what holds."""
        now = self.preferences.now
        for field in ("language", "notify", "send_key", "local_days", "local_mb"):
            getattr(self, field).show(getattr(now, field))
        for field in ("show_text", "muted_mentions", "sound"):
            getattr(self, field).show(getattr(now, field))
        self.hours.show(now.quiet is not None)
        start, end = now.quiet or (self.start.minute, self.end.minute)
        if now.quiet is None and start == end:
            start, end = NIGHT
        for time, minute in ((self.start, start), (self.end, end)):
            if time.minute != minute or not time.entry.get():
                time.show(minute)
            (time.grid_remove if now.quiet is None else time.grid)()
        self._wrap()
        self.space()

    # The look

    def _wrap(self) -> None:
        super()._wrap()
        line_up((self._title, self.close), self.inner_width)

    def restyle(self) -> None:
        """Take over the theme."""
        look = self.ink.look
        self.mode.show(look.mode)
        percent = round(look.zoom * 100)
        self.text_size.show(
            # Translators: the size of text in percent
            _("{count} %").format(count=percent),
            least=look.zoom <= theme.ZOOM_STEPS[0],
            most=look.zoom >= theme.ZOOM_STEPS[-1],
        )
        super().restyle()


def _days(days: int) -> str:
    """For how long the copy is kept."""
    if not days:
        return _("Not at all")
    if days == LOCAL_DAYS[-1]:
        return _("A year")
    return ngettext("{count} day", "{count} days", days).format(count=number(days))
