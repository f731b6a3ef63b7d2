"""Set the tree up for `make demo` or `make test`: all is installed once; later runs take seconds.

`python3 -m tools.setup demo` (or `docs`, `test`); standard library only, as nothing is installed yet.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.system_needs import install_missing, needs_to_run, needs_to_test
from tools.watched_run import FailedRunError, run_watched

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "set-up.json"
_RUNTIME = ROOT / "requirements" / "runtime.txt"
_DEV = ROOT / "requirements" / "dev.txt"
_PIP = ("-m", "pip", "--disable-pip-version-check")
# Wheels only: an sdist would be built with tools that no lock holds. The locks are whole, so nothing is
# resolved: pip would take the newest of a package that is asked for with an extra, and then miss its hash.
_FROM_LOCK = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--progress-bar=off")


def main(goal: str) -> int:
    """Set up for `goal`, which is `demo`, `docs` or `test`; return an exit status."""
    started = time.monotonic()
    testing = goal == "test"
    if not install_missing(needs_to_run() + (needs_to_test() if testing else []), say):
        return 1
    try:
        _set_up(developing=goal != "demo", testing=testing)
    except FailedRunError as failed:
        say(str(failed))
        return 1
    say(f"Set up in {time.monotonic() - started:.1f} s.")
    return 0


def _set_up(*, developing: bool, testing: bool) -> None:
    _make_environment()
    _once("Python packages", [_RUNTIME], lambda: _pip("Python packages", *_FROM_LOCK, "-r", _RUNTIME))
    if developing:
        both = ("-r", _RUNTIME, "-r", _DEV)
        _once("packages for tests", [_RUNTIME, _DEV], lambda: _pip("packages for tests", *_FROM_LOCK, *both))
    editable = ("--no-deps", "--no-build-isolation", "-e", ROOT)
    _once("Modelwarden", [ROOT / "pyproject.toml"], lambda: _pip("Modelwarden", *editable))
    _once("check of the packages", [_RUNTIME, _DEV], _check_packages)
    # These look into their caches themselves, and are done in no time when all is there.
    run_watched("OPA", [VENV / "bin" / "modelwarden", "opa", "install"], say)
    if testing:
        run_watched("veraPDF", [PYTHON, ROOT / "tools" / "verapdf.py"], say)
        run_watched("versitygw", [PYTHON, ROOT / "tools" / "versitygw.py"], say)
        _build_regal()


def _make_environment() -> None:
    if not _is_usable(PYTHON):
        run_watched("Python environment", [sys.executable, "-m", "venv", "--clear", VENV], say)


def _build_regal() -> None:
    try:
        run_watched("Regal", [PYTHON, ROOT / "tools" / "regal.py"], say)
    except FailedRunError as failed:  # A linter only: the tests tell that it is missing, and go on.
        say(f"{failed}\nThe Rego linter could not be built; `regal lint` will be left out.")


def _is_usable(python: Path) -> bool:
    question = [str(python), "-c", "import pip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))"]
    return python.exists() and subprocess.run(question, capture_output=True, check=False).returncode == 0


def _pip(what: str, *arguments: str | Path) -> None:
    run_watched(what, [PYTHON, *_PIP, "install", *arguments], say)


def _check_packages() -> None:
    run_watched("check of the packages", [PYTHON, *_PIP, "check"], say)


def _once(step: str, inputs: Sequence[Path], action: Callable[[], None]) -> None:
    """Run an action unless it was run already in this environment on inputs of the same content."""
    digest = hashlib.sha256(
        b"".join(hashlib.sha256(path.read_bytes()).digest() for path in inputs)
    ).hexdigest()
    stamps = json.loads(STAMPS.read_text("utf-8")) if STAMPS.exists() else {}
    if stamps.get(step) != digest:
        action()
        STAMPS.write_text(json.dumps({**stamps, step: digest}, indent=2, sort_keys=True), "utf-8")


def say(line: str) -> None:
    """Tell the person at the terminal; stdout is left to what runs after the set-up."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "demo"))
