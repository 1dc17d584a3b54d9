"""The first dialog in a real Tk: its fields, its buttons, what it takes from a link."""

import tkinter

import pytest

from chat_gui.client.address import Address
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.join import JoinDialog
from tests.dialogs.asked import Asked, below


def test_return_joins(asked: Asked) -> None:
    asked.show("Ada", "127.0.0.1")
    asked.press("<Return>")
    assert asked.wishes == [Wish("Ada", Address("127.0.0.1", 7275))]


def test_a_bad_nickname_is_told_while_typing(asked: Asked) -> None:
    dialog = asked.show()
    for key in "server":
        asked.press(f"<Key-{key}>", f"<KeyRelease-{key}>")
    assert below(dialog.nick) == "“server” is kept for the program; pick another."
    assert dialog.nick.entry.instate(["invalid"])
    asked.press("<Key-s>", "<KeyRelease-s>")
    assert below(dialog.nick) == "Others see you by this name."
    assert not dialog.nick.entry.instate(["invalid"])


def test_empty_fields_are_told_on_join(asked: Asked) -> None:
    dialog = asked.by_address()
    asked.press("<Return>")
    assert not asked.wishes
    assert below(dialog.nick) == "Pick a nickname to be seen by."
    assert below(dialog.address).startswith("Ask the person who hosts")


