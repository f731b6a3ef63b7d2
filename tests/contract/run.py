"""`make contract`: a long run of every phase in every role, on a database of your choice."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.contract.scene import EVERYBODY, furnished_server, token_of
from tests.contract.schemathesis_run import run_schemathesis


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the report of each role is printed. Returns an exit status."""
    parser = argparse.ArgumentParser(prog="make contract", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="for each role")
    parser.add_argument("--database", default="", help="by default a fresh SQLite")
    parser.add_argument("--role", action="append", choices=EVERYBODY, help="by default everybody")
    asked = parser.parse_args(arguments)
    failed = []
    with tempfile.TemporaryDirectory(prefix="modelwarden-contract-") as temporary:
        directory = Path(temporary)
        database = asked.database or f"sqlite:///{directory / 'contract.sqlite'}"
        with furnished_server(directory, database) as url:
            for username in asked.role or EVERYBODY:
                print(f"== {username} ==", flush=True)  # noqa: T201 - it talks to a person
                run = run_schemathesis(
                    url, token_of(url, username), directory, "--max-time", str(asked.seconds)
                )
                print(run.report, flush=True)  # noqa: T201 - as above
                failed += [] if run.passed else [username]
    print(f"Failed as: {', '.join(failed) or 'nobody'}")  # noqa: T201 - as above
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
