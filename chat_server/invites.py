"""Invites: codes that let newcomers in where nobody else may come. Pure.

A code is `K7QX-3M9P-…`, 16 letters: the first four are the invite's id, the others a secret of 60
bits. Only its hash is kept, and the vetting thread makes and compares that: `invite` asks for it
and goes on in `sealed`; `vet` asks whether a newcomer's code is right, and arrival.py goes on.
"""

import hashlib

import msgspec

from chat_server import audit, rights, terms, whom
from chat_server.chat import Caller, Chat, Claim
from chat_server.deliveries import Done, Failed, Job, Seal, Sealed, Vet, Vetted
from chat_server.fitting import fitting
from chat_server.protocol import codes, commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.roles import Role, rank
from chat_server.quotas import Noted
from chat_server.records import Invite
from chat_server.writes import DropInvite, PutInvite

CODE_BYTES = 10
"""Bytes of a code: 20 bits of id, 60 of secret."""
CODE_LETTERS, ID_LETTERS = 16, 4
MOST_INVITES = 1_000
"""Invites that let somebody in at the same time."""
MOST_WRONG = 5
"""Wrong codes a connection may give."""

WRONG = "That invite is not right, or not good any more; ask for another."


def invite(chat: Chat, caller: Caller, command: commands.Invite) -> None:
    """Make an invite; its code is told when it is hashed."""
    _check_may(caller, command.role)
    until = terms.until(command.until, caller.now)
    terms.drop_over(chat, chat.invites, caller.now, _forget)
    begun = {job.invite.id for job in chat.at_work.values() if isinstance(job, Seal)}
    if len(chat.invites) + len(begun) >= MOST_INVITES:
        text = f"There are {MOST_INVITES:,} invites; revoke one before you make another."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    code = _random_code(chat)
    while code[:ID_LETTERS] in chat.invites or code[:ID_LETTERS] in begun:
        code = _random_code(chat)
    made = Invite(
        id=code[:ID_LETTERS],
        hash="",
        by=caller.person.id,
        at=caller.now,
        until=until,
        uses=command.uses,
        role=command.role,
    )
    chat.ask(Seal(caller.connection, made, code[ID_LETTERS:], command.re))


def sealed(chat: Chat, job: Seal, done: Sealed, now: int) -> None:
    """The hash is there: keep the invite, and tell its code."""
    person = chat.people[chat.seats[job.connection].person or ""]
    caller = Caller(job.connection, person, now)
    _check_may(caller, job.invite.role)  # perhaps not what they were
    made = msgspec.structs.replace(job.invite, hash=done.hash)
    chat.write(PutInvite(made))
    chat.journal.put(chat.invites, made.id, made)
    audit.note(chat, caller, "invite", detail=_detail(made))
    code = codes.grouped(made.id + job.secret)
    chat.answer(job.connection, events.Invited(_told(made, person.who), code, job.re))


def revoke(chat: Chat, caller: Caller, command: commands.Revoke) -> None:
    """End an invite, named by its id or its whole code."""
    rights.check_moderates(caller)
    ended = chat.invites.get(codes.typed(command.invite)[:ID_LETTERS])
    if ended is None or not _stands(chat, ended, caller.now):
        raise Refusal(ErrorCode.BAD_REQUEST, "There is no such invite, or not any more.")
    _check_may(caller, ended.role)
    _drop(chat, ended)
    audit.note(chat, caller, "revoke", detail=_detail(ended))
    chat.answer(caller.connection, events.Done(command.re))


def list_invites(chat: Chat, caller: Caller, command: commands.Invites) -> None:
    """Those that let somebody in, the newest first."""
    rights.check_moderates(caller)
    standing = [one for one in chat.invites.values() if _stands(chat, one, caller.now)]
    standing.sort(key=lambda one: (-one.at, one.id))
    makers = {by: whom.shown(chat, by) for by in {one.by for one in standing}}
    listed, more = fitting(_told(one, makers[one.by]) for one in standing)
    chat.answer(caller.connection, events.Invites(listed, more, command.re))


