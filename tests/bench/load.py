"""Several clients at once, each a process, and what they and the server's processes did meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.bench.client import Seen, Task
from tests.bench.operations import Facts

_ROOT = Path(__file__).parents[2]
_STARTING_SECONDS = 0.7


class FailedRequestError(RuntimeError):
    """An answer was not a success; what was measured then would be the speed of errors."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the clients ask, and as whom."""

    port: int
    token: str
    facts: Facts


def run_load(target: Target, operation: str, clients: int, seconds: float, seed: int) -> list[float]:
    """Milliseconds of every answer.

    Raises:
        FailedRequestError: one was not a success.
    """
    begins_at = time.monotonic() + _STARTING_SECONDS
    first = Task(
        port=target.port,
        token=target.token,
        operation=operation,
        facts=target.facts,
        seed=seed,
        begins_at=begins_at,
        ends_at=begins_at + seconds,
    )
    running = [_start(replace(first, seed=seed * 1000 + number)) for number in range(clients)]
    seen = [_result(process) for process in running]
    statuses = sum((Counter(one.statuses) for one in seen), Counter())
    milliseconds = [each for one in seen for each in one.milliseconds]
    if len(milliseconds) != statuses.total() or not milliseconds:
        raise FailedRequestError(f"{operation} with {clients} clients: answers by status {dict(statuses)}")
    return milliseconds


def _start(task: Task) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-S", "-m", "tests.bench.client"],
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    with process.stdin as stdin:
        json.dump(asdict(task), stdin)
    return process


def _result(process: subprocess.Popen[str]) -> Seen:
    assert process.stdout is not None
    with process.stdout as stdout:
        told = stdout.read()
    if process.wait() != 0:
        raise FailedRequestError("A client ended with an error; it stands above.")
    answer = json.loads(told)
    return Seen(answer["milliseconds"], {int(status): count for status, count in answer["statuses"].items()})
