"""Counts of several processes as those of one, in files that they share.

Prometheus's library decides when it is imported whether it counts in memory or in files, so nothing else may
be imported here.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""Prometheus's own name for the directory of these files."""


@contextmanager
def counted_together() -> Iterator[None]:
    """Have this process and what is forked from it count together, from before anything counts to the end."""
    if "prometheus_client" in sys.modules:
        msg = "something counts already"
        raise RuntimeError(msg)
    with tempfile.TemporaryDirectory(prefix="modelwarden-metrics-") as directory:
        os.environ[TOGETHER] = directory
        try:
            yield
        finally:
            del os.environ[TOGETHER]


def are_counted_together() -> bool:
    """Whether this process is one of several that count together."""
    return TOGETHER in os.environ
