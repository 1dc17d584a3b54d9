"""`make bench`, or `python -m benchmarks NAME …` for some of them."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import fanout, growth, idle, log, slow, soak, window
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
    "window": window.run,
}
ASKED_FOR: dict[str, Callable[[Path], None]] = {"soak": soak.run}
"""Those that take ten minutes and run only by name."""


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    every = BENCHMARKS | ASKED_FOR
    unknown = [name for name in names if name not in every]
    if unknown:
        print(f"No benchmark {unknown[0]}; there are: {', '.join(every)}.", file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        folder = Path(name)
        print(f"On {describe()}; logs on {file_system(folder)}")
        for chosen in names or BENCHMARKS:
            try:
                every[chosen](folder)
            except NoCompiler as error:
                print(f"\n{chosen} is left out: {error}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
