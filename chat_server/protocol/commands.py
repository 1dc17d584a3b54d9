"""Commands: what a client asks of the server.

Each is one JSON object a line whose `type` is the struct's tag. Unknown fields are ignored.
"""

import msgspec

from chat_server.protocol.fields import Count, Id, Re


class Command(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """The parent of every command; gives the wire's `type` field."""


class Hello(Command, frozen=True, tag="hello"):
    """The first command: who is here. `session` is the secret of an earlier `welcome`."""

    version: Count
    nick: str
    client: str | None = None
    session: str | None = None


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


AnyCommand = (
    Hello
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
)
