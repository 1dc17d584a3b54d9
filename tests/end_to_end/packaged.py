"""How the programs are packaged for the tests that start them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
"""What is packaged has no coverage in it to start."""


def build(place: Path) -> Path:
    """The folder with both programs, as `build.spec` makes it."""
    command = [sys.executable, "-m", "PyInstaller", "--log-level", "WARN", "build.spec"]
    into = ["--distpath", place / "dist", "--workpath", place / "build"]
    subprocess.run([*command, *into], cwd=ROOT, env=ENVIRONMENT, check=True)
    return place / "dist" / "parlor"
