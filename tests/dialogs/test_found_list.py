"""The list of servers in the first dialog, in a real Tk: mouse, keyboard, and while it grows."""

import pytest

from chat_gui.client.address import Address
from chat_gui.dialogs import found_list, nearby
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.join import NONE_FOUND, PICK, JoinDialog
from chat_gui.dialogs.plain import PlainQuestion
from chat_server import __version__
from chat_server.protocol.found import Found
from tests.dialogs.asked import Asked, below

PRINTS = {name: f"{number:02x}" * 32 for number, name in enumerate(("lab", "floor", "nas"), 1)}


def server(name: str, people: int = 1, fingerprint: str | None = None) -> Found:
    print_ = PRINTS.get(name, "ff" * 32) if fingerprint is None else fingerprint
    return Found(name, name, __version__, False, print_, people, (f"{name}.example",), 7275)


LAB, FLOOR, NAS = (server(name) for name in PRINTS)


def show(asked: Asked, *servers: Found) -> JoinDialog:
    asked.dialog.found.show(nearby.listed(servers, {}))
    asked.root.update()
    return asked.dialog


def opened(asked: Asked, *servers: Found, nick: str = "Ada") -> JoinDialog:
    asked.show(nick)
    asked.until(asked.dialog.found.winfo_ismapped)
    return show(asked, *servers)


def selected(asked: Asked) -> str:
    line = asked.dialog.found.selected
    return line.name if line is not None else ""


def texts(asked: Asked) -> list[str]:
    canvas = asked.dialog.found.canvas
    return [
        canvas.itemcget(item, "text") for item in canvas.find_all() if canvas.type(item) == "text"
    ]


def click(asked: Asked, text: str, times: int = 1) -> None:
    canvas = asked.dialog.found.canvas
    (item,) = [
        one
        for one in canvas.find_all()
        if canvas.type(one) == "text" and canvas.itemcget(one, "text") == text
    ]
    x, y = (int(at) for at in canvas.coords(item))
    y -= int(canvas.canvasy(0))
    for _ in range(times):
        canvas.event_generate("<ButtonPress-1>", x=x + 2, y=y)
        canvas.event_generate("<ButtonRelease-1>", x=x + 2, y=y)
    asked.root.update()


def test_a_nickname_and_return_are_the_whole_way_in(asked: Asked) -> None:
    dialog = opened(asked, LAB, nick="")
    for key in "Bob":
        asked.press(f"<Key-{key}>", f"<KeyRelease-{key}>")
    asked.press("<Return>")
    assert asked.wishes == [Wish("Bob", Address("lab.example"), False, PRINTS["lab"])]
    assert dialog.found.winfo_ismapped()


def test_of_several_none_is_joined_by_itself(asked: Asked) -> None:
    dialog = opened(asked, LAB, FLOOR)
    assert selected(asked) == ""
    asked.press("<Return>")
    assert not asked.wishes
    assert str(dialog.status.cget("text")) == PICK
    asked.press("<Down>", "<Up>")
    assert not dialog.status.winfo_ismapped()
    asked.press("<Down>", "<Down>", "<Return>")
    assert [wish.address.host for wish in asked.wishes] == ["floor.example"]


def test_the_keyboard_goes_up_and_down_and_stays_within(asked: Asked) -> None:
    dialog = opened(asked, LAB, FLOOR, NAS)
    dialog.found.canvas.focus_force()
    asked.until(lambda: dialog.focus_get() is dialog.found.canvas)
    seen = []
    for key in ("<Down>", "<Down>", "<Down>", "<Down>", "<Up>", "<Prior>", "<Next>"):
        asked.answer(key)
        seen.append(selected(asked))
    assert seen == ["lab", "floor", "nas", "nas", "floor", "lab", "nas"]
    asked.answer("<Return>")
    assert [wish.address.host for wish in asked.wishes] == ["nas.example"]


def test_tab_goes_from_the_nickname_to_the_list_and_on(asked: Asked) -> None:
    dialog = opened(asked, LAB)
    order = []
    for _ in range(5):
        asked.answer("<Tab>")
        order.append(dialog.focus_get())
    buttons = [dialog.way_button, dialog.host_button, dialog.join_button]
    assert order == [dialog.found.canvas, *buttons, dialog.nick.entry]


def test_an_empty_list_is_no_stop_of_the_keyboard(asked: Asked) -> None:
    dialog = opened(asked)
    asked.answer("<Tab>")
    assert dialog.focus_get() is dialog.way_button


