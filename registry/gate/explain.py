"""How OPA came to a result: a stored question, evaluated anew under a stored bundle, with OPA's own trace."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from registry.gate.errors import PolicyEvaluationError
from registry.gate.opa_command import run_opa

Detail = Literal["fails", "full"]
MAX_TRACE_LINES = 4000
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The value of a query, and how it came about; `cut` says that the trace goes on."""

    value: Any
    trace: str
    cut: bool


def evaluate(opa: Path, archive: bytes, question: bytes, query: str) -> Any:  # noqa: ANN401 - any JSON
    """The value of a query under a bundle; None when it is undefined. Raises `PolicyEvaluationError`."""
    with _stage(archive, question) as stage:
        output = _run(opa, [*arguments(query), "--format", "raw"], stage)
    return json.loads(output) if output.strip() else None


def explain(opa: Path, archive: bytes, question: bytes, query: str, detail: Detail) -> Explanation:
    """The value of a query and OPA's trace of it.

    Raises:
        PolicyEvaluationError: OPA cannot load the bundle or evaluate it; the reason is its message.
        OpaTimeoutError: it took longer than twenty seconds.
    """
    with _stage(archive, question) as stage:
        value = _run(opa, [*arguments(query), "--format", "raw"], stage)
        told = _run(opa, [*arguments(query), "--format", "pretty", "--explain", detail], stage)
    lines = [line for line in told.splitlines() if _is_traced(line)]
    trace = "\n".join(lines[:MAX_TRACE_LINES])
    return Explanation(json.loads(value) if value.strip() else None, trace, len(lines) > MAX_TRACE_LINES)


def arguments(query: str) -> list[str]:
    """The arguments of `opa` that evaluate a query on the files of a decision."""
    return ["eval", "--bundle", "bundle.tar.gz", "--input", "input.json", query]


def _is_traced(line: str) -> bool:
    """Trace lines begin with a place, `file:line` or `query:line`; the value after them is indented JSON."""
    place = line.split(" ", 1)[0]
    return ":" in place and place.rpartition(":")[2].isdigit()


@contextmanager
def _stage(archive: bytes, question: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="modelwarden-explain-") as directory:
        stage = Path(directory)
        (stage / "bundle.tar.gz").write_bytes(archive)
        (stage / "input.json").write_bytes(question)
        yield stage


def _run(opa: Path, options: list[str], stage: Path) -> str:
    done = run_opa(opa, options, cwd=stage, seconds=_SECONDS)
    if done.returncode != 0:
        raise PolicyEvaluationError(
            "OPA cannot evaluate this under the stored bundle.",
            why=(done.stderr or done.stdout).strip()[:2000],
            remedy="Look at the OPA that is installed with `modelwarden doctor`.",
        )
    return done.stdout
