"""The API keeps what its OpenAPI document says, whoever asks: Schemathesis, every check on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.app import create_app
from registry.services.platform import Platform
from registry.web.openapi.document import undescribed
from tests.contract.scene import ADMIN, EVERYBODY, Scene, furnished_server
from tests.contract.schemathesis_run import run_schemathesis

# Coverage is the same in every role, and long; fuzzing and stateful runs are short in each.
SHORT = ["--phases", "examples,fuzzing,stateful", "--max-examples", "3"]
ALL_PHASES = ["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "10"]


@pytest.fixture
def scene(tmp_path: Path, database_url: str) -> Iterator[Scene]:
    with furnished_server(tmp_path, database_url) as made:
        yield made


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("username", ["ada", ADMIN])
def test_every_check_holds(scene: Scene, username: str) -> None:
    """A short run of every operation; the test below and `make contract` are longer."""
    run = run_schemathesis(scene, username, *SHORT)
    assert run.faults == [], run.printed


@pytest.mark.long
@pytest.mark.database
@pytest.mark.timeout(6000)
def test_every_check_holds_in_every_role_and_phase(scene: Scene) -> None:
    runs = [run_schemathesis(scene, username, *ALL_PHASES) for username in EVERYBODY]
    assert not [run for run in runs if run.faults], "\n".join(run.printed for run in runs if run.faults)


@pytest.mark.database
def test_every_route_of_the_api_is_described(platform: Platform) -> None:
    app = create_app(platform, bundle_token="t")  # noqa: S106 - protects nothing
    assert undescribed(app) == []
