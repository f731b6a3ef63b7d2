"""The sandbox's child: `python -m registry.evidence.run DIRECTORY` turns request.json into answer.json there.

It limits itself before it reads anything that a stranger wrote, says how far it is on standard output, one
JSON object per line, and ends with status 0 whenever it could write an answer, be it a failure.
"""

from __future__ import annotations

import os
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from registry.domain.errors import ModelwardenError
from registry.evidence.limits import SandboxLimits, is_memory_failure
from registry.evidence.requests import (
    Answer,
    ComputeRequest,
    DescribeRequest,
    Failure,
    Progress,
    Request,
    ScanRequest,
)

if TYPE_CHECKING:
    from typing import TextIO

REQUEST, LIMITS, ANSWER = "request.json", "limits.json", "answer.json"
_SPARE_SECONDS = 5


def main(directory: Path) -> None:
    """Answer the request in this directory."""
    progress = _claim_standard_output()
    limits = SandboxLimits.from_bytes((directory / LIMITS).read_bytes())
    _limit(limits)
    answer = _answer(directory / REQUEST, limits, progress)
    (directory / ANSWER).write_bytes(answer.model_dump_json().encode())


def _claim_standard_output() -> TextIO:
    """Keep the pipe to the parent for ourselves; whatever libraries print goes to standard error."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return pipe


def _limit(limits: SandboxLimits) -> None:
    for what, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # Past the soft limit on processor time comes SIGXCPU, which says why; past the hard one only SIGKILL.
        spare = _SPARE_SECONDS if what == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
        resource.setrlimit(what, (wanted, wanted + spare))


def _answer(request: Path, limits: SandboxLimits, progress: TextIO) -> Answer:
    def tell(step: Progress) -> None:
        print(step.model_dump_json(), file=progress, flush=True)

    try:
        parsed: Request = TypeAdapter[Request](Request).validate_json(request.read_bytes())
        return _run(parsed, tell)
    except ModelwardenError as error:
        return Answer(
            failure=Failure(what=error.what, why=error.why, remedy=error.remedy, pointer=error.pointer)
        )
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file provokes must come back as a failure.
        if isinstance(error, MemoryError) or is_memory_failure(str(error)):
            return Answer(failure=out_of_memory(limits))
        traceback.print_exc(file=sys.stderr)
        return Answer(
            failure=Failure(
                what="The computation failed.",
                why=f"{type(error).__name__}: {str(error)[:300]}",
                remedy="Check the table and the model; if they are in order, report this as a bug.",
            )
        )


def _run(request: Request, tell: Callable[[Progress], None]) -> Answer:
    match request:
        case ComputeRequest():
            from registry.evidence.compute import compute_evidence

            return Answer(evidence=compute_evidence(request, tell))
        case DescribeRequest():
            from registry.evidence.compute import describe

            return Answer(table=describe(request, tell))
        case ScanRequest():
            from registry.evidence.scan import scan_version

            return Answer(scan=scan_version(request))


def out_of_memory(limits: SandboxLimits) -> Failure:
    """The failure of a computation that wanted more memory than it was given."""
    return Failure(
        what="The computation ran out of memory.",
        why=f"It may use {limits.memory_bytes // 2**20} MiB.",
        remedy="Use a smaller table or model, or ask the operator to raise the limit.",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
