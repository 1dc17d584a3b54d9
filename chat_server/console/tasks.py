"""What can be asked of a running server, as the command line fills it in."""

import msgspec

from chat_server.protocol.roles import Role as RoleName


class OnPerson(msgspec.Struct, frozen=True, kw_only=True):
    """The parent of what is done to a person: `who` is a nickname, or an id where `by_id`."""

    who: str | None = None
    by_id: bool = False


class Ruling(OnPerson, frozen=True, kw_only=True):
    """The parent of what holds for some time: `lasting` seconds, None for ever."""

    lasting: int | None = None
    reason: str | None = None


class Kick(OnPerson, frozen=True, kw_only=True):
    """Put somebody out of a room, or off the server."""

    room: str | None = None
    reason: str | None = None


class Ban(Ruling, frozen=True, kw_only=True):
    """Keep somebody off the server, or an address or network."""

    address: str | None = None
    addresses: bool = False


class Unban(OnPerson, frozen=True, kw_only=True):
    """Let them in again."""

    address: str | None = None


class Mute(Ruling, frozen=True, kw_only=True):
    """Have somebody write nothing."""

    room: str | None = None


class Unmute(OnPerson, frozen=True, kw_only=True):
    """Let them write again."""

    room: str | None = None


class Role(OnPerson, frozen=True, kw_only=True):
    """Say what somebody is."""

    role: RoleName


class Release(msgspec.Struct, frozen=True):
    """Let a nickname be anybody's."""

    nick: str


class Invite(msgspec.Struct, frozen=True, kw_only=True):
    """Make a code to enter with."""

    uses: int = 0
    lasting: int | None = None
    role: RoleName = "member"


class Invites(msgspec.Struct, frozen=True):
    """List the invites."""


class Revoke(msgspec.Struct, frozen=True):
    """End an invite."""

    invite: str


class Bans(msgspec.Struct, frozen=True):
    """List the bans."""


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """List what was done by those who may."""

    before: int | None = None
    limit: int = 50


class People(msgspec.Struct, frozen=True, kw_only=True):
    """List who is here."""

    room: str | None = None
