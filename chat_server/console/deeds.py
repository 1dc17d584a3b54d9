"""What the server is asked for each task, and its answer as lines for a person."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from chat_server.console import tasks
from chat_server.console.link import invite_link
from chat_server.console.shown import moment, table
from chat_server.presence import Presence
from chat_server.protocol import commands, events

Question = commands.Act | commands.People


class Asked(NamedTuple):
    """A task, when what it asks for ends (Unix milliseconds, None for never), and the server."""

    task: Any
    until: int | None
    server: Presence


class Deed(NamedTuple):
    """One kind of task: the question, and its answer in lines."""

    ask: Callable[[Asked], Question]
    tell: Callable[[Asked, Any], Iterable[str]]


def _whom(task: tasks.OnPerson) -> dict[str, Any]:
    """The person, as a command names them."""
    return {} if task.who is None else {"person" if task.by_id else "who": task.who}


def _kick(asked: Asked) -> Question:
    task: tasks.Kick = asked.task
    return commands.Kick(**_whom(task), room=task.room, reason=task.reason)


def _ban(asked: Asked) -> Question:
    task: tasks.Ban = asked.task
    return commands.Ban(
        **_whom(task),
        address=task.address,
        addresses=task.addresses,
        until=asked.until,
        reason=task.reason,
    )


def _unban(asked: Asked) -> Question:
    return commands.Unban(**_whom(asked.task), address=asked.task.address)


def _mute(asked: Asked) -> Question:
    task: tasks.Mute = asked.task
    return commands.Mute(**_whom(task), room=task.room, until=asked.until, reason=task.reason)


def _unmute(asked: Asked) -> Question:
    return commands.Mute(**_whom(asked.task), on=False, room=asked.task.room)


def _role(asked: Asked) -> Question:
    return commands.Role(**_whom(asked.task), role=asked.task.role)


def _invite(asked: Asked) -> Question:
    return commands.Invite(uses=asked.task.uses, until=asked.until, role=asked.task.role)


def _audit(asked: Asked) -> Question:
    return commands.Audit(before=asked.task.before, limit=asked.task.limit)


def _told(sentence: str) -> Callable[[Asked, Any], Iterable[str]]:
    """One line, with the task, whom it was about, where and for how long in it."""

    def tell(asked: Asked, _: events.Done) -> Iterable[str]:
        task, room = asked.task, getattr(asked.task, "room", None)
        whom = getattr(task, "who", None) or getattr(task, "address", None)
        end = "for ever" if asked.until is None else f"until {moment(asked.until)}"
        at = f" in {room}" if room else ""
        return [sentence.format(task=task, whom=whom, end=end, at=at, place=room or "the chat")]

    return tell


def _tell_invited(asked: Asked, answer: events.Invited) -> Iterable[str]:
    return [answer.code, invite_link(asked.server, answer.code)]


def _tell_invites(_: Asked, answer: events.Invites) -> Iterable[str]:
    if not answer.invites:
        return ["There are no invites."]
    rows = (
        (one.id, f"{one.used} of {one.uses or 'any'}", one.role, moment(one.until), one.by.nick)
        for one in answer.invites
    )
    return table(("ID", "USED", "ROLE", "UNTIL", "BY"), rows, answer.more)


def _tell_bans(_: Asked, answer: events.Bans) -> Iterable[str]:
    if not answer.bans:
        return ["Nobody is banned."]
    rows = (
        (
            one.who.nick if one.who else one.address or "",
            one.who.id if one.who else "",
            moment(one.until),
            one.by.nick,
            moment(one.at),
            one.reason or "",
        )
        for one in answer.bans
    )
    return table(("WHO", "ID", "UNTIL", "BY", "AT", "REASON"), rows, answer.more)


def _tell_audited(_: Asked, answer: events.Audited) -> Iterable[str]:
    if not answer.acts:
        return ["Nothing was done."]
    rows = (
        (
            str(one.number),
            moment(one.at),
            one.by.nick,
            one.act,
            one.who.nick if one.who else "",
            one.room or "",
            one.detail,
        )
        for one in answer.acts
    )
    return table(("NO", "AT", "BY", "ACT", "WHO", "ROOM", "DETAIL"), rows, answer.more)


def _tell_people(_: Asked, answer: events.People) -> Iterable[str]:
    if not answer.people:
        return ["Nobody is here."]
    rows = ((one.nick, one.id) for one in answer.people)
    return table(("NICKNAME", "ID"), rows, answer.more)


DEEDS: dict[type, Deed] = {
    tasks.Kick: Deed(_kick, _told("{whom} was put out of {place}.")),
    tasks.Ban: Deed(_ban, _told("{whom} is banned {end}.")),
    tasks.Unban: Deed(_unban, _told("{whom} may come in again.")),
    tasks.Mute: Deed(_mute, _told("{whom} can't write{at} {end}.")),
    tasks.Unmute: Deed(_unmute, _told("{whom} may write{at} again.")),
    tasks.Role: Deed(_role, _told("The role of {whom} is {task.role} now.")),
    tasks.Release: Deed(
        lambda asked: commands.Release(nick=asked.task.nick),
        _told("The nickname {task.nick} is anybody's."),
    ),
    tasks.Invite: Deed(_invite, _tell_invited),
    tasks.Invites: Deed(lambda _: commands.Invites(), _tell_invites),
    tasks.Revoke: Deed(
        lambda asked: commands.Revoke(invite=asked.task.invite),
        _told("The invite {task.invite} lets nobody in any more."),
    ),
    tasks.Bans: Deed(lambda _: commands.Bans(), _tell_bans),
    tasks.Audit: Deed(_audit, _tell_audited),
    tasks.People: Deed(lambda asked: commands.People("", asked.task.room), _tell_people),
}
