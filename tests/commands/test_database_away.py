"""What starts while the database is away says so, and what to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs.registry_process import readers_shell
from tests.fire.processes import free_port

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("command", ["db revision", "db upgrade", "serve", "worker"])
def test_it_ends_with_the_remedy_and_no_trace_of_the_driver(tmp_path: Path, command: str) -> None:
    nobody = f"postgresql+psycopg://modelwarden:secret-of-mine@127.0.0.1:{free_port()}/modelwarden"
    done = subprocess.run(
        ["modelwarden", *command.split()],
        env=readers_shell(tmp_path, MODELWARDEN_DATABASE_URL=nobody),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database does not answer.\nWhy: Nothing was changed")
    assert done.stderr.splitlines()[-1].startswith("To do: Run `modelwarden doctor`")
    assert "secret-of-mine" not in done.stderr
