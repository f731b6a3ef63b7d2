"""Which code is running: the commit of the Git repository around the working directory."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and whether files have changed since."""

    id: str
    changed: bool


def current_commit() -> Commit | None:
    """The commit that is checked out here; None without Git, or outside a repository."""
    commit = _ask("rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    return Commit(commit, changed=bool(_ask("status", "--porcelain", "--untracked-files=no")))


def _ask(*arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run(
            [git, *arguments], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
