"""The composition root: remembers, asks, connects, shows. Everything here runs on Tk's thread.

dialog --Join--> client and pump --welcome--> window
remembered nickname and address ------------> window
"""

import signal
import tkinter
from types import FrameType

from chat_gui import i18n, lookout, theme
from chat_gui.client import drafts, sentences
from chat_gui.client.hosting import Hosting
from chat_gui.client.invite_link import InviteLink
from chat_gui.client.pins import Pins
from chat_gui.client.receiver import Client
from chat_gui.client.settings import Settings
from chat_gui.connected import Connected
from chat_gui.dialogs import checks
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.join import JoinDialog
from chat_gui.dialogs.prompt import Prompt
from chat_gui.dialogs.question import Place
from chat_gui.doctor import Doctor
from chat_gui.door import Door
from chat_gui.hosted import Hosted
from chat_gui.i18n import N_, _
from chat_gui.icon import show_icon
from chat_gui.lookout import Browse, Lookout
from chat_gui.model import changes, door
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.notifier import Notifier, desktop
from chat_gui.options import Options
from chat_gui.placing import geometry, place_of
from chat_gui.preferences import Preferences
from chat_gui.views import carrying, edit_menu
from chat_gui.views.drafting import Keeper
from chat_gui.views.hosted_part import HostedChat
from chat_gui.views.line import Ink
from chat_gui.views.markup import read_ahead
from chat_gui.views.paint import Paint
from chat_gui.views.reader import Reader
from chat_gui.views.styles import Styles
from chat_gui.views.window import ChatWindow
from chat_gui.worded import worded

KEPT_STOPPED = N_("Your chat on this computer has stopped; all that was said in it is kept.")
STILL_RUNNING = N_("Your chat has been running on this computer meanwhile.")
KEPT_ELSEWHERE = N_("Your own chat still runs on this computer; “Join another chat…” leads to it.")
KEPT_STAYS = N_("Your chat on this computer does not stop; try once more.")

POLL_MS = 50
"""How often the hosted server is asked how it is while it begins."""
REST_MS = 250
"""How often afterwards; a signal ends the program no later, nor is the person told of anything."""

MOST_UNTOLD = 5
"""Troubles that wait for the window; of more, the newest."""