def test_a_click_selects_and_a_double_click_joins(asked: Asked) -> None:
    opened(asked, LAB, FLOOR)
    click(asked, "floor")
    assert selected(asked) == "floor"
    assert not asked.wishes
    click(asked, "lab", times=2)
    assert [wish.address.host for wish in asked.wishes] == ["lab.example"]


def test_a_double_click_on_what_has_moved_meanwhile_joins_nobody(asked: Asked) -> None:
    dialog = opened(asked, LAB, FLOOR)
    click(asked, "floor")
    show(asked, FLOOR, NAS)
    x, y = 20, dialog.found.canvas.winfo_height() - 5
    dialog.found._double_clicked(_event(x, y))
    assert not asked.wishes


def _event(x: int, y: int) -> "found_list.tkinter.Event[found_list.tkinter.Misc]":
    event: found_list.tkinter.Event[found_list.tkinter.Misc] = found_list.tkinter.Event()
    event.x, event.y = x, y
    return event


def test_the_selection_stays_with_its_server(asked: Asked) -> None:
    opened(asked, LAB, FLOOR)
    click(asked, "floor")
    show(asked, server("annex"), LAB, server("floor", people=9), NAS)
    assert selected(asked) == "floor"
    assert "9 people" in texts(asked)
    show(asked, LAB)
    assert selected(asked) == "", "another one is not joined instead"
    show(asked, LAB, FLOOR)
    assert selected(asked) == "floor", "it is back"


def test_who_was_found_alone_stays_selected_when_others_come(asked: Asked) -> None:
    opened(asked, LAB)
    assert selected(asked) == "lab"
    show(asked, FLOOR, LAB)
    assert selected(asked) == "lab"
    show(asked, server("lab", fingerprint=PRINTS["nas"]), FLOOR)
    assert selected(asked) == "", "the same id with another certificate is another server"


