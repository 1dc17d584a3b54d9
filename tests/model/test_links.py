"""Addresses in a text, and what of them is told; pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.links import links, poses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no link", []),
        ("https://a.example/x?y=1&z=[2]", ["https://a.example/x?y=1&z=[2"]),
        ("(see http://a.example/b_(c)).", ["http://a.example/b_(c)"]),
        ("HTTP://A.example, mailto:ada@a.example!", ["HTTP://A.example", "mailto:ada@a.example"]),
        ("http:// https://... javascript:x file:///x ftp://x", []),
        ("**https://a.example** _http://b.example_", ["https://a.example", "http://b.example"]),
        ("xhttp://a.example http://a.example\u202egnp.exe", ["http://a.example"]),
        ("http://[::1/x http://[::1]/x", ["http://[::1]/x"]),
        ("http://a\u00ad.example", ["http://a"]),
        ("http://" + "a" * 2_000, []),
        ("http://" + "ä" * 100 + ".example", []),
        ("mailto:nobody", []),
        ("[a](http://a.example) [b](http://b.example/(c))", ["http://a.example",
                                                              "http://b.example/(c)"]),
        ("[a](javascript:x) [b] (http://b.example)", ["http://b.example"]),
        ("![a](https://a.example/x.png)", ["https://a.example/x.png"]),
        ("[x](http://a.example \"title\")", ["http://a.example"]),
    ],
)  # fmt: skip
def test_examples(text: str, found: list[str]) -> None:
    assert [one.address for one in links(text)] == found


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.example/ä", ""),
        ("https://xn--e1afmkfd.example", ""),
        ("https://пример.example/x", "xn--e1afmkfd.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://аррӏе.example", "xn--80ak6aa92e.example"),
        ("mailto:ada@пример.example?subject=x", "xn--e1afmkfd.example"),
    ],
)
def test_a_host_that_is_not_what_it_looks_like_is_told(address: str, host: str) -> None:
    (link,) = links(address)
    assert link.host == host


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("the rules", False),
        ("http://a.example", False),
        ("http://b.example", True),
        ("b.example", True),
        ("www b", True),
        ("ada@b", True),
    ],
)
def test_a_name_that_looks_like_an_address(name: str, does: bool) -> None:
    assert poses(name, "http://a.example") is does


@given(st.text(alphabet="htps:/.a@[]()mailo \n\u202e", max_size=60))
def test_links_come_in_order(text: str) -> None:
    done = 0
    for one in links(text):
        assert done <= one.start < one.end <= len(text)
        assert one.address in text[one.start : one.end]
        done = one.end