class App:
    """One run of the program on one root. `browse` makes what looks for servers, if not us."""

    def __init__(self, root: tkinter.Tk, options: Options, browse: Browse | None = None) -> None:
        self.root, self.options, self._browse = root, options, browse or lookout.browser
        self.preferences = Preferences(options.data)
        i18n.use(self.settings.language)
        self.look = theme.Theme(root, self.settings.theme, self.settings.zoom / 100)
        self.look.on_change(self._keep_look)
        self.preferences.follow(self._apply)
        self._reader = Reader(root)
        paint = Paint(self.look)
        Styles(self.look, paint)
        self.ink = Ink(self.look, paint)
        edit_menu.install(self.ink)
        self.connected: Connected | None = None
        self.dialog: JoinDialog | None = None
        self.window: ChatWindow | None = None
        self.prompt: Prompt | None = None
        self._lookout: Lookout | None = None
        self._door = Door(self.ink, self._place, self._client, self._declined)
        self._hosted = Hosted(self.ink, self._place, options.data, plaintext=options.plaintext)
        self._doctor = Doctor(root, self.ink, self._place, self._switch, options.data)
        self._notifier = Notifier(root, self.ink, self.preferences, desktop(), self._look_at)
        self._tried: Wish | None = None
        """Where the person wanted to go last."""
        self._nick = options.nick or self.settings.nick
        self._ended = False
        self._untold: list[changes.Refused] = []
        """Troubles that came before there was a window."""
        self._telling_how = False
        """Whether the window opens with how others come in."""
        self._telling_kept = True
        """Whether the person has yet to be reminded of a chat that was left running."""
        show_icon(root)
        root.protocol("WM_DELETE_WINDOW", self.close)

    @property
    def settings(self) -> Settings:
        """What is remembered from one run to the next, as it is now."""
        return self.preferences.now

    def run(self) -> int:
        """Show something, run until it is closed, end everything; gives the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        self._begin()
        self.root.after(POLL_MS, self._poll)
        self.root.after(POLL_MS, read_ahead)  # the window comes first
        self.root.mainloop()
        self._end()
        return 0

    def close(self) -> None:
        """The person closes the window: end the program, unless they host and stay."""
        self._hosted.leave(self._others(), self.quit)

    def quit(self) -> None:
        """End the program: the main loop returns, `run` does the rest."""
        self._ended = True
        self.root.quit()

    def _signalled(self, _number: int, _frame: FrameType | None) -> None:
        self.quit()

    def _begin(self) -> None:
        """Go straight in where it is known who and where; ask otherwise."""
        link = self.options.connect or self.preferences.last_place()
        hosts = self.options.host_here or (self.settings.host_here and self.options.connect is None)
        listing = self.options.connect is None
        if self.options.doctor:
            self._ask(link, listing=listing)
            self._doctor.examine(self.options.connect, plaintext=self.options.plaintext)
        elif self._nick and hosts:
            self._ask(link, listing=listing)
            self._host(self._nick)
        elif self._nick and link is not None:
            self._connect(checks.following(self._nick, link, self._unencrypted))
            self._open_window()
        else:
            self._ask(link, listing=listing)

    def _end(self) -> None:
        """Close everything, the window first: nobody waits for a disk or a network to see it go."""
        self._remember()
        self.root.withdraw()
        if self.dialog is not None:
            self.dialog.withdraw()
        self.root.update_idletasks()
        self._look_no_more()
        self._notifier.close()
        if self.window is not None:
            self.window.put_down()
        if self.connected is not None:
            self.connected.close()
        self._hosted.stop()
        self.root.destroy()

    # The dialog

    def _ask(self, link: InviteLink | None, *, listing: bool) -> None:
        """Open the dialog, with the list of servers or with where one came from."""
        self.dialog = JoinDialog(
            self.root, self.ink, self._join, self._host_anew, self._give_up, self.quit
        )
        self.dialog.on_why = self._find_out_why
        self.dialog.show(self._nick, str(link or ""), self._unencrypted, listing=listing)
        pins = Pins(self.options.data)
        self._lookout = Lookout(self.root, self.dialog.found, self._browse, pins.read)
        self._lookout.start()
        if self._hosted.is_kept():
            self.dialog.offer_kept(self._stop_kept)

    def _look_no_more(self) -> None:
        if self._lookout is not None:
            self._lookout.stop()
            self._lookout = None

    def _join(self, wish: Wish) -> None:
        assert self.dialog is not None, "the dialog was pressed"
        self._hosted.stop()
        self.dialog.busy(_("Connecting to {address}…").format(address=wish.address))
        self._connect(wish)

    def _give_up(self) -> None:
        """The person doesn't want to wait any longer."""
        self._disconnect()
        self._hosted.stop()

    def _unencrypted(self, address: str) -> bool:
        """Whether to join there without encryption, as the person wanted it before or wants now."""
        return self.options.plaintext or address in self.settings.plaintext

    def _while_joining(self, told: list[AnyChange]) -> None:
        """See in the changes how joining goes; what else is to be told waits for the window."""
        shown = self._door.show(told)
        troubles = [*self._untold, *(one for one in shown if isinstance(one, changes.Refused))]
        self._untold = [*dict.fromkeys(troubles)][-MOST_UNTOLD:]
        for change in shown:
            if self.dialog is None or self.connected is None:
                return
            if isinstance(change, changes.Connection):
                self._joining(self.dialog, self.connected, change)

    def _joining(
        self, dialog: JoinDialog, connected: Connected, change: changes.Connection
    ) -> None:
        if change.phase is Phase.ONLINE:
            self._open_window()
        elif change.phase is Phase.LOST and connected.wish.others:
            self._connect(connected.wish.elsewhere())
        elif change.phase is Phase.LOST:
            self._disconnect()
            unencrypted = sentences.NOT_ENCRYPTED.format(address=connected.address)
            more = change.reason == unencrypted
            dialog.refuse_address(worded(change.reason), more=more)
        elif change.phase is Phase.CLOSED:
            self._disconnect()
            dialog.idle(worded(change.reason))

    # Questions at the door

    def _place(self) -> Place:
        place = self.dialog or self.prompt
        assert place is not None, "there is always something to be seen"
        return place

    def _client(self) -> Client:
        assert self.connected is not None, "only who connects is asked something"
        return self.connected.client

    def _declined(self, reason: str) -> None:
        """The person didn't answer: back to the fields, or a window that isn't connected."""
        if self.dialog is not None:
            self._disconnect()
            self.dialog.idle(worded(reason))
        elif self.window is not None:
            self.window.show([door.decline(self.window.model, reason)])

    def _find_out_why(self) -> None:
        """Nobody appears: where the person wanted to go, or in the chat that is hosted here."""
        if self._hosted.hosting is not None:
            self._doctor.examine(None, plaintext=False)
        elif self._tried is not None:
            self._doctor.examine(self._tried.link, plaintext=self._tried.plaintext)

    # Hosting

    def _host_anew(self, nick: str) -> None:
        """The person wants to host: how others come in is what they want to know next."""
        self._telling_how = True
        self._host(nick)

    def _host(self, nick: str) -> None:
        assert self.dialog is not None, "the dialog was pressed, or opened to tell how it goes"
        self._nick = nick
        self._disconnect()
        self.dialog.busy(_("Starting a chat on this computer…"))
        self._hosted.begin(invite=self.settings.invite_only)

    def _others(self) -> int:
        """How many are in the chat beside this person, as far as is known."""
        return self.connected.model.others if self.connected is not None else 0

    def _try_now(self) -> None:
        """Nobody waits for the next try; a hosted chat that has ended is begun again."""
        self._hosted.revive(invite=self.settings.invite_only)
        self._client().try_now()

    def _limit(self, invite_only: bool) -> None:
        """Let newcomers into the hosted chat with an invite only, or without: it starts anew."""
        self.preferences.change(invite_only=invite_only)
        self._hosted.begin_again(invite=invite_only)

    def _stop_kept(self) -> str:
        """The person wants the chat no more that was left running; gives what came of it."""
        return _(KEPT_STOPPED if self._hosted.stop_kept() else KEPT_STAYS)

    def _poll(self) -> None:
        """Look what became of the hosted server, and whether a signal ended the program."""
        if self._ended:  # Tk forgets a quit that came before its loop began
            self.root.quit()
            return
        pause = POLL_MS if self.window is None or self._hosted.beginning else REST_MS
        self.root.after(pause, self._poll)
        if self.window is not None:
            self._notifier.look(self.window.model)
        outcome = self._hosted.told()
        if outcome is None:
            return
        if isinstance(outcome, Hosting) and self.window is not None:
            self._client().try_now()  # it was started anew
        elif isinstance(outcome, Hosting):
            self._connect(Wish(self._nick, outcome.address, plaintext=not outcome.fingerprint))
        elif self.window is not None:
            self.window.banner.tell(outcome.reason)
        elif self.dialog is not None:
            self.dialog.idle(outcome.reason)
            if outcome.hosted is not None:
                self.dialog.by_address(str(outcome.hosted))

    # The window

    def _connect(self, wish: Wish) -> None:
        self._disconnect()
        self._nick, self._tried = wish.nick, wish
        data, prefs = self.options.data, self.preferences
        self.connected = Connected(self.root, data, prefs, wish, self.show)

    def _disconnect(self) -> None:
        if self.connected is not None:
            self.connected.close()
        self.connected = None

    def show(self, told: list[AnyChange]) -> None:
        """Show what the model's changes are, wherever we are."""
        if self.window is None:
            self._while_joining(told)
            return
        self.window.show(self._door.show(told))
        if any(isinstance(one, changes.Connection) and one.phase is Phase.ONLINE for one in told):
            self._remember()
            self._remind()

    def _remind(self) -> None:
        """Who is elsewhere may have forgotten the chat on this computer."""
        reminding, self._telling_kept = self._telling_kept, False
        if reminding and self._hosted.hosting is None and self._hosted.is_kept():
            assert self.window is not None, "only a window reminds"
            self.window.banner.tell(_(KEPT_ELSEWHERE), good=True)

    def _open_window(self) -> None:
        assert self.connected is not None, "a window has a connection, be it a lost one"
        self._look_no_more()
        if self.dialog is not None:
            self.dialog.destroy()
            self.dialog = None
        self.root.geometry(geometry(self.root, self.look, self.settings.geometry))
        kept = drafts.DraftFile(self.options.data)
        self.window = self._make_window(self.connected, kept)
        if self._hosted.hosting is not None and self._hosted.hosting.kept:
            self.window.banner.tell(_(STILL_RUNNING), good=True)
        if self.connected.wish.room:
            self.window.deeds.enter(self.connected.wish.room)
        self.root.deiconify()
        self.window.composer.text.focus_force()
        if self.window.hosted is not None and self._telling_how:
            self.window.hosted.open()
        self._telling_how = False
        untold, self._untold = self._untold, []
        self.window.show([*untold])
        self.root.after(REST_MS, self._remember)  # a slow disk is not waited for

    def _make_window(self, connected: Connected, kept: Keeper) -> ChatWindow:
        window = ChatWindow(
            self.root,
            self.ink,
            connected.model,
            connected.client,
            self.close,
            self._switch,
            connected.invite_link,
            self.preferences,
        )
        window.on_why = self._find_out_why
        window.on_try = self._try_now
        self._reader.look_after(window)
        window.composing.drafting.keep_in(kept)
        self.prompt = Prompt(window, self.ink, self._use_nick, self.close)
        hosting = self._hosted.hosting
        if hosting is not None:
            window.hosts(
                HostedChat(
                    lambda: self._hosted.addresses(hosting),
                    lambda: self.settings.invite_only,
                    self._limit,
                )
            )
        return window

    def use_language(self, language: i18n.Language) -> None:
        """Speak this language: the window is made anew, on the same chat and where it was."""
        i18n.use(language)
        if self.window is None or self.connected is None:
            return
        if self.prompt is not None and self.prompt.question is not None:
            self.root.after(POLL_MS, self.use_language, language)  # somebody waits for the answer
            return
        carried, kept = carrying.take(self.window), self.window.composing.drafting.keeper
        assert kept is not None, "every window keeps them"
        self.window.close()
        self.window = self._make_window(self.connected, kept)
        carrying.put_back(self.window, carried)

    def _look_at(self, room: str, seq: int) -> None:
        """The person wants to see what a notice told of, if they are still in that room."""
        known = self.window.model.rooms.get(room) if self.window is not None else None
        if self.window is not None and known is not None and known.joined:
            self.window.jumps.jump(room, seq)
            self.window.composer.text.focus_set()

    def _use_nick(self, nick: str) -> None:
        """The person picked another nickname."""
        self._nick = nick
        self._client().use_nick(nick)

    def _switch(self) -> None:
        """Go to another chat, unless the person hosts this one and stays."""
        self._hosted.leave(self._others(), self._back)

    def _back(self) -> None:
        """Back to the dialog."""
        assert self.window is not None, "only a window is told so"
        assert self.connected is not None, "a window has a connection, be it a lost one"
        self._remember()
        self._notifier.forget()
        address = self.connected.address
        self.root.withdraw()
        self.window.close()
        self.window = self.prompt = None
        self._disconnect()
        self._hosted.stop()
        self._ask(InviteLink(address), listing=True)

    def _remember(self) -> None:
        """Keep who the person is, and where."""
        if self.connected is not None and self.window is not None:
            geometry = place_of(self.root) or self.settings.geometry
            hosts = self._hosted.hosting is not None
            self.connected.remember(self._nick, geometry, hosts=hosts)

    def _keep_look(self) -> None:
        self.preferences.change(theme=self.look.mode, zoom=round(self.look.zoom * 100))

    def _apply(self, before: Settings) -> None:
        """The person chose something else: it holds at once."""
        now = self.settings
        if (now.theme, now.zoom) != (before.theme, before.zoom):
            self.look.be(now.theme, now.zoom / 100)
        if now.language != before.language:  # the widget that was pressed goes with the window
            self.root.after_idle(self.use_language, now.language)