def test_nothing_is_drawn_anew_while_nothing_changes(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(asked, LAB, FLOOR)
    drawn: list[int] = []
    monkeypatch.setattr(type(dialog.found), "_draw", lambda _self: drawn.append(1))
    show(asked, LAB, FLOOR)
    assert not drawn
    show(asked, LAB)
    assert drawn == [1]


def test_twelve_scroll_and_the_selected_one_is_seen(asked: Asked) -> None:
    many = [server(f"w{number:02}") for number in range(12)]
    dialog = opened(asked, *many)
    high = dialog.found.canvas.winfo_height()
    for _ in range(12):
        dialog.found.move(1)
    asked.root.update()
    assert dialog.found.canvas.yview()[1] == 1.0
    assert selected(asked) == "w11"
    show(asked, *many[:1])
    assert dialog.found.canvas.winfo_height() <= high


def test_the_buttons_stay_where_they_are_when_one_goes(asked: Asked) -> None:
    dialog = opened(asked, LAB, FLOOR, NAS)
    asked.until(lambda: dialog.winfo_height() == dialog.winfo_reqheight())
    before = dialog.join_button.winfo_rooty()
    for servers in ((LAB, FLOOR), (LAB,), ()):
        show(asked, *servers)
        asked.root.update()
        assert dialog.join_button.winfo_rooty() == before


def test_a_long_name_ends_in_an_ellipsis(asked: Asked) -> None:
    opened(asked, server("the reading room of the physics department, third floor"))
    assert any(text.startswith("the reading") and text.endswith("…") for text in texts(asked))
    assert "1 person" in texts(asked)


@pytest.mark.parametrize("steps", [0, 5])
def test_nothing_is_cut_off_at_any_zoom(asked: Asked, steps: int) -> None:
    dialog = opened(asked, LAB, server("the reading room of the physics department"))
    asked.ink.look.zoom_by(steps)
    dialog.found.move(1)
    asked.root.update()
    canvas = dialog.found.canvas
    for item in canvas.find_all():
        left, top, right, bottom = canvas.bbox(item)
        assert left >= 0
        assert right <= canvas.winfo_width() + 2
        assert top >= 0
        assert bottom <= float(str(canvas.cget("scrollregion")).split()[3]) + 2


def test_where_nothing_is_found_it_says_why_and_what_to_do(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_list, "PATIENCE_MS", 20)
    dialog = opened(asked)
    dialog.found.begin()
    assert texts(asked) == [found_list.LOOKING]
    asked.until(lambda: texts(asked) == [found_list.NOBODY])
    asked.press("<Return>")
    assert str(dialog.status.cget("text")) == NONE_FOUND
    show(asked, LAB)
    assert not dialog.status.winfo_ismapped()
    assert found_list.NOBODY not in texts(asked)
    show(asked)
    assert texts(asked) == [found_list.NOBODY], "it knows that at once"


def said(asked: Asked) -> str:
    """What stands below the list; empty if that is out of sight."""
    shown = asked.dialog.status.winfo_ismapped()
    return str(asked.dialog.status.cget("text")) if shown else ""


def test_what_is_not_so_any_more_is_not_said_of_the_list(asked: Asked) -> None:
    opened(asked)
    asked.press("<Return>")
    asked.until(lambda: said(asked) == NONE_FOUND)
    show(asked, LAB, FLOOR)
    assert said(asked) == "", "two were found"
    asked.press("<Return>")
    asked.until(lambda: said(asked) == PICK)
    show(asked, LAB, FLOOR, NAS)
    assert said(asked) == PICK, "it is still so"
    show(asked)
    assert said(asked) == "", "there is none to pick"


def test_why_nobody_answered_stays_while_the_list_changes(asked: Asked) -> None:
    dialog = opened(asked, LAB)
    asked.press("<Return>")
    dialog.refuse_address("No answer comes from lab.example:7275.")
    asked.until(dialog.why_button.winfo_ismapped)
    show(asked, LAB, FLOOR)
    assert said(asked) == "No answer comes from lab.example:7275."
    assert dialog.why_button.winfo_ismapped()
    show(asked)
    assert said(asked) == "No answer comes from lab.example:7275.", "as it is not there"
    assert dialog.why_button.winfo_ismapped()


def test_what_went_wrong_on_one_way_in_is_not_said_of_the_other(asked: Asked) -> None:
    dialog = opened(asked)
    asked.press("<Return>")
    asked.until(lambda: said(asked))
    dialog.way_button.invoke()
    asked.until(dialog.where.winfo_ismapped)
    assert said(asked) == ""
    dialog.refuse_address("Nobody answers there.")
    asked.until(dialog.why_button.winfo_ismapped)
    dialog.way_button.invoke()
    asked.until(dialog.found.winfo_ismapped)
    assert not dialog.why_button.winfo_ismapped()
    dialog.way_button.invoke()
    assert "Nobody answers" not in below(dialog.address)


def test_a_bad_nickname_is_told_before_anything_is_joined(asked: Asked) -> None:
    dialog = opened(asked, LAB, nick="server")
    asked.press("<Return>")
    assert not asked.wishes
    assert "kept for the program" in below(dialog.nick)


def test_without_encryption_nobody_comes_in_by_return_alone(asked: Asked) -> None:
    dialog = opened(asked, server("cafe", fingerprint=""))
    asked.press("<Return>")
    assert isinstance(dialog.question, PlainQuestion)
    asked.root.update()
    dialog.event_generate("<Return>")
    asked.root.update()
    assert dialog.question is None
    assert not asked.wishes
    asked.press("<Return>")
    question: PlainQuestion = dialog.question  # type: ignore[assignment]
    question.join.invoke()
    assert asked.wishes == [Wish("Ada", Address("cafe.example"), plaintext=True)]


def test_one_that_does_not_answer_is_told_below_the_list(asked: Asked) -> None:
    dialog = opened(asked, LAB, FLOOR)
    click(asked, "lab", times=2)
    dialog.busy("Connecting…")
    dialog.refuse_address("No answer comes from lab.example:7275.")
    asked.root.update()
    assert str(dialog.status.cget("text")) == "No answer comes from lab.example:7275."
    assert dialog.found.winfo_ismapped()
    assert selected(asked) == "lab"


def test_one_that_does_not_encrypt_leads_to_its_address(asked: Asked) -> None:
    dialog = opened(asked, LAB)
    asked.press("<Return>")
    dialog.refuse_address("It doesn't encrypt.", more=True)
    asked.until(dialog.where.more.winfo_ismapped)
    assert dialog.address.text == "lab.example:7275"
    assert below(dialog.address) == "It doesn't encrypt."
    dialog.way_button.invoke()
    asked.until(dialog.found.winfo_ismapped)
    assert not dialog.where.winfo_ismapped()
