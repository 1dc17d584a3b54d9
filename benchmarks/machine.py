"""What the figures were measured on, and the memory of a process."""

import os
import platform
import sys
from pathlib import Path

import psutil


def describe() -> str:
    """The machine in one line."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        names = [line for line in cpus.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{os.cpu_count()} cores of {model}, Python {sys.version.split()[0]}"


def file_system(folder: Path) -> str:
    """What the folder's files are kept on: a log in memory would be no log."""
    mounts = [part for part in psutil.disk_partitions(all=True) if part.mountpoint]
    above = [part for part in mounts if folder.resolve().is_relative_to(part.mountpoint)]
    return max(above, key=lambda part: len(part.mountpoint)).fstype if above else "unknown"


def memory(pid: int) -> int:
    """Bytes of a process that are in memory now."""
    return int(psutil.Process(pid).memory_info().rss)
