"""The API keeps what its OpenAPI document says, whoever asks: Schemathesis, every check on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.app import create_app
from registry.services.platform import Platform
from registry.web.openapi.document import undescribed
from tests.contract.scene import EVERYBODY, furnished_server, token_of
from tests.contract.schemathesis_run import run_schemathesis

SECONDS = {"ada": "20"}


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[str]:
    with furnished_server(tmp_path, database_url) as url:
        yield url


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.timeout(600)
def test_every_check_holds_in_every_role(server: str, tmp_path: Path) -> None:
    """A short run; `make contract` makes a long one."""
    for username in EVERYBODY:
        seconds = SECONDS.get(username, "4")
        run = run_schemathesis(server, token_of(server, username), tmp_path, "--max-time", seconds)
        assert run.passed, f"as {username}:\n{run.report}"


@pytest.mark.database
def test_every_route_of_the_api_is_described(platform: Platform) -> None:
    app = create_app(platform, bundle_token="t")  # noqa: S106 - protects nothing
    assert undescribed(app) == []
