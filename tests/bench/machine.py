"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import time
from pathlib import Path
from statistics import median

from registry.gate.binary import find_opa
from tests.postgres import find_binaries

_FSYNCS = 50


def machine_facts(folder: Path) -> dict[str, object]:
    """Facts of this machine; `folder` is on the disk that the databases are on."""
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _field("/proc/meminfo", "MemTotal"),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "postgresql": _first_line(find_binaries() / "postgres", "--version"),
        "sqlite": sqlite3.sqlite_version,
        "opa": _first_line(find_opa(), "version"),
        "fsync_ms": _fsync_milliseconds(folder),
        "load_average": os.getloadavg(),
    }


def _field(path: str, name: str) -> str:
    lines = (line.partition(":") for line in Path(path).read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "unknown")


def _first_line(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.partition("\n")[0]


def _fsync_milliseconds(folder: Path) -> float:
    """The median time to make 4 KiB durable: no commit takes less."""
    path, taken = folder / "fsync", []
    with path.open("wb") as file:
        for _ in range(_FSYNCS):
            file.write(bytes(4096))
            began = time.perf_counter()
            file.flush()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return round(median(taken), 3)
