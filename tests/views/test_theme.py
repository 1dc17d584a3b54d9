"""The tokens: exactly the drawings' colours, each readable on what is behind it."""

import colorsys
from dataclasses import asdict

import pytest

from chat_gui import theme
from chat_gui.theme import DARK, LIGHT, Palette
from chat_gui.views import styles


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), theme.READABLE)
def test_text_is_readable(palette: Palette, text: str, behind: str) -> None:
    colours = asdict(palette)
    assert contrast(colours[text], colours[behind]) >= 4.5


def test_every_style_is_among_what_is_readable() -> None:
    """Words in a style that `READABLE` leaves out would be tested by nobody."""
    used = {(colour, behind) for behind, colour, _font in styles._LABELS.values()}
    used |= {(colour, behind) for behind, colour, _pad in styles._QUIET_BUTTONS.values()}
    used |= {("on_accent", fill) for _behind, *fills in styles._ACCENT_BUTTONS.values()
             for fill in fills}  # fmt: skip
    used |= {("text", behind) for _style, _kind, behind, _font in styles._TICKS}
    assert used <= set(theme.READABLE)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("behind", ["surface", "sidebar", "raised"])
def test_the_focus_ring_is_seen(palette: Palette, behind: str) -> None:
    """What is no text needs 3:1 (WCAG 1.4.11)."""
    assert contrast(palette.accent, getattr(palette, behind)) >= 3
    assert contrast(palette.text, palette.accent) >= 1.5, "the ring around an accent button"
    assert contrast(palette.text, getattr(palette, behind)) >= 3


@pytest.mark.parametrize("colour", theme.AVATARS)
def test_initials_are_readable(colour: str) -> None:
    assert contrast(theme.AVATAR_TEXT, colour) >= 4.5


def test_people_have_different_colours() -> None:
    hues = {round(colorsys.rgb_to_hls(*(int(c[i : i + 2], 16) for i in (1, 3, 5)))[0], 2)
            for c in theme.AVATARS}  # fmt: skip
    assert len(hues) == len(theme.AVATARS)
