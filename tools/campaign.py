"""The kill campaign: `make campaign ARGS="--kills 300 --database postgresql"`; the report is JSON on stdout.

It ends with status 1 when an invariant was broken, an answer was not kept, a job did not end, or an answer
was a 500.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.fire.campaign import Plan, run_campaign
from tests.postgres import running_postgres


def main() -> int:
    """Run it on each database that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150, help="on each database (default: 150)")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clients", type=int, default=6, help="client threads (default: 6)")
    parser.add_argument("--webs", type=int, default=1, help="processes of the web server (default: 1)")
    parser.add_argument("--keep", type=Path, help="keep data and logs in this directory")
    asked = parser.parse_args()
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    reports = [_run(database, asked) for database in databases]
    print(json.dumps(reports, indent=2))
    return int(
        any(
            one[key]
            for one in reports
            for key in ("violations", "broken_promises", "jobs_not_ended", "faults")
        )
    )


def _run(database: str, asked: argparse.Namespace) -> dict[str, object]:
    plan = Plan(kills=asked.kills, seed=asked.seed, clients=asked.clients, webs=asked.webs)
    with (
        tempfile.TemporaryDirectory(prefix="mw-") as scratch,
        running_postgres() if database == "postgresql" else nullcontext() as url,
    ):
        directory = (asked.keep or Path(scratch)) / database
        directory.mkdir(parents=True, exist_ok=True)
        return run_campaign(directory, url, plan, lambda line: print(f"{database}: {line}", file=sys.stderr))


if __name__ == "__main__":
    sys.exit(main())
