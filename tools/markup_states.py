"""Screenshots of what texts look like: marks, code, links, mentions, emoji, scripts."""

from collections.abc import Iterable

from chat_gui import theme
from chat_gui.clock import now
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import GUEST, MINUTE, Draw, Stage, drawn, nothing, room, says, welcome

MARKED = [
    (BOB, "Morning! The printer on floor 2 works again 🎉"),
    (BOB, "Logs are in `printer.log` if **anyone** *really* cares, ~~not me~~ ***not you***"),
    (GUEST, "> Who has the key for the workshop?\n> It was here *yesterday*\nBob has it, ask @Bob"),
    (BOB, "@Ada has it, she was there yesterday"),
    (BOB, "See [the rules](https://example.org/workshop) and https://пример.рф/x"),
    (GUEST, "@all come and look, this is a long line that speaks to everyone and goes on and on"
     " until it has to be broken somewhere, maybe twice if the window is narrow enough for it"),
    (ADA, "```python\ndef hello(name: str) -> None:\n    # say it\n    print(f\"Hi {name}\")\n```"),
    (ADA, "and inline: see ```one\ntwo``` there"),
    (GUEST, "🎉"),
    (GUEST, "👍🏽 👨‍👩‍👧‍👦 🇺🇦"),
    (BOB, "- lists stay\n- as typed\n2*3*4 = 24, __init__, C:\\*.txt and snake_case_names"),
]  # fmt: skip

CODE = [
    (BOB, "```sql\nSELECT name, count(*) FROM rooms -- x\n WHERE kept > 30 AND a LIKE 'a%';\n```"),
    (BOB, "```json\n{\"room\": \"lobby\", \"people\": [1, 2.5, null], \"open\": true}\n```"),
    (ADA, "```\nno language, " + "a long line of code that goes on below " * 4 + "\n\tx\n```"),
    (GUEST, "```diff\n- was\n+ is\n  same\n```\ntext behind it"),
    (GUEST, "```html\n<b class=\"x\">no <i>HTML</i></b>\n```"),
]  # fmt: skip

SCRIPTS = [
    (BOB, "שלום לכולם! המדפסת בקומה 2 עובדת שוב 🎉"),
    (BOB, "הקובץ נמצא ב-`printer.log`, ראו https://example.org/x בבקשה (אם צריך)"),
    (GUEST, "مرحبا بالجميع، الطابعة في الطابق 2 تعمل من جديد. هذا سطر طويل جدا يجب أن"
     " ينكسر في مكان ما لأنه أطول، ولا بد أن تقرأ الأسطر من الأعلى إلى الأسفل"),
    (GUEST, "السلام عليكم **لا إله** و *مائل* 👍🏽 123,45"),
    (ADA, "Mixed: the word שלום means peace, and سلام too (really)"),
    (ADA, "> ציטוט של מישהו\nתשובה @Bob"),
    (BOB, "می‌خواهم ۱۲۳ و C++ و `x = 1`"),
    (BOB, "@Ada בואי הנה"),
    (GUEST, "中文和日本語はそのまま 한국어 ไทย"),
]  # fmt: skip


def shown(
    said: Iterable[tuple[events.Who, str]], mode: theme.Mode, size: str, zoom: float = 1.0
) -> Draw:
    """These texts in the lobby."""

    def talk(stage: Stage) -> None:
        at = now() - 5 * MINUTE
        stage.apply(welcome("lobby", "robotics"), room((ADA, BOB, GUEST), 20))
        stage.apply(*[says(i, at + i, by, text) for i, (by, text) in enumerate(said, 1)])

    return drawn(nothing, (mode, size, zoom), talk)


MARKUP_STATES: dict[str, Draw] = {
    "markup-light": shown(MARKED, "light", "900x820"),
    "markup-dark": shown(MARKED, "dark", "900x820"),
    "markup-480": shown(MARKED, "light", "480x1000"),
    "markup-200": shown(MARKED, "dark", "1500x1150", 2.0),
    "markup-300": shown(MARKED, "light", "1500x1150", 3.0),
    "code-light": shown(CODE, "light", "900x720"),
    "code-dark": shown(CODE, "dark", "900x720"),
    "code-480": shown(CODE, "light", "480x800"),
    "scripts-light": shown(SCRIPTS, "light", "900x620"),
    "scripts-dark": shown(SCRIPTS, "dark", "900x620"),
    "scripts-480": shown(SCRIPTS, "light", "480x760"),
    "code-300": shown(CODE, "light", "1200x1000", 3.0),
    "scripts-300": shown(SCRIPTS, "light", "900x1000", 3.0),
    "scripts-200": shown(SCRIPTS, "dark", "1500x1150", 2.0),
}