# Newcomers


def vet(chat: Chat, connection: int, claim: Claim, now: int) -> None:
    """Have a newcomer's code looked at. Raises `Refusal` where there is none, or too many came."""
    if claim.hello.invite is None:
        text = "One needs an invite to come in here; ask for one."
        raise Refusal(ErrorCode.NEEDS_INVITE, text)
    address = chat.seats[connection].address
    chat.meters.check_code(address, now)
    code = codes.typed(claim.hello.invite)
    known = chat.invites.get(code[:ID_LETTERS])
    good = known is not None and len(code) == CODE_LETTERS and _stands(chat, known, now)
    hash = known.hash if known is not None and good else ""
    chat.sit(connection, claim=claim)
    chat.ask(Vet(connection, address, code[:ID_LETTERS], code[ID_LETTERS:CODE_LETTERS], hash))


def settle(chat: Chat, job: Job, done: Done) -> None:
    """What counts whether the peer is still there or not, and whatever it is told."""
    if isinstance(done, Vetted) and not done.right:
        seat = chat.seats.get(job.connection)
        if seat is not None:
            chat.sit(job.connection, wrong=seat.wrong + 1)
    elif isinstance(job, Vet):
        chat.meters.wrong_codes.give_back(job.address)


def redeem(chat: Chat, job: Vet, done: Vetted, now: int) -> Invite:
    """The invite that a vetted code is of. Raises `Refusal` with `needs-invite`."""
    found = chat.invites.get(job.invite)
    right = found is not None and found.hash == job.hash and _stands(chat, found, now)
    if found is None or not right or not done.right:
        fatal = chat.seats[job.connection].wrong >= MOST_WRONG
        raise Noted("wrong invite", job.address, ErrorCode.NEEDS_INVITE, WRONG, fatal=fatal)
    return found


def use(chat: Chat, invite: Invite) -> None:
    """An invite lets one newcomer in."""
    used = msgspec.structs.replace(invite, used=invite.used + 1)
    if used.spent:
        _drop(chat, invite)
    else:
        chat.write(PutInvite(used))
        chat.journal.put(chat.invites, used.id, used)


def failed(_chat: Chat, _job: Job, _done: Failed, _now: int) -> None:
    """A hash could not be made: this computer has no memory for it."""
    text = "The server has too much to do; try again in a moment."
    raise Refusal(ErrorCode.SLOW_DOWN, text)


def _check_may(caller: Caller, role: Role) -> None:
    """Owners invite anybody; moderators invite those they can act on."""
    rights.check_moderates(caller)
    if caller.person.role != "owner" and rank(role) >= rank(caller.person.role):
        text = f"Only an owner can make an invite for the role {role}."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)


def _stands(chat: Chat, invite: Invite, now: int) -> bool:
    """Whether an invite lets somebody in; that of who is banned does not."""
    ban = chat.bans.get(invite.by)
    return invite.holds(now) and not invite.spent and (ban is None or not ban.holds(now))


def _drop(chat: Chat, invite: Invite) -> None:
    chat.write(_forget(invite))
    chat.journal.drop(chat.invites, invite.id)


def _forget(invite: Invite) -> DropInvite:
    return DropInvite(invite.id)


def _detail(invite: Invite) -> str:
    uses = f"{invite.uses} uses" if invite.uses else ""
    return terms.detail(invite.until, invite.id, invite.role, uses)


def _random_code(chat: Chat) -> str:
    return codes.plain(hashlib.sha256(chat.random().encode()).digest()[:CODE_BYTES])


def _told(invite: Invite, by: events.Who) -> events.InviteInfo:
    return events.InviteInfo(
        id=invite.id,
        by=by,
        at=invite.at,
        used=invite.used,
        uses=invite.uses,
        role=invite.role,
        until=invite.until,
    )
