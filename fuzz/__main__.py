"""`make fuzz`, or `python -m fuzz SECONDS [TARGET …]`: the targets, one after another.

They share the time. What they find new is kept in build/fuzz, so that a longer run goes on there.
"""

import importlib.util
import platform
import re
import subprocess
import sys

from fuzz import HERE, TARGETS, words

BUILD = HERE.parent / "build" / "fuzz"
SETTINGS = ("-max_len=4096", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1")
MISSING = (
    "Atheris is not installed, so nothing was fuzzed: it is for Linux on x86-64, Python < 3.14."
)


def main(arguments: list[str]) -> int:
    """Fuzz; 0 if nothing was found, 1 if something was or if Atheris should be there and is not."""
    seconds = int(arguments[0])
    targets = arguments[1:] or list(TARGETS)
    if importlib.util.find_spec("atheris") is None:
        print(MISSING, file=sys.stderr)
        return int(_should_be_here())
    failed = [name for name in targets if not fuzz(name, seconds // len(targets))]
    return int(bool(failed))


def _should_be_here() -> bool:
    here = sys.platform == "linux" and platform.machine() == "x86_64"
    return here and sys.version_info < (3, 14)


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target; gives whether it stood."""
    found = BUILD / name
    found.mkdir(parents=True, exist_ok=True)
    dictionary = BUILD / "words.txt"
    words.write(dictionary)
    log = BUILD / f"{name}.log"
    with log.open("wb") as output:
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "fuzz.one", name, *SETTINGS, f"-dict={dictionary}"),
                *(f"-max_total_time={seconds}", f"-artifact_prefix={BUILD}/{name}-"),
                *(found, HERE / "corpus" / TARGETS[name]),
            ],
            cwd=HERE.parent,
            stdout=output,
            stderr=output,
            check=False,
        )
    told = log.read_text("utf-8", "replace")
    tried = re.search(r"number_of_executed_units: (\d+)", told)
    print(f"{name}: {int(tried[1]) if tried else 0:,} inputs in {seconds} s", flush=True)
    if ended.returncode == 0 and tried:
        return True
    again = re.search(r"Test unit written to (\S+)", told)
    print("\n".join(told.splitlines()[-40:]), file=sys.stderr)
    if again:
        print(f"Try it again: {sys.executable} -m fuzz.one {name} {again[1]}", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
