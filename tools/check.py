"""`make check`: every linter and static check, all of them run even if one fails, with one line each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BIN = Path(sys.executable).parent
_REGO = "policies/modelwarden"

Check = tuple[str, Sequence[str | Path]]


def main() -> int:
    """Run the checks; the output of those that fail is shown. Returns an exit status."""
    with tempfile.TemporaryDirectory(prefix="modelwarden-rego-") as workspace:
        failed = [name for name, command in _checks(workspace) if not _passes(name, command)]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def _checks(workspace: str) -> list[Check]:
    opa = _path_from([_BIN / "modelwarden", "opa", "path"])
    python: list[Check] = [
        ("ruff check", [_BIN / "ruff", "check", "--quiet"]),
        ("ruff format", [_BIN / "ruff", "format", "--check", "--quiet"]),
        ("mypy --strict", [_BIN / "mypy"]),
        ("import-linter", [_BIN / "lint-imports", "--no-logo"]),
    ]
    surroundings = ["--schema", "policies/schemas", "--capabilities", "policies/capabilities.json"]
    rego: list[Check] = [
        ("opa fmt", [opa, "fmt", "--list", "--fail", _REGO]),
        ("opa check --strict", [opa, "check", "--strict", *surroundings, _REGO]),
        # The tests need the data that the registry compiles into a bundle, so they run on a layout of it.
        ("opa test: layout", [sys.executable, "-m", "tests.policies.workspace", workspace]),
        ("opa test", [opa, "test", "--timeout", "300s", "--bundle", workspace]),
    ]
    return [*python, *rego, *_regal()]


def _regal() -> list[Check]:
    try:
        regal = _path_from([sys.executable, ROOT / "tools" / "regal.py"])
    except subprocess.CalledProcessError:
        print("regal lint: LEFT OUT, as Regal could not be built here")
        return []
    return [("regal lint", [regal, "lint", "--format", "compact", "policies"])]


def _path_from(command: Sequence[str | Path]) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout.strip()


def _passes(name: str, command: Sequence[str | Path]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    good = done.returncode == 0
    print(f"{name}: {'ok' if good else 'FAILED'} ({time.monotonic() - started:.1f} s)", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


if __name__ == "__main__":
    raise SystemExit(main())
