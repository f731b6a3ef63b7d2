"""Schemathesis against a server, as somebody."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_BIN = Path(sys.executable).with_name("schemathesis")
_CONFIG = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Run:
    """How a run ended: `passed` says that every check held, and `report` what Schemathesis printed."""

    passed: bool
    report: str


def run_schemathesis(url: str, token: str | None, directory: Path, *options: str) -> Run:
    """All checks over the whole API; the same options find the same."""
    log_in = ["-H", f"Authorization: Bearer {token}"] if token else []
    command = [_BIN, "--config-file", _CONFIG, "run", f"{url}/api/v1/openapi.json", *log_in]
    checks = ["--checks", "all", "--seed", "1", "--no-color", *options]
    done = subprocess.run(
        [*command, *checks],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Run(done.returncode == 0, done.stdout)
