"""The C programs beside this file: the load must not be what is slow."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


class NoCompiler(Exception):
    """There is no C compiler; the sentence says what to do."""


def compiled(source: str, folder: Path) -> Path:
    """A C program beside this file, compiled once for each folder. Raises `NoCompiler`."""
    program = folder / Path(source).stem
    if program.exists():
        return program
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("there is no C compiler: apt-get install gcc libc6-dev")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program)]
    command.append(str(HERE / source))
    subprocess.run(command, check=True)
    return program
