"""Typing the shell blocks of a page, one after the other, as a reader would."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.docs.pages import Block

# `command # ends with status 3`: the reader is told, and the walk expects it.
_ENDS = re.compile(r"^(?P<command>.*?)\s+# ends with status (?P<status>\d+)$", re.MULTILINE)
_SECONDS = 600


def expecting(text: str) -> str:
    """The block's commands, each that is to end otherwise than with 0 turned into a check of that."""
    return _ENDS.sub(r"{ \g<command>; } && exit 99 || [ $? -eq \g<status> ]", text)


def type_all(blocks: list[Block], directory: Path, environment: Mapping[str, str]) -> str:
    """Run the blocks in one shell until something is not as the page says; everything that they print."""
    script = "set -euo pipefail\n" + "\n".join(expecting(block.typed) for block in blocks)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=directory,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"ended with {done.returncode}:\n{done.stdout[-4000:]}"
    return done.stdout


def make_checkout(directory: Path) -> None:
    """Pages ask git for the commit that they stand on."""
    who = ("-c", "user.name=Emma", "-c", "user.email=emma@example.org")
    for command in (("init", "--quiet"), (*who, "commit", "--quiet", "--allow-empty", "--message", "Train")):
        subprocess.run(["git", *command], cwd=directory, check=True)
