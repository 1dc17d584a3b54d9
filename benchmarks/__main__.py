"""`make bench`, or `python -m benchmarks NAME …` for some of them."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import fanout, growth, idle, log, slow, window
from benchmarks.compiled import HERE, NoCompiler
from benchmarks.machine import describe, file_system

BUILD = HERE.parent / "build"
"""Where logs are written: on the disk that the checkout is on, not in memory."""

BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "fanout": fanout.run,
    "idle": idle.run,
    "slow": slow.run,
    "log": log.run,
    "growth": growth.run,
    "window": lambda _folder: window.run(),
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        folder = Path(name)
        print(f"On {describe()}; logs on {file_system(folder)}")
        for chosen in names or BENCHMARKS:
            try:
                BENCHMARKS[chosen](folder)
            except NoCompiler as error:
                print(f"\n{chosen} is left out: {error}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
