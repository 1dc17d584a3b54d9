"""At the door: whether the server is the one it should be, and what the person is asked. Pure."""

from collections.abc import Callable

from chat_gui import reports
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.knowledge import Knowledge
from chat_server.protocol import commands, events
from chat_server.protocol.limits import PAIRING_MS

PAIR = "pair"
"""The `re` of the command that asks for a code for another computer."""


def pair() -> commands.Pair:
    """Ask for a code with which another computer of this person's comes in."""
    return commands.Pair(re=PAIR)


def decline(known: Knowledge, reason: str) -> changes.Connection:
    """The person does not answer what they were asked; `reason` says what that means."""
    known.connection = changes.Connection(Phase.CLOSED, reason)
    return known.connection


def _asked(known: Knowledge, question: AnyChange) -> list[AnyChange]:
    known.connection = changes.Connection(Phase.ASKING)
    return [known.connection, question]


def _secured(known: Knowledge, report: reports.Secured, _now: int) -> list[AnyChange]:
    known.fingerprint, known.code = report.fingerprint, report.code
    return []


def _stranger(known: Knowledge, report: reports.Stranger, _now: int) -> list[AnyChange]:
    return _asked(known, changes.UnknownServer(report.fingerprint, report.code))


def _changed(known: Knowledge, report: reports.Changed, _now: int) -> list[AnyChange]:
    other = changes.OtherServer(report.fingerprint, report.code, report.trusted_code)
    return _asked(known, other)


def _needs_invite(known: Knowledge, report: reports.NeedsInvite, _now: int) -> list[AnyChange]:
    return _asked(known, changes.InviteNeeded(report.reason))


def _nick_refused(known: Knowledge, report: reports.NickRefused, _now: int) -> list[AnyChange]:
    return _asked(known, changes.NickRefused(report.nick, report.reason))


def _pairing(_known: Knowledge, event: events.Pairing, now: int) -> list[AnyChange]:
    """The code is as new as its answer: its `until` is by the server's clock, which may differ."""
    return [changes.Offered(event.code, now + PAIRING_MS)]


DOOR: dict[type, Callable[..., list[AnyChange]]] = {
    reports.Secured: _secured,
    reports.Stranger: _stranger,
    reports.Changed: _changed,
    reports.NeedsInvite: _needs_invite,
    reports.NickRefused: _nick_refused,
    events.Pairing: _pairing,
}
"""What a report or an event of the door changes on screen."""
