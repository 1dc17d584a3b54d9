"""The table of verdicts: whatever is found, there is one sentence, and it names the first cause."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.doctor import joining, report
from chat_gui.client.doctor.findings import Mark, Sign, Step, Verdict, failed, ok, unknown
from chat_gui.client.doctor.verdicts import RULES, verdict
from chat_gui.client.invite_link import read

LINK = read("lab-pc4:7275")
FACTS = {
    **joining.facts(LINK),
    **dict.fromkeys(("service", "trouble", "code", "since", "until"), "…"),
    **dict.fromkeys(("heard_port", "heard_address", "moved", "firewall", "command"), "…"),
    "said": "You are banned from this server.",
}
signs = st.lists(st.sampled_from(Sign), max_size=6, unique=True)


def judged(*found: Sign) -> Verdict:
    return verdict([Step("Port", Mark.FAILED, "…", found, FACTS)])


@given(signs)
def test_there_is_always_one_and_every_fact_in_it_is_known(found: list[Sign]) -> None:
    given_one = judged(*found)
    for text in (given_one.sentence, given_one.fix, *given_one.commands):
        assert text
        assert not set("{}?") & set(text)
    assert given_one.sentence[-1] in ".…"
    assert given_one.fix[-1] == (":" if given_one.commands else ".")


@given(signs, signs)
def test_more_signs_never_give_a_rule_further_down(some: list[Sign], more: list[Sign]) -> None:
    def place(found: list[Sign]) -> int:
        return next(n for n, rule in enumerate(RULES) if rule.signs <= set(found))

    assert place([*some, *more]) <= place(some)


@given(signs)
def test_in_which_step_a_sign_was_found_does_not_matter(found: list[Sign]) -> None:
    apart = [Step("Port", Mark.FAILED, "…", (sign,), FACTS) for sign in found]
    assert verdict([ok("Name", "…", **FACTS), *apart]) == judged(*found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: "-".join(sorted(rule.signs)) or "none")
def test_each_rule_is_reached_by_its_own_signs(rule: object) -> None:
    """None stands behind one that asks for less."""
    assert next(one for one in RULES if one.signs <= rule.signs) is rule  # type: ignore[attr-defined]


def test_no_facts_but_the_known_are_asked_for() -> None:
    for rule in RULES:
        for text in (rule.sentence, rule.fix, *rule.commands):
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= set(FACTS)


_HARMLESS = {Sign.THIS_COMPUTER, Sign.OTHER_NETWORK, Sign.STRANGER, Sign.PINNED, Sign.PRESENT}
_HARMLESS |= {Sign.HEARD, Sign.HEARD_ELSEWHERE, Sign.HEARD_OTHER, Sign.VISITED, Sign.NOT_VISITED}


def test_every_sign_of_a_fault_is_one() -> None:
    for sign in Sign:
        alone = judged(sign)
        known = sign in _HARMLESS | {Sign.UNHEARD}  # that one counts beside a visit or none
        assert alone.fine == known, sign


def test_what_a_server_says_is_not_filled_in_again() -> None:
    step = failed("Entry", "…", Sign.BANNED, said="{host} {0} {!r}")
    assert verdict([step]).sentence.endswith("{host} {0} {!r}")


def test_a_fact_that_is_missing_is_no_error() -> None:
    assert "?" in verdict([failed("Entry", "…", Sign.BANNED)]).sentence


def test_the_report_has_every_step_and_the_verdict_first() -> None:
    steps = [ok("Name", "It is 10.0.0.2.", "a", "b"), unknown("Firewall", "Who knows.")]
    steps.append(failed("Port", "It refuses.", Sign.REFUSED, **FACTS))
    found = verdict(steps)
    text = report.whole(steps, found, "Parlor 1")
    assert text.startswith(f"{found.sentence}\n{found.fix}\n\nok      Name       It is 10.0.0.2.\n")
    assert re.search(r"^ {8}a\n {8}b\n\?       Firewall   Who knows\.$", text, re.MULTILINE)
    assert text.endswith("FAILED  Port       It refuses.\nParlor 1\n")
