"""Any text for the rules about nicknames, rooms, texts, topics and emoji."""

import unicodedata

from chat_server.protocol import names, twins
from chat_server.protocol.errors import Refusal

RULES = (names.nickname, names.room_name, names.text, names.topic, names.emoji)
LONGEST = {names.nickname: 32, names.room_name: 64, names.text: 8_000, names.topic: 250}


def check(data: bytes) -> None:
    raw = data.decode("utf-8", "surrogatepass" if _surrogates(data) else "replace")
    for rule in RULES:
        _check_rule(rule, raw)
    _check_twin(raw)
    printable = names.printable(raw)
    assert names.printable(printable) == printable


def _surrogates(data: bytes) -> bool:
    """Whether this is text but for lone surrogates, which a window's text may hold."""
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _check_rule(rule, raw: str) -> None:
    refused = ""
    try:
        given = rule(raw)
    except Refusal as refusal:
        refused = refusal.text
    if refused:
        assert refused.endswith(".")
        assert refused.isprintable(), f"{refused!r} can't be shown"
        return
    assert rule(given) == given, f"{given!r} becomes {rule(given)!r}"
    assert len(given) <= LONGEST.get(rule, 100)
    assert rule is names.topic or given.strip()
    if rule in {names.nickname, names.room_name}:
        assert given.isprintable(), f"{given!r} can't be shown"
        assert not twins.unseen(given)
        assert not twins.stacked(given)
    if rule is names.nickname:
        key = names.nick_key(given)
        assert names.nick_key(key) == key
        reserved = {names.nick_twin(word) for word in names.RESERVED_NICKS}
        assert names.nick_twin(given) not in reserved


def _check_twin(raw: str) -> None:
    twin = names.nick_twin(raw)
    assert names.nick_twin(twin) == twin, f"{twin!r} becomes {names.nick_twin(twin)!r}"
    for form in ("NFC", "NFD"):
        same = unicodedata.normalize(form, raw)
        assert names.nick_twin(same) == twin, f"{same!r} is no twin of {raw!r}"
