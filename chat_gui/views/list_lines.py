"""What stands in the list of rooms and people, as plain data; `listing.py` draws it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_server.protocol.events import Who


class Heading(NamedTuple):
    """A section's title, with a button at its right end and widgets under it.

    A section with a `key` can be folded.
    """

    text: str
    button: ttk.Button | None = None
    below: tuple[tkinter.Widget, ...] = ()
    key: str = ""
    folded: bool = False


class RoomLine(NamedTuple):
    """A room that can be gone to; `mark` stands before what it is called: #, a picture or a dot.

    `unread` is told in a muted badge, `meant` in an accent one: what is meant for the person. A
    room that is muted, or that one was put out of, is `pale`; in one with a `draft` something was
    typed and not sent.
    """

    name: str
    mark: str
    called: str
    unread: str
    current: bool
    meant: str = ""
    pale: bool = False
    draft: bool = False
    direct: bool = False


class PersonLine(NamedTuple):
    """A person who is in the room; all but oneself can be talked with. `badge` is their role.

    `known`: whether they are `here` is.
    """

    id: str
    nick: str
    me: bool
    here: bool
    badge: str = ""
    known: bool = True


AnyLine = Heading | RoomLine | PersonLine


class ListingDoing(NamedTuple):
    """What is done with what is chosen: `room` is given a room's name, `person` an id and a name.

    The menus are given a point of the screen as well: they open by the right button and the menu
    key; a person's by Return, too. `fold` is given the key of a section.
    """

    room: Callable[[str], None]
    person: Callable[[str, str], None]
    room_menu: Callable[[str, int, int], None]
    person_menu: Callable[[Who, int, int], None]
    fold: Callable[[str], None]
