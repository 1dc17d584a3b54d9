"""Where a text is code; pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.codes import codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no code, ` alone", []),
        ("`a` and ``b ` c``", ["a", "b ` c"]),
        ("` a ` `  ` ` ` ``` x```", ["a", "  ", " ", " x"]),
        ("`a\nb`", []),
        ("don`t\n```\nit`s\n```", ["it`s"]),
        ("```python\nx = 1\n\ny\n```", ["x = 1\n\ny"]),
        ("see ```x = 1\ny``` there", ["x = 1\ny"]),
        ("```c++\nint x;```", ["int x;"]),
        ("```\n\n```", [""]),
        ("````\n```\n````", ["```"]),
        ("```\nnot closed", []),
        ("```\n  code  \n   ```", ["  code  "]),
    ],
)
def test_examples(text: str, found: list[str]) -> None:
    assert [text[one.inner_start : one.inner_end] for one in codes(text)] == found


def test_a_block_tells_its_language() -> None:
    told = [one.language for one in codes("```python\nx\n``` ``` c# \nx``` ```\nx\n```")]
    assert told == ["python", "c#", ""]
    assert [one.block for one in codes("`a` ```b``` ```\nc\n```")] == [False, False, True]


@given(st.text(alphabet="`ab \n", max_size=60))
def test_code_lies_between_its_marks(text: str) -> None:
    done = 0
    for one in codes(text):
        assert done <= one.start < one.inner_start <= one.inner_end < one.end <= len(text)
        assert text[one.start] == text[one.end - 1] == "`"
        assert one.block or "\n" not in text[one.start : one.end]
        done = one.end
