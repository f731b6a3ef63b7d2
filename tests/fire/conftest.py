"""Installations with history, for tests of what happens to them when things go wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.db.engine import open_engine
from registry.evidence import sandbox
from registry.evidence.requests import ComputeRequest, EvidenceResult, LocalFile
from registry.gate.bundle import Bundle
from registry.gate.client import GateClient
from registry.services.bundles import BuiltBundle, publish_bundle
from registry.services.context import open_unit
from registry.services.installation import prepare_installation
from registry.services.invariants import check_invariants
from registry.services.platform import Platform
from registry.storage import DiskStore
from registry.trust.keys import KeyStore
from tests.conftest import Clock, WaitingQueue, copied_database
from tests.fire.outages import Installation, running_installation
from tests.fire.scene import Scene, furnish
from tests.services.credit import Credit, make_credit
from tests.services.journey import SPEC


@pytest.fixture(scope="session")
def credit(tmp_path_factory: pytest.TempPathFactory) -> Credit:
    """A model that treats the young like everybody else."""
    return make_credit(tmp_path_factory.mktemp("credit"), penalty=0.0)


@pytest.fixture(scope="session")
def results(credit: Credit) -> list[EvidenceResult]:
    """Its evidence of all four kinds, computed once in the sandbox."""
    request = ComputeRequest(
        kinds=["performance", "fairness", "explanation", "data_profile"],
        table=LocalFile(path=credit.evaluation),
        spec=SPEC,
        model=LocalFile(path=credit.model),
    )
    return sandbox.compute(request, lambda _progress: None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A migrated database of each kind for all tests of a module."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shared") / "modelwarden.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        with copied_database(request.getfixturevalue("postgres_template")) as url:
            yield url


@pytest.fixture(scope="module")
def scene(  # noqa: PLR0913, PLR0917 - the parts of an installation
    shared_database: str,
    tmp_path_factory: pytest.TempPathFactory,
    gate: GateClient,
    key_store: KeyStore,
    opa: Path,
    shipped_bundle: Bundle,
    credit: Credit,
    results: list[EvidenceResult],
) -> Iterator[Scene]:
    """See `Scene`. Tests of a module share it, so they leave it as it was."""
    queue = WaitingQueue()
    made = Platform(
        engine=open_engine(shared_database),
        storage=DiskStore(tmp_path_factory.mktemp("blobs") / "artifacts"),
        gate=gate,
        keys=key_store,
        queue=queue,
        clock=Clock(),
        opa=opa,
        installation="Modelwarden under fire",
        public_url="https://modelwarden.example",
        version="0",
    )
    with open_unit(made, None) as context:
        prepare_installation(context)
        publish_bundle(
            context,
            BuiltBundle(
                shipped_bundle.revision, shipped_bundle.sha256, shipped_bundle.key_id, shipped_bundle.archive
            ),
        )
    yield furnish(made, queue, credit, results)
    made.engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Real processes, which the tests of a module share; in the end every invariant holds."""
    with running_installation(tmp_path_factory.mktemp("mw"), request.param) as running:
        yield running
        platform = running.processes.platform()
        assert check_invariants(platform).violations == ()
        platform.engine.dispose()


@pytest.fixture
def ready(installation: Installation) -> Iterator[str]:
    """A request that the gate would allow; in the end, with nobody's help, it is applied, once."""
    promotion = installation.open_ready()
    assert promotion.state == "ready"
    moved = installation.champion()
    yield promotion.id
    installation.processes.wait_until_sound(60)
    assert installation.champion() == moved, "nothing was promoted meanwhile"
    with installation.client("emil") as emil:
        assert emil.promotions.apply(promotion.id).state == "applied"
    assert installation.champion() == moved + 1