def test_a_refused_nickname_asks_again(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    assert str(dialog.status.cget("text")) == "Connecting…"
    asked.press("<Return>")
    assert not asked.wishes, "one thing at a time"
    dialog.refuse_nick("Ada", "“Ada” is taken; pick another.", lambda: None)
    asked.until(lambda: dialog.focus_get() is dialog.nick.entry)
    assert below(dialog.nick) == "“Ada” is taken; pick another."
    asked.press("<Return>")
    assert len(asked.wishes) == 1


def test_nobody_answers(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    dialog.refuse_address("Nobody answers at 127.0.0.1:7275.")
    assert below(dialog.address) == "Nobody answers at 127.0.0.1:7275."
    assert not dialog.status.winfo_ismapped()


def test_hosting_needs_only_a_nickname(asked: Asked) -> None:
    dialog = asked.show()
    dialog.host_button.invoke()
    assert not asked.hosts
    dialog.nick.fill("Ada")
    dialog.host_button.invoke()
    assert asked.hosts == ["Ada"]


def test_after_a_refused_host_the_address_is_left_alone(asked: Asked) -> None:
    dialog = asked.by_address()
    asked.press("<Return>")
    assert dialog.address.entry.instate(["invalid"])
    dialog.host_button.invoke()
    assert below(dialog.nick) == "Pick a nickname to be seen by."
    asked.press("<Key-A>", "<KeyRelease-A>")
    for field in (dialog.nick, dialog.address):
        assert not field.entry.instate(["invalid"])


def test_escape_cancels_then_closes(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    asked.press("<Escape>")
    assert asked.events == ["cancel"]
    asked.press("<Escape>")
    assert asked.events == ["cancel", "close"]


def test_ctrl_a_selects_the_whole_name(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.press("<End>", "<Control-a>", "<Key-B>")
    assert dialog.nick.text == "B"


def test_an_emoji_never_gets_into_a_field(asked: Asked) -> None:
    dialog = asked.show("Ada 🎉", "127.0.0.1")
    assert dialog.nick.text == "Ada "
    dialog.nick.entry.insert("end", "🦊")
    assert dialog.nick.text == "Ada "


def test_nothing_is_cut_off_at_any_zoom(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    for steps in (0, 3, 2):
        asked.ink.look.zoom_by(steps)
        dialog.refuse_nick("Ada", "A nickname can't contain “x”; take it out. " * 3, lambda: None)
        asked.until(lambda: dialog.winfo_height() >= dialog.winfo_reqheight())
        button = dialog.join_button
        assert button.winfo_width() >= button.winfo_reqwidth()
        assert button.winfo_rooty() + button.winfo_height() <= (
            dialog.winfo_rooty() + dialog.winfo_height()
        )


def test_on_a_low_screen_it_scrolls_to_what_has_the_keyboard(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JoinDialog, "winfo_screenheight", lambda _dialog: 400)
    asked.ink.look.zoom_by(5)
    dialog = asked.show("Ada", "127.0.0.1")
    asked.until(lambda: 1 < dialog.winfo_height() <= 400)

    def seen(widget: tkinter.Misc) -> bool:
        top = dialog.winfo_rooty()
        bottom = top + dialog.winfo_height()
        above = widget.winfo_rooty() >= top
        return above and widget.winfo_rooty() + widget.winfo_height() <= bottom

    assert seen(dialog.nick.entry)
    assert not seen(dialog.join_button)
    dialog.idle("Nobody answers.")
    asked.until(lambda: seen(dialog.status))
    dialog.join_button.focus_set()
    asked.until(lambda: seen(dialog.join_button))


LINK = InviteLink(Address("192.168.1.20"), "lunch", "2f" * 32, "K7QX-3M9P")


def paste(asked: Asked, text: str) -> None:
    entry = asked.dialog.address.entry
    asked.root.clipboard_clear()
    asked.root.clipboard_append(text)
    entry.delete(0, "end")
    entry.event_generate("<<Paste>>")
    asked.root.update()


def retype(asked: Asked, text: str) -> None:
    entry = asked.dialog.address.entry
    entry.focus_force()
    asked.until(lambda: asked.dialog.focus_get() is entry)
    entry.delete(0, "end")
    entry.insert(0, text[:-1])
    entry.event_generate("<KeyPress>", keysym=text[-1])
    entry.event_generate("<KeyRelease>", keysym=text[-1])
    asked.root.update()


def test_a_pasted_link_fills_the_address_and_is_used(asked: Asked) -> None:
    dialog = asked.by_address("Ada")
    paste(asked, f" {LINK} ")
    assert dialog.address.text == "192.168.1.20:7275"
    assert below(dialog.address).startswith("From an invite link")
    asked.press("<Return>")
    address = Address("192.168.1.20", 7275)
    assert asked.wishes == [Wish("Ada", address, False, "2f" * 32, "K7QX-3M9P", "lunch")]


def test_what_a_link_said_is_not_said_of_another_address(asked: Asked) -> None:
    dialog = asked.by_address("Ada")
    paste(asked, str(LINK))
    retype(asked, "192.168.1.21")
    assert below(dialog.address).startswith("Where it is hosted")
    asked.press("<Return>")
    assert asked.wishes == [Wish("Ada", Address("192.168.1.21"))]


def test_a_link_typed_by_hand_is_taken_apart_by_join_only(asked: Asked) -> None:
    dialog = asked.show("Ada", "parlor://192.168.1.20")
    assert dialog.address.text == "192.168.1.20:7275", "a remembered link is whole"
    retype(asked, "parlor://192.168.1.2")
    assert dialog.address.text == "parlor://192.168.1.2"
    asked.press("<Return>")
    assert asked.wishes == [Wish("Ada", Address("192.168.1.2"))]


def test_a_link_that_is_not_whole_is_told(asked: Asked) -> None:
    dialog = asked.by_address("Ada")
    paste(asked, "parlor://192.168.1.20#fingerprint=2f")
    asked.press("<Return>")
    assert not asked.wishes
    assert "not whole" in below(dialog.address)


def test_without_encryption_is_out_of_sight_until_more(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    assert not dialog.where.more.winfo_ismapped()
    dialog.where.more_button.invoke()
    asked.until(dialog.where.more.winfo_ismapped)
    dialog.where.more.tick.invoke()
    asked.press("<Return>")
    assert asked.wishes == [Wish("Ada", Address("127.0.0.1"), plaintext=True)]
    dialog.where.more_button.invoke()
    asked.until(lambda: not dialog.where.more.winfo_ismapped())


def test_without_encryption_is_remembered_by_address(asked: Asked) -> None:
    dialog = asked.dialog
    dialog.show("Ada", "10.0.0.1", lambda address: address == "10.0.0.1:7275")
    asked.until(dialog.where.more.winfo_ismapped)
    assert dialog.where.more.plaintext
    retype(asked, "10.0.0.2")
    assert not dialog.where.more.plaintext
    paste(asked, "parlor://10.0.0.1")
    assert dialog.where.more.plaintext
    paste(asked, f"parlor://10.0.0.1#fingerprint={'2f' * 32}")
    assert not dialog.where.more.plaintext, (
        "who knows which server it must be wants it to be checked"
    )


@pytest.mark.parametrize("more", [True, False])
def test_a_server_that_does_not_encrypt_leads_to_the_way_out(asked: Asked, more: bool) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    dialog.refuse_address("The server at 127.0.0.1:7275 doesn't encrypt.", more=more)
    asked.root.update()
    assert bool(dialog.where.more.winfo_ismapped()) == more
