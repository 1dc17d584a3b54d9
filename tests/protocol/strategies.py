"""Hypothesis strategies for everything that travels."""

from hypothesis import strategies as st

from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import Limits

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
counts = st.integers(0, MAX_INTEGER)
ids = st.from_regex(r"\A[0-9A-Za-z_-]{1,64}\Z")
res = st.text(st.characters(exclude_categories=["Cs"]), max_size=64)
maybe_counts = st.none() | counts

a_command: st.SearchStrategy[commands.AnyCommand] = st.one_of(
    st.builds(commands.Hello, counts, texts, st.none() | texts, st.none() | texts),
    st.builds(commands.Join, texts, maybe_counts),
    st.builds(commands.Leave, texts),
    st.builds(commands.Send, texts, ids, texts, maybe_counts, st.booleans()),
    st.builds(commands.History, res, texts, maybe_counts, maybe_counts, counts),
    st.builds(commands.Typing, texts),
    st.builds(commands.Nick, texts),
    st.builds(commands.People, res, st.none() | texts),
    st.builds(commands.Rooms, res),
    st.builds(commands.Ping, st.none() | res),
    st.just(commands.Pong()),
)

whos = st.builds(events.Who, texts, texts)
present = st.builds(events.Present, texts, texts, st.just("here"))
summaries = st.builds(events.RoomSummary, texts, texts, texts, counts, counts, counts)
messages = st.builds(
    events.Message, texts, counts, counts, whos, ids, texts, maybe_counts, st.booleans()
)
an_event: st.SearchStrategy[events.AnyEvent] = st.one_of(
    st.builds(
        events.Welcome,
        counts,
        st.builds(events.ServerInfo, texts, texts, texts),
        st.builds(events.You, texts, texts, texts),
        texts,
        st.lists(summaries, max_size=3),
        st.builds(Limits),
    ),
    st.builds(
        events.RoomState,
        *(texts, texts, texts, st.lists(present, max_size=3), counts, counts, counts, counts),
    ),
    messages,
    st.builds(events.Page, res, texts, st.lists(messages, max_size=3), st.booleans()),
    st.builds(events.Joined, texts, whos),
    st.builds(events.Left, texts, whos),
    st.builds(events.Renamed, texts, whos, texts),
    st.builds(events.Typing, texts, whos),
    st.builds(events.Crowd, texts, counts),
    st.builds(
        events.People, res, st.lists(present, max_size=3), counts, st.booleans(), st.none() | texts
    ),
    st.builds(events.Rooms, res, st.lists(summaries, max_size=3), st.booleans()),
    st.just(events.Ping()),
    st.builds(events.Pong, st.none() | res),
    st.builds(
        events.Error,
        st.sampled_from(ErrorCode),
        texts,
        st.booleans(),
        st.none() | res,
        st.none() | ids,
        st.booleans(),
    ),
)
