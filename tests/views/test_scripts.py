"""Arabic and Hebrew in a real Tk on X11: lines in order, at the right, copied as they were said."""

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_server.protocol import events
from tests.views.stage import BOB, Stage, says

LONG = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר " * 5
TEXTS = [
    "שלום עולם",
    LONG.strip(),
    "שלום  **שני עולמות** ו-`code` (x) 🎉👍🏽 12-34!",
    "مرحبا بالعالم لا إله می\u200cخواهم",
    "first English, then שלום\nשורה שנייה\n\nand a third",
    "> ציטוט\nתשובה https://a.example/x, @Bob",
    "```python\nx = 'שלום'  # 'עולם'\n```\nסוף",
    "[כללים](https://a.example) \u202eabc\u202c סוף",
    "א" * 500,
]


@pytest.fixture(autouse=True)
def as_on_x11(stage: Stage) -> None:
    stage.ink.colour_kills = True


def in_order(stage: Stage) -> bool:
    """Whether LONG stands there in lines that Tk breaks no further, in the order of reading."""
    text = stage.window.history.text
    first = int(text.search("תחא", "1.0").split(".")[0])
    last = int(text.search("עבש", "end", backwards=True).split(".")[0])
    broken = any(
        text.tk.call(text, "count", "-displaylines", f"{line}.0", f"{line}.end")
        for line in range(first, last + 1)
    )
    return not broken and text.said(f"{first}.0", f"{last}.end").strip() == LONG.strip()


@pytest.mark.parametrize("text", TEXTS)
def test_copying_gives_back_what_was_typed(stage: Stage, text: str) -> None:
    stage.enter(BOB)
    stage.apply(says(1, text), says(2, "the end"))
    assert stage.shown.endswith(f"\n{text}\nthe end")


def test_a_part_is_copied_in_the_order_of_reading(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "אחת שתיים שלוש"))
    text = stage.window.history.text
    assert text.search("תחא", "1.0"), "it is written in visual order"
    start = text.search("שולש", "1.0")
    end = f"{text.search('םייתש', '1.0')}+5c"
    assert text.said(start, end) == "שתיים שלוש"


@pytest.mark.parametrize("waiting", [True, False])
def test_lines_are_read_from_the_top_at_every_width(stage: Stage, waiting: bool) -> None:
    stage.enter(BOB)
    if waiting:
        stage.apply(reports.Unsent("lobby", "w1", LONG.strip(), False, now()))
    else:
        stage.apply(says(1, LONG.strip()), says(2, "plain"))
    for size in ("900x620", "520x620", "800x620"):
        stage.root.geometry(size)
        stage.until(lambda size=size: stage.root.winfo_width() == int(size[:3]))
        stage.until(lambda: in_order(stage))


def test_a_paragraph_stands_at_its_side(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "lead"), says(2, "שלום"), says(3, "abc שלום"), says(4, "@Bob רב"))
    text = stage.window.history.text

    def left(shown: str) -> int:
        box = text.bbox(text.search(shown, "1.0"))
        assert box is not None
        return box[0]

    assert left("abc") == left("lead")
    for shown in ("םולש", "@Bob"):
        last = text.bbox(f"{text.search(shown, '1.0')}+{len(shown) - 1}c")
        assert last is not None
        assert text.winfo_width() - last[0] - last[2] < 20


def test_names_and_topics_are_in_order(stage: Stage) -> None:
    other = events.Who("bob-7", "בוב")
    stage.enter(other)
    stage.apply(events.Topic("lobby", 1, 1, other, "t", "שלום"), says(2, "hi", other))
    text = stage.window.history.text
    assert text.search("בוב"[::-1] + " set the topic: םולש", "1.0")
    assert "name" in text.tag_names(text.search("בוב"[::-1], "4.0"))
    canvas = stage.window.header.topic
    drawn = [canvas.itemcget(item, "text") for item in canvas.find_all()]
    assert drawn == ["םולש"]
    stage.window.header.topic.say("שלום 🎉🎉")
    kinds = [canvas.type(item) for item in canvas.find_all()]
    assert kinds == ["image", "image", "text"], "one as often as it was typed"
    assert stage.ink.words("יא has left") == "אי has left"


def test_it_is_left_alone_where_tk_knows_it(stage: Stage) -> None:
    stage.ink.colour_kills = False
    stage.enter(BOB)
    stage.apply(says(1, "שלום לא"))
    assert stage.window.history.text.search("שלום לא", "1.0")
    assert stage.ink.words("שלום") == "שלום"
