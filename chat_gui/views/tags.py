"""How the tags of the history look: margins, spaces, fonts and colours, all from the theme."""

from typing import Any

from chat_gui import theme
from chat_gui.views import highlight

TAB = 4
"""The width of a tab, in digits."""


def tags(look: theme.Theme) -> dict[str, dict[str, Any]]:
    """How the tags look; a later one beats an earlier one."""
    colours, px = look.palette, look.px
    left, indent, right = px(theme.L), px(theme.TEXT_INDENT), px(theme.BESIDE_BAR)
    tab = look.body.measure("0" * TAB)
    block = {"lmargin2": indent, "rmargin": right, "tabs": (indent + tab, indent + 2 * tab)}
    small = {"font": look.small, "foreground": colours.muted}
    body = {"font": look.body, "spacing2": px(2)}
    chip = {"background": colours.code, "lmargincolor": colours.surface}
    return {
        "head": {"lmargin1": left, "spacing1": px(theme.M), "font": look.body, **block},
        "first": {"lmargin1": left, "spacing3": px(theme.LEADING), **block, **body},
        "filled": {"wrap": "char"},
        "text": {"lmargin1": indent, "spacing1": px(1), "spacing3": px(2), **block, **body},
        "action": {"lmargin1": indent, "spacing1": px(theme.S), "font": look.italic, **block},
        "presence": {
            "lmargin1": indent,
            "spacing1": px(theme.S),
            "spacing3": px(2),
            **block,
            **small,
        },
        "reactions": {"lmargin1": indent, "spacing1": px(2), "spacing3": px(2), **block, **small},
        "day": {"lmargin1": left, "spacing1": px(theme.L), "spacing3": px(theme.XS), **small},
        "mention": {"background": colours.mention, "lmargincolor": colours.surface},
        "quoted": {
            "lmargin2": indent + px(theme.BAR_INDENT),
            "foreground": colours.muted,
            "spacing1": 0,
            "spacing3": 0,
        },
        "quote": {"lmargin2": indent + px(theme.BAR_INDENT), "spacing1": px(1), **small},
        "name": {"font": look.bold},
        "time": small,
        "status": small,
        "new": {
            "lmargin1": left,
            "spacing1": px(theme.M),
            "font": look.small,
            "foreground": colours.danger,
        },
        "beginning": {
            "justify": "center",
            "lmargin1": left,
            "lmargin2": left,
            "rmargin": right,
            "spacing3": px(theme.S),
            **small,
        },
        "own": {"font": look.small_bold, "foreground": colours.accent},
        "gone": {"font": look.italic, "foreground": colours.muted},
        "trouble": {
            "lmargin1": indent,
            "font": look.small,
            "foreground": colours.danger,
            "spacing3": px(2),
            **block,
        },
        "bold": {"font": look.bold},
        "italic": {"font": look.italic},
        "bold-italic": {"font": look.bold_italic},
        "struck": {"overstrike": True},
        "large": {"font": look.emoji},
        "mentioned": {"font": look.bold, "foreground": colours.accent},
        "code": {"font": look.mono, **chip},
        "code-side": chip,
        "fence": {**small, "spacing1": px(theme.XS)},
        "copy": {"foreground": colours.accent},
        "block": _block(look, indent),
        **{tag: {"foreground": getattr(colours, tag.replace("-", "_"))} for tag in highlight.TAGS},
        "block-top": {"spacing1": px(theme.XS)},
        "block-bottom": {"spacing3": px(theme.XS)},
        "sent": {},
        "sending": {"foreground": colours.muted},
        "failed": {"foreground": colours.danger},
        "short": {"foreground": colours.muted},
        "link": {"foreground": colours.accent, "underline": True},
        "told": {"foreground": colours.muted, "underline": False},
        "retry": {"foreground": colours.accent, "font": look.small_bold, "underline": True},
        "target": {"background": colours.accent_soft, "lmargincolor": colours.accent_soft},
        "lit": {"background": colours.accent_soft, "lmargincolor": colours.surface},
        "pad": {"font": look.small, "spacing3": 0},
    }


def _block(look: theme.Theme, indent: int) -> dict[str, Any]:
    """A band of code from the text's left edge to its right one; what is too long goes on below.

    A letter's width of the band stands before each line (`markup.CODE_SIDE`).
    """
    colours = look.palette
    side = indent - look.mono.measure(" ")
    tab = look.mono.measure("0" * TAB)
    return {
        "font": look.mono,
        "background": colours.code,
        "wrap": "char",
        "lmargin1": side,
        "lmargin2": side,
        "lmargincolor": colours.surface,
        "rmargincolor": colours.surface,
        "spacing1": 0,
        "spacing2": 0,
        "spacing3": 0,
        "tabs": (indent + tab, indent + 2 * tab),
    }
