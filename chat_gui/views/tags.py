"""How the tags of the history look: margins, spaces, fonts and colours, all from the theme."""

from typing import Any

from chat_gui import theme

TAB = 4
"""The width of a tab, in digits."""


def tags(look: theme.Theme) -> dict[str, dict[str, Any]]:
    """How the tags look; a later one beats an earlier one."""
    colours, px = look.palette, look.px
    left, indent, right = px(theme.L), px(theme.TEXT_INDENT), px(theme.BESIDE_BAR)
    tab = look.body.measure("0" * TAB)
    block = {"lmargin2": indent, "rmargin": right, "tabs": (indent + tab, indent + 2 * tab)}
    small = {"font": look.small, "foreground": colours.muted}
    return {
        "head": {"lmargin1": left, "spacing1": px(theme.M), **block},
        "first": {"lmargin1": left, "spacing3": px(1), **block},
        "text": {"lmargin1": indent, "spacing3": px(1), **block},
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
        "name": {"font": look.bold},
        "time": small,
        "status": small,
        "own": {"font": look.small_bold, "foreground": colours.accent},
        "gone": {"font": look.italic, "foreground": colours.muted},
        "trouble": {
            "lmargin1": indent,
            "font": look.small,
            "foreground": colours.danger,
            "spacing3": px(2),
            **block,
        },
        "sent": {},
        "sending": {"foreground": colours.muted},
        "failed": {"foreground": colours.danger},
        "short": {"foreground": colours.muted},
        "link": {"foreground": colours.accent, "underline": True},
        "retry": {"foreground": colours.accent, "font": look.small_bold, "underline": True},
        "target": {"background": colours.accent_soft, "lmargincolor": colours.accent_soft},
        "lit": {"background": colours.accent_soft},
        "pad": {"font": look.small, "spacing3": 0},
    }
