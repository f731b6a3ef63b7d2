"""Starting a child process, following it line by line, and making sure that it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAST_WORDS = 4_000
_NICENESS = 10
_alive: set[subprocess.Popen[bytes]] = set()
_LONGEST_LINE = 10_000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its status (minus the signal, if one ended it), and its last words on stderr."""

    status: int
    timed_out: bool
    last_words: str


def watch(
    command: Sequence[str],
    directory: Path,
    environment: dict[str, str],
    wall_seconds: float,
    on_line: Callable[[str], None],
) -> Ended:
    """Run a command in this directory until it ends or its time is up, and pass on each line that it prints.

    It gives way to everything else that the machine has to do.

    An exception from `on_line` ends the child first and then passes through.
    """
    late = threading.Event()
    errors = directory / "stderr.txt"
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            command,
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        ) as process,
    ):
        _give_way(process)
        timer = threading.Timer(wall_seconds, _end_late, (process, late))
        timer.daemon = True
        timer.start()
        _alive.add(process)
        try:
            while line := _next_line(process):
                on_line(line)
            process.wait()
        finally:
            timer.cancel()
            _end(process)
            _alive.discard(process)
    return Ended(process.returncode, late.is_set(), _tail(errors))


def _give_way(process: subprocess.Popen[bytes]) -> None:
    # Where processors are few, people who wait for an answer come first. From outside, since what the child
    # imports takes it longer than most of what it is then asked.
    own = os.getpriority(os.PRIO_PROCESS, 0)
    with contextlib.suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, process.pid, own + _NICENESS)


def end_children() -> None:
    """End every child that runs now: this process is about to go, and their work will be begun anew."""
    for process in list(_alive):
        _end(process)


def _next_line(process: subprocess.Popen[bytes]) -> str:
    if process.stdout is None:  # Popen was asked for a pipe; this is for the type checker.
        return ""
    return process.stdout.readline(_LONGEST_LINE).decode("utf-8", "replace")


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    if process.poll() is None:
        late.set()
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; nothing happens when it has ended."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_WORDS))
        return file.read().decode("utf-8", "replace").strip()
