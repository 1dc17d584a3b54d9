"""What a window does without until it stands there: whoever needs it waits for it then."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from pathlib import Path
from chat_gui import __main__, app
from chat_gui.root import open_root

def told(_event):
    print(*sys.modules)
    opened.quit()

place = ["--connect", "127.0.0.1:9", "--plaintext", "--nick", "Ada"]
opened = app.App(open_root(), __main__.options([*place, "--data", sys.argv[1]]))
opened.root.bind("<Map>", told)
sys.exit(opened.run())
"""
LATER = {
    *("arabic_reshaper", "asyncio", "babel", "bidi", "confusable_homoglyphs", "desktop_notifier"),
    *("emoji", "ifaddr", "PIL.PngImagePlugin", "pygments", "rapidfuzz", "segno", "ulid"),
    *("zeroconf", "chat_gui.client.desktop_loop", "chat_gui.client.discovery"),
    "chat_gui.client.doctor.examination",
}


@pytest.mark.usefixtures("display")
def test_what_the_first_window_does_not_need_is_not_imported(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert LATER & set(done.stdout.split()) == set()
    assert not done.stderr
