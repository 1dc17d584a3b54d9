"""One target under Atheris, in a process of its own: `python -m fuzz.one TARGET FLAGS… FOLDER…`.

What follows the target is libFuzzer's; given a file it tries that input alone.
"""

import importlib
import sys

import atheris


def main() -> None:
    """Read the target's modules so that Atheris sees where they go, and start."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["chat_server"]):
        target = importlib.import_module(f"fuzz.{name}")
    atheris.Setup(sys.argv, target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
