"""A room as one HTML page that a person likes to read. Pure: what was said -> the page's parts.

The page is whole in itself: no script, nothing fetched, light and dark as the reader's system is.
Whatever people wrote is escaped, and shown as they wrote it, line breaks and all.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import NamedTuple

from chat_server.protocol.events import Entry, Message, Topic

QUOTED = 80
"""Characters of a message that are shown above the reply to it."""


class Heading(NamedTuple):
    """What the page is of. `pruned` is the last seq that is no longer kept."""

    room: str
    topic: str
    pruned: int


class Said(NamedTuple):
    """A message and what became of it: its newest text, what it answers, emoji and how many."""

    message: Message
    text: str
    edited: bool
    answered: Message | None
    reactions: list[tuple[str, int]]


def page(heading: Heading, shown: Iterable[Said | Topic]) -> Iterator[str]:
    """The page, part after part, in the order of `shown`."""
    yield _top(heading)
    day: date | None = None
    before: Said | Topic | None = None
    for one in shown:
        at = _moment(_entry(one))
        if at.date() != day:
            yield _day(at, first=day is None)
            day, before = at.date(), None
        if isinstance(one, Topic):
            yield _topic(one)
        else:
            yield _message(one, with_name=not _goes_on(one, before))
        before = one
    yield "</section>\n" if day else '<p class="aside">Nothing is kept of this room.</p>\n'
    yield "</main>\n</body>\n</html>\n"


def _top(heading: Heading) -> str:
    room, topic = escape(heading.room), escape(heading.topic)
    about = f'<p dir="auto">{topic}</p>\n' if topic else ""
    kept = f" What came before entry {heading.pruned + 1:,} is not kept." if heading.pruned else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Parlor">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{room}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{room}</h1>
{about}<p class="muted">Times are in UTC.{kept}</p>
</header>
<main>
"""


def _day(at: datetime, first: bool) -> str:
    close = "" if first else "</section>\n"
    shown = f"{at:%A}, {at.day} {at:%B %Y}"
    return f'{close}<section>\n<h2><time datetime="{at:%Y-%m-%d}">{shown}</time></h2>\n'


def _goes_on(said: Said, before: Said | Topic | None) -> bool:
    """Whether this stands under the name and time of the message before it."""
    one, other = said.message, before.message if isinstance(before, Said) else None
    if other is None or one.action or other.action or one.reply_to is not None:
        return False
    return (one.by, one.at // _MINUTE_MS) == (other.by, other.at // _MINUTE_MS)


def _topic(entry: Topic) -> str:
    name, text = _name(entry), escape(entry.text)
    told = f"{name} set the topic: <q>{text}</q>" if text else f"{name} took the topic away"
    return f'<p class="aside" id="e{entry.seq}" dir="auto">{told} {_time(entry)}</p>\n'


def _message(said: Said, with_name: bool) -> str:
    message = said.message
    parts = [f'<article id="e{message.seq}"{"" if with_name else _CONTINUED}>\n']
    if with_name and not message.action:
        parts.append(f"<header>{_name(message)} {_time(message)}</header>\n")
    if message.reply_to is not None:
        parts.append(_reply(message.reply_to, said.answered))
    parts.append(_text(said))
    if said.reactions and not message.deleted:
        items = "".join(f"<li>{escape(emoji)} {count:,}</li>" for emoji, count in said.reactions)
        parts.append(f'<ul aria-label="Reactions">{items}</ul>\n')
    parts.append("</article>\n")
    return "".join(parts)


def _text(said: Said) -> str:
    if said.message.deleted:
        return '<p class="gone">This message was deleted.</p>\n'
    text = escape(said.text) + (' <small class="muted">edited</small>' if said.edited else "")
    if said.message.action:
        who, at = _name(said.message), _time(said.message)
        return f'<p class="text" dir="auto"><i>{who} {text}</i> {at}</p>\n'
    return f'<p class="text" dir="auto">{text}</p>\n'


def _reply(seq: int, answered: Message | None) -> str:
    if answered is None:
        return '<p class="reply">In reply to something earlier</p>\n'
    if answered.deleted:
        quoted = "a deleted message"
    else:
        text = " ".join(answered.text.split())
        quoted = escape(text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…")
    return f'<p class="reply" dir="auto"><a href="#e{seq}">{_name(answered)}: {quoted}</a></p>\n'


def _name(entry: Entry) -> str:
    return f"<bdi>{escape(entry.by.nick)}</bdi>"


def _time(entry: Entry) -> str:
    at = _moment(entry)
    exact = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f'<a class="at" href="#e{entry.seq}"><time datetime="{exact}">{at:%H:%M}</time></a>'


def _entry(one: Said | Topic) -> Entry:
    return one.message if isinstance(one, Said) else one


def _moment(entry: Entry) -> datetime:
    return _EPOCH + timedelta(milliseconds=min(entry.at, _LATEST_MS))


_MINUTE_MS = 60_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_999
"""The last moment of the year 9999, where the calendar of `datetime` ends."""
_CONTINUED = ' class="on"'

_STYLE = """
:root {
  color-scheme: light dark;
  --surface: #ffffff; --text: #1f2328; --muted: #6a7077; --line: #e4e4df;
  --accent: #2f6f5e; --accent-soft: #e3efeb; --mention: #fff6dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: #1b1d1f; --text: #e6e6e3; --muted: #9a9fa4; --line: #2c2f33;
    --accent: #6fbfa6; --accent-soft: #22352f; --mention: #3a3320;
  }
}
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 44rem;
  background: var(--surface); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
body > header { padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
body > header p { margin: .5rem 0 0; }
h2 {
  display: flex; align-items: center; gap: 1rem; margin: 2rem 0 1rem;
  color: var(--muted); font-size: .85rem; font-weight: 600;
}
h2::before, h2::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
article { margin: 0 -.5rem; padding: .75rem .5rem 0; border-radius: .4rem; }
article.on { padding-top: .15rem; }
article p, article ul { margin: .15rem 0 0; }
article header bdi { margin-right: .25rem; font-weight: 600; }
.at { color: var(--muted); font-size: .8rem; text-decoration: none; }
.at:hover { text-decoration: underline; }
.text { white-space: pre-wrap; }
.muted, .aside, .gone { color: var(--muted); }
.muted, .aside { font-size: .85rem; }
.gone { font-style: italic; }
.aside { margin: 1rem 0; text-align: center; }
.reply { padding-left: .6rem; border-left: 3px solid var(--line); font-size: .85rem; }
.reply, .reply a { color: var(--muted); text-decoration: none; }
.reply a:hover { color: var(--accent); text-decoration: underline; }
ul { display: flex; flex-wrap: wrap; gap: .35rem; padding: 0; list-style: none; }
li { padding: 0 .55rem; border-radius: 1rem; background: var(--accent-soft); font-size: .85rem; }
:target { background: var(--mention); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }
"""
