"""The font files that Pillow draws with: Noto Color Emoji, and faces for initials and numbers."""

import functools
import shutil
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from chat_gui import theme

STRIKE = 109
"""The one size in which Noto Color Emoji holds its bitmaps, in pixels."""

_EMOJI_FILES = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto-emoji/NotoColorEmoji.ttf",
)
_ASK_SECONDS = 2


@functools.cache
def strike() -> ImageFont.FreeTypeFont | None:
    """The colour font, None where there is none that Pillow can read."""
    wanted = [path for path in _EMOJI_FILES if Path(path).exists()] or _from_fontconfig()
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    for path in wanted:
        try:
            return ImageFont.truetype(path, STRIKE, layout_engine=engine)
        except OSError:
            continue
    return None


def _from_fontconfig() -> list[str]:
    """Ask fontconfig where the font is; nothing where it doesn't know."""
    if shutil.which("fc-match") is None:
        return []
    asked = ["fc-match", "--format=%{file}", "Noto Color Emoji"]
    try:
        answer = subprocess.run(asked, capture_output=True, timeout=_ASK_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    path = answer.stdout.decode(errors="replace").strip()
    return [path] if "emoji" in Path(path).name.lower() else []


def emoji(cluster: str, height: int) -> Image.Image | None:
    """An emoji on nothing, `height` pixels high; None where the font has no picture of it."""
    face = strike()
    if face is None:
        return None
    if face.layout_engine is ImageFont.Layout.BASIC:
        cluster = cluster[0]  # without shaping, its parts would stand side by side
    left, top, right, bottom = (round(edge) for edge in face.getbbox(cluster))
    if right <= left or bottom <= top:
        return None
    image = Image.new("RGBA", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), cluster, font=face, embedded_color=True)
    if image.getbbox() is None:
        return None
    width = max(1, round(image.width * height / image.height))
    return image.resize((width, height), Image.Resampling.LANCZOS)


@functools.cache
def bold(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A bold face for initials in a size in pixels."""
    return _first(theme.BOLD_FILES, size)


@functools.cache
def regular(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A plain face for numbers in a size in pixels."""
    return _first(theme.REGULAR_FILES, size)


def _first(files: tuple[str, ...], size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in files:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
