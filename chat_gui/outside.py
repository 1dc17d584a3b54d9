"""What other programs of the system are started with."""

import os
import sys


def environment() -> dict[str, str]:
    """A packaged program's own libraries are not for the system's programs (PyInstaller)."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment["LD_LIBRARY_PATH"] = environment.get("LD_LIBRARY_PATH_ORIG", "")
    return environment
