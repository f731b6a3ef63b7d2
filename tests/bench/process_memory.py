"""Memory and processor time of the processes that serve, as Linux tells them in `/proc`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_NAMES = (
    (b"registry/gate/tether.py", "tether"),
    (b"registry.commands.worker", "worker"),
    (b"modelwarden\0worker", "worker"),
    (b"modelwarden\0serve", "web"),
    (b"registry.evidence.run", "sandbox"),
    (b"--server", "opa"),
    (b"postgres", "postgres"),
)


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Kilobytes of 1024 bytes: resident, its fair share of what is resident, and the most there ever was."""

    name: str
    pid: int
    rss_kib: int
    pss_kib: int
    peak_kib: int


def family_of(pids: Mapping[str, int]) -> dict[int, str]:
    """These processes and all that descend from them, each with what it is."""
    children = _children()
    found: dict[int, str] = {}
    waiting = list(pids.values())
    while waiting:
        pid = waiting.pop()
        found[pid] = _name(pid)
        waiting += children.get(pid, [])
    return {pid: name for pid, name in found.items() if name}


def memory_of(family: Mapping[int, str]) -> dict[str, object]:
    """Each process, and sums: ours, and with PostgreSQL's.

    PostgreSQL's processes share most of what they use, so only their PSS can be added up.
    """
    rows = [row for pid, name in sorted(family.items()) for row in _rows(pid, name)]
    ours = [row for row in rows if row.name != "postgres"]
    return {
        "processes": [asdict(row) for row in rows if row.name != "postgres"],
        "ours_rss_mb": _megabytes(sum(row.rss_kib for row in ours)),
        "ours_pss_mb": _megabytes(sum(row.pss_kib for row in ours)),
        "postgres_processes": len(rows) - len(ours),
        "postgres_pss_mb": _megabytes(sum(row.pss_kib for row in rows if row.name == "postgres")),
        "all_pss_mb": _megabytes(sum(row.pss_kib for row in rows)),
    }


def processor_seconds(family: Mapping[int, str]) -> dict[str, float]:
    """Processor time that they and their ended children have had so far, by what they are."""
    found: dict[str, float] = {}
    for pid, name in family.items():
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[name] = found.get(name, 0.0) + sum(map(int, fields[11:13])) / _TICKS
    return found


def _rows(pid: int, name: str) -> Iterator[ProcessMemory]:
    with suppress(OSError):
        status, rollup = _numbers(pid, "status"), _numbers(pid, "smaps_rollup")
        yield ProcessMemory(name, pid, status["VmRSS"], rollup["Pss"], status["VmHWM"])


def _numbers(pid: int, file: str) -> dict[str, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/{file}").read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1] == "kB"}


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(entry.name))
    return found


def _name(pid: int) -> str:
    with suppress(OSError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return next((name for words, name in _NAMES if words in command), "other") if command else ""
    return ""


def _megabytes(kib: int) -> float:
    return round(kib * 1024 / 1_000_000, 1)
