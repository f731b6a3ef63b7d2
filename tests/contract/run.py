"""`make contract`: a long run of every phase in every role, on a database of your choice."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.contract.scene import EVERYBODY, furnished_server
from tests.contract.schemathesis_run import run_schemathesis


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the report of each role is printed. Returns an exit status."""
    parser = argparse.ArgumentParser(prog="make contract", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="for each role")
    parser.add_argument("--database", default="", help="by default a fresh SQLite")
    parser.add_argument("--role", action="append", choices=EVERYBODY, help="by default everybody")
    asked = parser.parse_args(arguments)
    runs = []
    with tempfile.TemporaryDirectory(prefix="modelwarden-contract-") as temporary:
        directory = Path(temporary)
        database = asked.database or f"sqlite:///{directory / 'contract.sqlite'}"
        with furnished_server(directory, database) as scene:
            for username in asked.role or EVERYBODY:
                run = run_schemathesis(scene, username, "--max-time", str(asked.seconds))
                print(f"== {username} ==\n{run.printed}", flush=True)  # noqa: T201 - it talks to a person
                runs.append(run)
    print("\n".join(map(str, runs)))  # noqa: T201 - as above
    return 1 if any(run.faults for run in runs) else 0


if __name__ == "__main__":
    raise SystemExit(main())
