"""The API keeps what its OpenAPI document says, whoever asks: Schemathesis, every check on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from registry.app import create_app
from registry.services.platform import Platform
from registry.web.openapi.document import undescribed
from tests.contract.scene import EVERYBODY, furnished_server, token_of
from tests.contract.schemathesis_run import run_schemathesis

# Coverage is the same in every role, and long; fuzzing and stateful runs are short in each.
OPTIONS = {"ada": ["--phases", "examples,coverage,stateful"]}
SHORT = ["--phases", "examples,fuzzing"]


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[str]:
    with furnished_server(tmp_path, database_url) as url:
        yield url


@pytest.mark.long
@pytest.mark.database
@pytest.mark.timeout(600)
def test_every_check_holds_in_every_role(server: str, tmp_path: Path) -> None:
    """A short run; `make contract` makes a long one."""
    document = httpx.get(f"{server}/api/v1/openapi.json").json()
    operations = sum(len(path) for path in document["paths"].values())
    for username in EVERYBODY:
        options = [*OPTIONS.get(username, SHORT), "--max-examples", "1"]
        run = run_schemathesis(server, token_of(server, username), tmp_path, *options)
        assert run.passed, f"as {username}:\n{run.report}"
        # A run that tests nothing passes, too.
        assert f"Tested: {operations}" in run.report, run.report


@pytest.mark.database
def test_every_route_of_the_api_is_described(platform: Platform) -> None:
    app = create_app(platform, bundle_token="t")  # noqa: S106 - protects nothing
    assert undescribed(app) == []
