"""Measure speed and cost: `make bench ARGS="--sizes 1000 100000 --databases postgresql"`; JSON on stdout.

By default everything: 1,000 to 1,000,000 versions on both databases, with 1 and 8 clients. It takes most of
an hour, and some gigabytes of disk. It ends with status 1 when an answer was an error; a goal that is missed
is said in the report, since how fast a machine is says nothing of whether the code is right.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import structlog

from tests.bench.benchmark import run_benchmark
from tests.bench.load import FailedRequestError
from tests.bench.plan import OPERATIONS, Plan
from tests.bench.population import SHELF


def main() -> int:
    """Measure what was asked for."""
    asked, folder = _arguments()
    # Jobs that are done in this process say so; standard output is for the report.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory(prefix="mw-bench-", dir=folder) as directory:
        try:
            report = run_benchmark(asked, Path(directory), lambda line: print(line, file=sys.stderr))
        except FailedRequestError as error:
            print(error, file=sys.stderr)
            return 1
    print(json.dumps(report, indent=2))
    return 0


def _arguments() -> tuple[Plan, Path | None]:
    plan = Plan()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=_size, nargs="+", default=plan.sizes, help="versions, ascending")
    parser.add_argument("--clients", type=int, nargs="+", default=plan.clients)
    parser.add_argument("--databases", choices=plan.databases, nargs="+", default=plan.databases)
    parser.add_argument("--webs", type=int, default=plan.webs, help="processes of the web server")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="per repetition")
    parser.add_argument("--repetitions", type=int, default=plan.repetitions)
    parser.add_argument("--only", choices=[*OPERATIONS, "gate", "pdf"], nargs="+", default=plan.only)
    parser.add_argument("--folder", type=Path, help="where there is room; by default the system's")
    given = parser.parse_args()
    asked = Plan(
        sizes=tuple(sorted(given.sizes)),
        clients=tuple(given.clients),
        databases=tuple(given.databases),
        webs=given.webs,
        seconds=given.seconds,
        repetitions=given.repetitions,
        only=tuple(given.only),
    )
    return asked, given.folder


def _size(text: str) -> int:
    size = int(text)
    if size < SHELF or size % SHELF:
        msg = f"{size} is no multiple of {SHELF}"
        raise argparse.ArgumentTypeError(msg)
    return size


if __name__ == "__main__":
    sys.exit(main())
