"""Run a long command and show that it is alive: its last line as it goes, all of it only if it fails."""

from __future__ import annotations

import collections
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_LINES_KEPT = 25
_LINE_WIDTH = 100
_QUIET_SECONDS = 1.5
_SECONDS_BETWEEN_LINES = 10.0


class FailedRunError(Exception):
    """A step of the set-up failed; the text has the command's last lines."""


def run_watched(what: str, command: Sequence[str | Path], say: Callable[[str], None]) -> None:
    """Run a command to its end. One that is done in a moment leaves no trace.

    Raises:
        FailedRunError: its exit status is not 0, or it cannot be started.
    """
    words = [str(word) for word in command]
    started = time.monotonic()
    kept: collections.deque[str] = collections.deque(maxlen=_LINES_KEPT)
    show = _on_terminal(what) if sys.stderr.isatty() else _in_log(what, say)
    try:
        status = _follow(words, kept, show)
    except OSError as error:
        raise FailedRunError(f"{what}: {error}") from error
    if status != 0:
        raise FailedRunError("\n".join([f"{what}: `{' '.join(words)}` ended with status {status}.", *kept]))
    if (seconds := time.monotonic() - started) > _QUIET_SECONDS:
        say(f"{what}: done in {seconds:.0f} s.")


def _follow(words: list[str], kept: collections.deque[str], show: Callable[[str], None]) -> int:
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            if text := line.strip():
                kept.append(text)
                show(text)
    show("")
    return process.returncode


def _on_terminal(what: str) -> Callable[[str], None]:
    def show(line: str) -> None:
        text = f"{what}: {line}"[:_LINE_WIDTH] if line else ""
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()

    return show


def _in_log(what: str, say: Callable[[str], None]) -> Callable[[str], None]:
    last = time.monotonic() - _SECONDS_BETWEEN_LINES + _QUIET_SECONDS

    def show(line: str) -> None:
        nonlocal last
        if line and (now := time.monotonic()) - last >= _SECONDS_BETWEEN_LINES:
            last = now
            say(f"{what}: {line[:_LINE_WIDTH]}")

    return show
