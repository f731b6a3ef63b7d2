"""How long work tells of itself to whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.objects.jobs import Job

OnTransfer = Callable[[str, int, int], None]
"""Called with a file's name, the bytes that have gone, and the bytes that there are."""

OnJob = Callable[["Job"], None]
"""Called with a job each time that it was looked at."""
