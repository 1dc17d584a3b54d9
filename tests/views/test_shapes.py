"""Pictures on their way to Tk."""

import base64
import io

from PIL import Image

from chat_gui.views.shapes import png


def test_what_is_written_is_what_was_drawn() -> None:
    drawn = Image.linear_gradient("L").resize((7, 5))
    image = Image.merge("RGBA", (drawn, drawn.rotate(180), drawn, drawn.rotate(180)))
    for one in (image, image.convert("L")):
        with Image.open(io.BytesIO(base64.b64decode(png(one)))) as read:
            assert (read.format, read.mode) == ("PNG", "RGBA")
            assert read.tobytes() == one.convert("RGBA").tobytes()
