"""What a long command tells the person who waits for it: on stderr, so that stdout stays for results."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape

_SECONDS_BETWEEN_LINES = 10.0


@contextlib.contextmanager
def progress_on_stderr(title: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the step at hand: live on a terminal, now and then in a log."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(escape(title)) as status:
            yield lambda line: status.update(f"{escape(title)}: {escape(line)}")
    else:
        console.print(title, markup=False, highlight=False)
        yield _now_and_then(
            lambda line: console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
        )


def _now_and_then(show: Callable[[str], None]) -> Callable[[str], None]:
    last_shown = float("-inf")

    def report(line: str) -> None:
        nonlocal last_shown
        if (now := time.monotonic()) - last_shown >= _SECONDS_BETWEEN_LINES:
            last_shown = now
            show(line)

    return report
