"""The how-to's settings and commands make a sound registry on a real PostgreSQL and a real S3."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from modelwarden.client import Client
from modelwarden.errors import ModelwardenError
from tests.docs.pages import DOCS, Page
from tests.docs.registry_process import readers_shell
from tests.postgres import running_postgres
from tests.s3_server import running_s3

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

HOW_TO = Page(DOCS / "how-to" / "postgresql-and-s3.md")
TYPED = "".join(block.typed for block in HOW_TO.blocks("console") if block.run)
READY_SECONDS = 90


def settings() -> dict[str, str]:
    """What the page has a reader export."""
    return dict(re.findall(r'^export ([A-Z0-9_]+)="?([^"\n]*)"?$', TYPED, re.MULTILINE))


@contextmanager
def running(line: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(line.split(), env=environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_page_makes_a_sound_registry(tmp_path: Path) -> None:
    with ExitStack() as stack:
        database, s3 = stack.enter_context(running_postgres()), stack.enter_context(running_s3())
        told = settings()
        assert told.keys() >= {"MODELWARDEN_DATABASE_URL", "MODELWARDEN_S3_BUCKET"}
        s3.make_bucket(told["MODELWARDEN_S3_BUCKET"])
        ours = {
            "MODELWARDEN_DATABASE_URL": database,
            "MODELWARDEN_DATA_DIR": str(tmp_path / "data"),
            "MODELWARDEN_S3_ENDPOINT_URL": s3.endpoint_url,
            "MODELWARDEN_S3_ALLOW_HTTP": "true",
            **s3.environment,
        }
        environment = readers_shell(tmp_path, **(told | ours))
        upgrade, create, serve, worker, doctor = re.findall(r"^modelwarden .*$", TYPED, re.MULTILINE)
        subprocess.run(upgrade.split(), env=environment, check=True)
        subprocess.run(
            [*create.split(), "--password-stdin"],
            input=b"a passphrase for ada\n",
            env=environment,
            check=True,
        )
        for line in (serve, worker):
            stack.enter_context(running(line, environment, tmp_path / "log"))
        wait_until_sound(environment["MODELWARDEN_URL"], tmp_path / "log")
        examined = subprocess.run(
            doctor.split(), env=environment, capture_output=True, text=True, check=False
        )
        assert examined.returncode == 0, examined.stdout
        assert "postgresql answers" in examined.stdout


def wait_until_sound(url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with Client(url) as client:
        while time.monotonic() < deadline:
            try:
                if client.health().is_sound:
                    return
            except ModelwardenError:
                pass
            time.sleep(0.3)
    pytest.fail(log.read_text("utf-8", "replace")[-3000:])
