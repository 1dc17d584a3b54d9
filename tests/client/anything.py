"""Any event at all, as a server that means no good might say it: built from the types."""

from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from chat_server.protocol import events
from chat_server.protocol.fields import MAX_INTEGER

PLACES = ["lobby", "den", "+vault", "@ada+bob", "@", "+", "", "x" * 300, "a b", "lo\u202ebby", "\n"]
PEOPLE = ["server-1/person-of-ada-0", "person-of-bob", "x", "", "a b", "\u202e", "y" * 200]
NASTY = [
    *("", "\x00", "\x1b[31m", "\u202eadA", "a\u200bb", "\n" * 9, "e" + "\u0301" * 30, "\U000e0041"),
    *("x" * 5_000, "Zoë", "👩\u200d👩\u200d👧", "public", "direct", "owner", "{$a} \\ [exit]"),
]


def one_of(values: list[Any]) -> st.SearchStrategy[Any]:
    """One of these; what is long in them does not make the strategy's name long."""
    return st.integers(0, len(values) - 1).map(values.__getitem__)


texts = one_of(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.sampled_from([0, 1, 2, 3, 50, 200, 2**31, 2**40, MAX_INTEGER]) | st.integers(0, 20)
_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "room": one_of(PLACES),
    "id": one_of(PEOPLE) | texts,
    "maker": st.none() | one_of(PEOPLE),
    "nonce": st.just("nonce-of-16-chars"),
    "re": st.none() | one_of(["older lobby", "r1", "", "x" * 100]) | texts,
}


def of_type(kind: inspect.Type, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a type, for a field of this name."""
    match kind:
        case inspect.Metadata(inner):
            return of_type(inner, name)
        case inspect.UnionType(types):
            return st.one_of(*(of_type(one, name) for one in types))
        case inspect.NoneType():
            return st.none()
        case inspect.StrType():
            return _BY_NAME.get(name, texts).map(lambda value: value or "")
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            return numbers
        case inspect.FloatType():
            return numbers.map(float) | st.just(0.04)
        case inspect.EnumType(cls):
            return st.sampled_from(list(cls))
        case inspect.ListType(item):
            return st.lists(of_type(item), max_size=4)
        case inspect.StructType():
            return of_struct(kind)
    raise AssertionError(f"a field of a new kind: {kind}")


def of_struct(kind: inspect.StructType) -> st.SearchStrategy[Any]:
    fields = {field.name: of_type(field.type, field.encode_name) for field in kind.fields}
    return st.builds(kind.cls, **fields)


def _kinds() -> list[inspect.StructType]:
    union = inspect.type_info(events.AnyEvent)
    assert isinstance(union, inspect.UnionType)
    return [one for one in union.types if isinstance(one, inspect.StructType)]


_STRATEGIES = [of_struct(kind) for kind in _kinds()]


@st.composite
def _an_event(draw: st.DrawFn) -> Any:
    """Composite, for its name stays short."""
    return draw(_STRATEGIES[draw(st.integers(0, len(_STRATEGIES) - 1))])


an_event: st.SearchStrategy[events.AnyEvent] = _an_event()
"""Every kind of event, each as likely as any other."""
