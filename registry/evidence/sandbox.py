"""Evidence in a process of its own: short-lived, limited, without network and without our secrets.

The child reads untrusted tables and runs untrusted models, so it gets a private directory, a bare
environment, limits on memory, processor, files and time, and, where the system lets us, a network namespace
with nothing in it. Whatever happens to it comes back as an `EvidenceError`, and its directory is removed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

import registry
from registry.contract.tables import TableDescription
from registry.domain.errors import EvidenceError
from registry.evidence.child import Ended, watch
from registry.evidence.limits import SandboxLimits, is_memory_failure
from registry.evidence.requests import (
    Answer,
    ComputeRequest,
    DescribeRequest,
    EvidenceResult,
    Progress,
    ScanRequest,
    ScanResult,
)
from registry.evidence.run import ANSWER, LIMITS, REQUEST, out_of_memory

OnProgress = Callable[[Progress], None]
_T = TypeVar("_T")

_UNSHARE = ("unshare", "--user", "--map-root-user", "--net", "--")
_LARGEST_ANSWER = 256 * 2**20
_SHOWN = 400
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def compute(
    request: ComputeRequest, on_progress: OnProgress, limits: SandboxLimits | None = None
) -> list[EvidenceResult]:
    """One result per kind asked for; raises `EvidenceError`, and then there is none at all.

    An exception from `on_progress` ends the child and passes through: that is how a job is cancelled.
    """
    answer = _ask(request, on_progress, limits)
    return _given(answer.evidence)


def describe(
    request: DescribeRequest, on_progress: OnProgress, limits: SandboxLimits | None = None
) -> TableDescription:
    """Digest, schema and profile of a table; raises `EvidenceError`."""
    return _given(_ask(request, on_progress, limits).table)


def scan(request: ScanRequest, on_progress: OnProgress, limits: SandboxLimits | None = None) -> ScanResult:
    """Static scan of a version's files; raises `EvidenceError` only when no file could be judged at all."""
    return _given(_ask(request, on_progress, limits).scan)


@cache
def network_isolation() -> tuple[str, ...]:
    """The command prefix that takes the network away; empty where the system does not let us."""
    try:
        subprocess.run([*_UNSHARE, "true"], check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ()
    return _UNSHARE


def _given(value: _T | None) -> _T:
    if value is None:
        raise EvidenceError("The computation gave another answer than was asked for.", why="This is a bug.")
    return value


def _ask(
    request: ComputeRequest | DescribeRequest | ScanRequest,
    on_progress: OnProgress,
    limits: SandboxLimits | None,
) -> Answer:
    limits = limits or SandboxLimits()
    with tempfile.TemporaryDirectory(prefix="modelwarden-evidence-") as name:
        directory = Path(name)
        (directory / REQUEST).write_text(request.model_dump_json(), encoding="utf-8")
        (directory / LIMITS).write_text(limits.model_dump_json(), encoding="utf-8")
        command = [
            *network_isolation(),
            sys.executable,
            "-P",
            "-s",
            "-B",
            "-m",
            "registry.evidence.run",
            name,
        ]
        ended = watch(
            command,
            directory,
            bare_environment(directory),
            limits.wall_seconds,
            lambda line: on_progress(_progress(line)),
        )
        if ended.timed_out or ended.status != 0:
            raise explain_end(ended, limits)
        answer = _read_answer(directory / ANSWER)
    if answer.failure is not None:
        failure = answer.failure
        raise EvidenceError(failure.what, why=failure.why, remedy=failure.remedy, pointer=failure.pointer)
    return answer


def bare_environment(directory: Path) -> dict[str, str]:
    """Nothing of ours: no database address, no keys, no tokens."""
    return {
        "HOME": str(directory),
        "LANG": "C.UTF-8",
        # Compiling SHAP's small loops takes longer than running them.
        "NUMBA_DISABLE_JIT": "1",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(Path(registry.__file__).parents[1]),
        "TMPDIR": str(directory),
        **dict.fromkeys(_ONE_THREAD, "1"),
    }


def _progress(line: str) -> Progress:
    try:
        return Progress.from_bytes(line.encode())
    except ValidationError as error:
        raise EvidenceError(
            "The computation reported its progress in a strange way.", why=line[:_SHOWN]
        ) from error


def _read_answer(path: Path) -> Answer:
    try:
        if path.stat().st_size > _LARGEST_ANSWER:
            raise EvidenceError(
                "The evidence is too large to be stored.",
                why=f"It has more than {_LARGEST_ANSWER // 2**20} MiB.",
                remedy="Use fewer groups, features or example rows.",
            )
        return Answer.from_bytes(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvidenceError("The computation left no readable answer.", why=str(error)[:_SHOWN]) from error


def explain_end(ended: Ended, limits: SandboxLimits) -> EvidenceError:
    """Why a child that ended without an answer did so."""
    if ended.timed_out:
        return _too_slow(f"It may take {limits.wall_seconds} seconds.")
    if ended.status == -signal.SIGXCPU:
        return _too_slow(f"It may use {limits.cpu_seconds} seconds of processor time.")
    if is_memory_failure(ended.last_words):
        failure = out_of_memory(limits)
        return EvidenceError(failure.what, why=failure.why, remedy=failure.remedy)
    how = signal.Signals(-ended.status).name if ended.status < 0 else f"status {ended.status}"
    return EvidenceError(
        "The computation was ended before it had an answer.",
        why=f"Its process ended with {how}. {ended.last_words[-_SHOWN:]}".strip(),
        remedy="Check the table and the model; a file that crashes its reader is not to be trusted.",
    )


def _too_slow(why: str) -> EvidenceError:
    return EvidenceError(
        "The computation took too long.",
        why=why,
        remedy="Use a smaller table, explain fewer rows, or ask the operator to raise the limit.",
    )
