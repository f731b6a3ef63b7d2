"""Standard output when whoever reads it has had enough, as `head` has after some lines."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STDOUT = 1


class _Leaky(io.FileIO):
    """A file whose writes go nowhere once its reader is gone."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def outlive_the_reader() -> None:
    """Let a command end with its own status when the pipe it writes to is closed.

    Otherwise `promote checks REQUEST | head -1` would end with 1 at times, where the gate's answer is 3, and
    a list that was read as far as needed would be an error.
    """
    if not sys.stdout.isatty():
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(_Leaky(_STDOUT, "w", closefd=False)),
            encoding=sys.stdout.encoding,
            errors=sys.stdout.errors,
            write_through=True,
        )
