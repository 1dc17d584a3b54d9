"""Commands: what a client asks of the server.

Each is one JSON object a line whose `type` is the struct's tag. Unknown fields are ignored.
"""

import msgspec

from chat_server.protocol.fields import Count, Id, Re, Reason
from chat_server.protocol.roles import Role as RoleName


class Command(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """The parent of every command; gives the wire's `type` field."""


class Hello(Command, frozen=True, tag="hello"):
    """The first command: who is here.

    `session` is the secret of an earlier `welcome`; `key` a public key that a `proof` follows for;
    `invite` a code to enter with; `pair` one that another computer of the same person shows. A
    `trial` only asks whether one would be let in: `pong`, or the error, and nobody has come.
    """

    version: Count
    nick: str
    client: str | None = None
    session: str | None = None
    key: str | None = None
    invite: str | None = None
    pair: str | None = None
    trial: bool = False


class Proof(Command, frozen=True, tag="proof"):
    """The answer to `prove`: the signature (Ed25519, base64) over its challenge (proof.py)."""

    signature: str


class Join(Command, frozen=True, tag="join"):
    """Enter a room. `since` is the last seq held; absent means the newest page."""

    room: str
    since: Count | None = None


class Leave(Command, frozen=True, tag="leave"):
    """Leave a room."""

    room: str


class Open(Command, frozen=True, tag="open"):
    """Talk with one person, by nickname: a room of two, made if there is none."""

    with_: str = msgspec.field(name="with")
    re: Re | None = None


class Post(Command, frozen=True):
    """The parent of what writes an entry: where, and under which id of the person's."""

    room: str
    id: Id


class Send(Post, frozen=True, tag="send"):
    """Say `text` in a room. `reply_to` is a seq; `action` marks a /me."""

    text: str
    reply_to: Count | None = None
    action: bool = False


class Edit(Post, frozen=True, tag="edit"):
    """Say one's own message `target` (a seq) anew."""

    target: Count
    text: str


class Delete(Post, frozen=True, tag="delete"):
    """Take the message `target` (a seq) back; its author may, and a moderator."""

    target: Count


class React(Post, frozen=True, tag="react"):
    """Put an emoji on the message `target` (a seq), or take it off again."""

    target: Count
    emoji: str
    on: bool


class Topic(Post, frozen=True, tag="topic"):
    """Say what a room is about; an empty text takes the topic away."""

    text: str


class History(Command, frozen=True, tag="history"):
    """A page of a room's entries before or after a seq (both exclusive), at most `limit`."""

    re: Re
    room: str
    before: Count | None = None
    after: Count | None = None
    limit: Count = 50


class Search(Command, frozen=True, tag="search"):
    """Messages that hold all of the words of `text`, the newest first, at most `limit`.

    In one room, or in all that the person may read. `before` goes on from the `next` of an earlier
    `found`; with a room that is a seq.
    """

    re: Re
    text: str
    room: str | None = None
    before: Count | None = None
    limit: Count = 50


class Seen(Command, frozen=True, tag="seen"):
    """The person has read a room up to this seq."""

    room: str
    seq: Count


class Typing(Command, frozen=True, tag="typing"):
    """The person is writing in a room."""

    room: str


class Nick(Command, frozen=True, tag="nick"):
    """Be called something else."""

    nick: str


class People(Command, frozen=True, tag="people"):
    """Who is here, on the server or in one room."""

    re: Re
    room: str | None = None


class Rooms(Command, frozen=True, tag="rooms"):
    """Which rooms there are."""

    re: Re


class Ping(Command, frozen=True, tag="ping"):
    """Is the server there?"""

    re: Re | None = None


class Pong(Command, frozen=True, tag="pong"):
    """The answer to the server's `ping`."""


class Act(Command, frozen=True, kw_only=True):
    """The parent of what is not said in a room; `done` or an answer of its own brings `re` back."""

    re: Re | None = None


class Pair(Act, frozen=True, tag="pair"):
    """Give a code with which another computer of the caller's can add its key."""


class Create(Act, frozen=True, kw_only=True, tag="create"):
    """Make a room and enter it: for its members only (`private`), or for announcements."""

    room: str
    private: bool = False
    announce: bool = False


class Announce(Act, frozen=True, kw_only=True, tag="announce"):
    """Have only moderators write in a room, or everyone again."""

    room: str
    on: bool


class OnPerson(Act, frozen=True, kw_only=True):
    """The parent of what is done to a person: `who` is a nickname, or `person` an id."""

    who: str | None = None
    person: str | None = None


class Admit(OnPerson, frozen=True, kw_only=True, tag="admit"):
    """Bring a person into a private room."""

    room: str


class Kick(OnPerson, frozen=True, kw_only=True, tag="kick"):
    """Put a person out of a room, or off the server; they may come again."""

    room: str | None = None
    reason: Reason | None = None


class Ban(OnPerson, frozen=True, kw_only=True, tag="ban"):
    """Keep a person with all their keys off the server, or an address or network (CIDR).

    `addresses` also bans those the person is connected from. `until` is Unix milliseconds.
    """

    address: str | None = None
    addresses: bool = False
    until: Count | None = None
    reason: Reason | None = None


class Unban(OnPerson, frozen=True, kw_only=True, tag="unban"):
    """Let a person or an address in again."""

    address: str | None = None


class Mute(OnPerson, frozen=True, kw_only=True, tag="mute"):
    """Have a person write nothing, in a room or anywhere; `on` false lets them again."""

    on: bool = True
    room: str | None = None
    until: Count | None = None
    reason: Reason | None = None


class Role(OnPerson, frozen=True, kw_only=True, tag="role"):
    """Make a person a guest, member, moderator or owner."""

    role: RoleName


class Release(Act, frozen=True, kw_only=True, tag="release"):
    """Let a nickname that somebody owns be anybody's."""

    nick: str


class Invite(Act, frozen=True, kw_only=True, tag="invite"):
    """Make a code to enter with, for so many newcomers (0: any number), until Unix milliseconds."""

    uses: Count = 0
    until: Count | None = None
    role: RoleName = "member"


class Revoke(Act, frozen=True, kw_only=True, tag="revoke"):
    """End an invite; who came in by it stays."""

    invite: str


class Invites(Act, frozen=True, kw_only=True, tag="invites"):
    """Which invites there are."""


class Bans(Act, frozen=True, kw_only=True, tag="bans"):
    """Who is banned."""


class Audit(Act, frozen=True, kw_only=True, tag="audit"):
    """What moderators did, the newest first; `before` is the number of an act (exclusive)."""

    before: Count | None = None
    limit: Count = 50


AnyCommand = (
    Hello
    | Proof
    | Join
    | Leave
    | Open
    | Send
    | Edit
    | Delete
    | React
    | Topic
    | History
    | Search
    | Seen
    | Typing
    | Nick
    | People
    | Rooms
    | Ping
    | Pong
    | Pair
    | Create
    | Announce
    | Admit
    | Kick
    | Ban
    | Unban
    | Mute
    | Role
    | Release
    | Invite
    | Revoke
    | Invites
    | Bans
    | Audit
)
