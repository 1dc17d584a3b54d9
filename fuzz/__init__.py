"""Fuzzing: any bytes for what reads bytes of strangers. `make fuzz` runs it, with Atheris.

A target is a module with `check(data)`, which raises when what it holds of any data is not so.
"""

from pathlib import Path

HERE = Path(__file__).parent
TARGETS = {"codec": "streams", "dialects": "streams", "names": "names"}
"""Each target, and the folder in fuzz/corpus with what it begins from."""
