"""People's keys and roles, and what was ruled about them: each write in SQL, and all of it read."""

import sqlite3
from collections.abc import Callable, Iterator

from chat_server import writes
from chat_server.records import Ban, Invite, Mute, Rules
from chat_server.writes import Write

Statement = tuple[str, tuple[str | int | bytes | None, ...]]


def load(db: sqlite3.Connection) -> Rules:
    """What the log knows about who may do what. Raises `sqlite3.Error`."""
    bans = "SELECT subject, is_address, by, at, until, reason FROM bans ORDER BY at, subject"
    mutes = "SELECT person, room, by, at, until, reason FROM mutes"
    invites = "SELECT id, hash, by, at, until, uses, used, role FROM invites ORDER BY at, id"
    (acts,) = db.execute("SELECT coalesce(max(number), 0) FROM acts").fetchone()
    return Rules(
        owners=dict(db.execute("SELECT id, nick FROM people WHERE owns")),
        bans=tuple(
            Ban(subject=subject, is_address=bool(is_address), by=by, at=at, until=until, reason=why)
            for subject, is_address, by, at, until, why in db.execute(bans)
        ),
        mutes=tuple(
            Mute(person=person, room=room, by=by, at=at, until=until, reason=why)
            for person, room, by, at, until, why in db.execute(mutes)
        ),
        invites=tuple(
            Invite(id=id, hash=hash, by=by, at=at, until=until, uses=uses, used=used, role=role)
            for id, hash, by, at, until, uses, used, role in db.execute(invites)
        ),
        acts=acts,
    )


def _set_role(write: writes.NewRole) -> Iterator[Statement]:
    yield "UPDATE people SET role = ? WHERE id = ?", (write.role, write.person)


def _add_key(write: writes.NewKey) -> Iterator[Statement]:
    yield "INSERT OR REPLACE INTO keys VALUES (?, ?, ?)", (write.key, write.person, write.at)


def _drop_keys(write: writes.DropKeys) -> Iterator[Statement]:
    yield "DELETE FROM keys WHERE person = ?", (write.person,)


def _set_session(write: writes.NewSession) -> Iterator[Statement]:
    yield "UPDATE people SET session = ? WHERE id = ?", (write.session, write.person)


def _own(write: writes.Ownership) -> Iterator[Statement]:
    yield "UPDATE people SET owns = ? WHERE id = ?", (write.owns, write.person)


def _put_ban(write: writes.PutBan) -> Iterator[Statement]:
    ban = write.ban
    values = (ban.subject, ban.is_address, ban.by, ban.at, ban.until, ban.reason)
    yield "INSERT OR REPLACE INTO bans VALUES (?, ?, ?, ?, ?, ?)", values


def _drop_ban(write: writes.DropBan) -> Iterator[Statement]:
    yield "DELETE FROM bans WHERE subject = ?", (write.subject,)


def _put_mute(write: writes.PutMute) -> Iterator[Statement]:
    mute = write.mute
    values = (mute.person, mute.room, mute.by, mute.at, mute.until, mute.reason)
    yield "INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?, ?, ?)", values


def _drop_mute(write: writes.DropMute) -> Iterator[Statement]:
    yield "DELETE FROM mutes WHERE person = ? AND room = ?", (write.person, write.room)


def _put_invite(write: writes.PutInvite) -> Iterator[Statement]:
    one = write.invite
    limits = (one.at, one.until, one.uses, one.used, one.role)
    yield (
        "INSERT OR REPLACE INTO invites VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.hash, one.by),
            *limits,
        ),
    )


def _drop_invite(write: writes.DropInvite) -> Iterator[Statement]:
    yield "DELETE FROM invites WHERE id = ?", (write.id,)


def _add_act(write: writes.NewAct) -> Iterator[Statement]:
    done = (write.number, write.at, write.by, write.act)
    values = (*done, write.who, write.room, write.detail)
    yield "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?)", values


STATEMENTS: dict[type[Write], Callable[..., Iterator[Statement]]] = {
    writes.NewRole: _set_role,
    writes.NewKey: _add_key,
    writes.DropKeys: _drop_keys,
    writes.NewSession: _set_session,
    writes.Ownership: _own,
    writes.PutBan: _put_ban,
    writes.DropBan: _drop_ban,
    writes.PutMute: _put_mute,
    writes.DropMute: _drop_mute,
    writes.PutInvite: _put_invite,
    writes.DropInvite: _drop_invite,
    writes.NewAct: _add_act,
}
