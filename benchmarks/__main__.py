"""`make bench`, or `python -m benchmarks NAME …` for some of them."""

import sys
from collections.abc import Callable

from benchmarks import fanout, window

BENCHMARKS: dict[str, Callable[[], None]] = {"fanout": fanout.run, "window": window.run}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
