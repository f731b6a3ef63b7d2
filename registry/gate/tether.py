"""Become another program that dies with the process that started it.

Run by path as `python -I -S tether.py PARENT PROGRAM ARGUMENTS...`, between fork and OPA. Doing this in a
small program of its own, and not in a `preexec_fn`, is safe in a process with threads. It imports nothing
of the package, so that it is there in a blink.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Bind our life to `parent` where the kernel can (Linux), and become `command` under the same id."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have gone before we asked; then nobody is left to send the signal.
        if os.getppid() != parent:
            sys.exit("the process that wanted this program is gone")
    os.execv(command[0], command)  # noqa: S606 - becoming the program without a shell is the purpose


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
