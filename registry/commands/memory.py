"""What a process keeps in memory, and what it looks at again and again."""

from __future__ import annotations

import ctypes
import gc

_M_MMAP_THRESHOLD = -3  # <malloc.h>
_M_ARENA_MAX = -8
_LARGE_BYTES = 128 << 10
_ARENAS = 2


def keep_little_memory() -> None:
    """Have large buffers mapped on their own, and all threads share two heaps. Call it before they start.

    By itself glibc does the former until one of them is freed, and then keeps them in the heap of whichever
    thread asked: 30 MB more that nobody uses, measured with an upload to S3. A heap for each thread took
    another 12 MB. Other C libraries know no such switches and need none.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_ARENA_MAX, _ARENAS)


def stop_looking_at_what_stays() -> None:
    """Have the collector leave alone what is loaded by now. Call it when all is ready.

    Modules, tables and templates stay until the process ends. To look at them each time took searches a
    quarter of their time.
    """
    gc.collect()
    gc.freeze()
