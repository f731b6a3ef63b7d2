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
_SECONDS_TO_TELL_ALL = 0.1


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
    first = Task(
        port=target.port,
        token=target.token,
        operation=operation,
        facts=target.facts,
        seed=seed,
        seconds=seconds,
    )
    tasks = [replace(first, seed=seed * 1000 + number) for number in range(clients)]
    running = [_start(task) for task in tasks]
    for process in running:
        _expect_ready(process)
    begins_at = time.monotonic() + _SECONDS_TO_TELL_ALL
    for process in running:
        _tell(process, str(begins_at))
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
    _tell(process, json.dumps(asdict(task)))
    return process


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _expect_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise FailedRequestError("A client could not begin; why stands above.")


def _result(process: subprocess.Popen[str]) -> Seen:
    told, _ = process.communicate()
    if process.returncode != 0:
        raise FailedRequestError("A client ended with an error; it stands above.")
    answer = json.loads(told)
    return Seen(answer["milliseconds"], {int(status): count for status, count in answer["statuses"].items()})
