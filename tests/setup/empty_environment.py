"""An empty Python environment, and the built wheel with an extra in it, without a network.

pip resolves what the wheel asks for among the locked versions, offline, and installs the wheel itself. The
packages that it chose are then linked from the environment that the lock filled, with hashes: so nothing else
can be imported there, and it takes seconds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.docs.pages import ROOT

_WHEEL = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class Environment:
    """Where it is, and what pip put into it besides the wheel."""

    directory: Path
    packages: frozenset[str]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.directory / "bin" / "python"

    def run(self, program: str, *arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program of it, away from the checkout and with nothing of ours in the environment."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MODELW"))
        }
        cache = {name: value for name, value in os.environ.items() if name == "MODELWARDEN_CACHE"}
        return subprocess.run(
            [self.directory / "bin" / program, *arguments],
            cwd=self.directory,
            env={**kept, **cache},
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )


def build_wheel(folder: Path) -> Path:
    """The wheel, made by the locked build backend."""
    build: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, extras: str, directory: Path) -> Environment:
    """A new environment with the wheel and what `extras` (`[pdf]`, or nothing) brings, and no more."""
    venv.create(directory, symlinks=True, with_pip=False)
    environment = Environment(directory, frozenset(_resolved(wheel, extras, directory)))
    (site,) = directory.glob("lib/python*/site-packages")
    for name in environment.packages:
        _link(distribution(name), site)
    _pip("--python", str(environment.python), "install", "--no-deps", "--no-compile", str(wheel))
    return environment


def _resolved(wheel: Path, extras: str, directory: Path) -> Iterator[str]:
    """The packages that pip would install beside the wheel in an environment that has none."""
    house = directory / "wheelhouse"
    house.mkdir()
    for one in distributions():
        if canonicalize_name(one.name) != "modelwarden":
            _write_hollow_wheel(one, house)
    asked = ("install", "--dry-run", "--ignore-installed", "--report", "-", "--find-links", str(house))
    report = json.loads(_pip(*asked, f"modelwarden{extras} @ {wheel.as_uri()}"))
    names = {canonicalize_name(one["metadata"]["name"]) for one in report["install"]}
    yield from sorted(names - {"modelwarden"})


def _pip(*arguments: str) -> str:
    alone = ["--isolated", "--disable-pip-version-check", "--quiet"]
    place, arguments = (arguments[:2], arguments[2:]) if arguments[0] == "--python" else ((), arguments)
    command = [sys.executable, "-m", "pip", *alone, *place, arguments[0], "--no-index", *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _write_hollow_wheel(one: Distribution, house: Path) -> None:
    """A wheel with the metadata of an installed package and nothing else: enough for pip to resolve."""
    name = f"{canonicalize_name(one.name).replace('-', '_')}-{one.version}"
    members = {
        f"{name}.dist-info/METADATA": (one.read_text("METADATA") or "").encode(),
        f"{name}.dist-info/WHEEL": _WHEEL,
    }
    with zipfile.ZipFile(house / f"{name}-py3-none-any.whl", "w") as wheel:
        for path, content in members.items():
            wheel.writestr(path, content)
        lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in members.items()]
        record = f"{name}.dist-info/RECORD"
        wheel.writestr(record, "\n".join([*lines, f"{record},,"]))


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _link(one: Distribution, site: Path) -> None:
    """Every file of a package, its compiled code included; its programs are left out."""
    made: set[Path] = set()
    for file in one.files or ():
        if ".." in file.parts:
            continue
        target = site.joinpath(*file.parts)
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        source = Path(str(one.locate_file(file)))
        if source.exists():
            target.symlink_to(source)
