"""The C programs beside this file: the load must not be what is slow."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


class NoCompiler(Exception):
    """There is no C compiler; the sentence says what to do."""


class NoOpenSsl(NoCompiler):
    """There is a compiler and nothing to speak TLS with."""


def compiled(source: str, folder: Path, tls: bool = False) -> Path:
    """A C program beside this file, compiled once for each folder; `tls` with OpenSSL.

    Raises `NoCompiler` or `NoOpenSsl`.
    """
    program = folder / (Path(source).stem + ("-tls" if tls else ""))
    if program.exists():
        return program
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("there is no C compiler: apt-get install gcc libc6-dev")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program)]
    command.append(str(HERE / source))
    if tls:
        if not _has_openssl(compiler):
            raise NoOpenSsl("OpenSSL's headers are not there: apt-get install libssl-dev")
        command += ["-DOVER_TLS", "-lssl", "-lcrypto"]
    subprocess.run(command, check=True)
    return program


def _has_openssl(compiler: str) -> bool:
    command = [compiler, "-E", "-include", "openssl/ssl.h", "-x", "c", "/dev/null"]
    return subprocess.run(command, capture_output=True).returncode == 0
