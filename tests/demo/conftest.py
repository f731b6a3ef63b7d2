"""One real run of the demo, left in a directory for an outsider to check."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from modelwarden.demo.server import command


@dataclass(frozen=True)
class Left:
    """What a run left behind, and how it ended."""

    directory: Path
    status: int
    story: str
    summary: dict[str, Any]

    def version(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.summary["versions"] if one["number"] == number)
        return found

    def evidence(self, number: int, kind: str) -> dict[str, Any]:
        digest = self.version(number)["evidence"][kind].removeprefix("sha256:")
        document: dict[str, Any] = json.loads((self.directory / "evidence" / f"{digest}.json").read_bytes())
        return document

    def decision(self, number: int) -> Path:
        return self.directory / "decisions" / str(self.version(number)["decision_id"])


def run_demo(directory: Path, *options: str) -> Left:
    """`modelwarden demo --out ... --json --no-serve`, as a script would call it."""
    done = subprocess.run(
        [command(), "demo", "--out", str(directory), "--json", "--no-serve", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.stdout, done.stderr
    return Left(directory, done.returncode, done.stderr, json.loads(done.stdout))


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    return run_demo(tmp_path_factory.mktemp("demo") / "out")
