"""One installation with everything on it, one real server, one real browser for all tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from registry.app import create_app
from registry.db.engine import open_engine
from registry.evidence.requests import EvidenceResult
from registry.gate.bundle import Bundle
from registry.gate.client import GateClient
from registry.services.bundles import BuiltBundle, publish_bundle
from registry.services.context import open_unit
from registry.services.installation import prepare_installation
from registry.services.platform import Platform
from registry.settings import shipped
from registry.storage import DiskStore
from registry.trust.keys import KeyStore
from tests.browser.chromium import Windows, running_chromium
from tests.browser.scene import Models, Scene, furnish
from tests.browser.site import served
from tests.conftest import Clock, WaitingQueue
from tests.fire.processes import free_port
from tests.services.conftest import *  # noqa: F403 - fixtures: two models with real evidence
from tests.services.credit import Credit
from tests.services.people import populate


@pytest.fixture(scope="session")
def models(
    repaired: Credit,
    repaired_results: list[EvidenceResult],
    unfair: Credit,
    unfair_results: list[EvidenceResult],
) -> Models:
    return Models(repaired, repaired_results, unfair, unfair_results)


@pytest.fixture(scope="session")
def scene(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    gate: GateClient,
    key_store: KeyStore,
    opa: Path,
    shipped_bundle: Bundle,
    models: Models,
) -> Iterator[Scene]:
    """See `furnish`. Tests share it: what one changes is of its own making."""
    directory = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, directory / "modelwarden.sqlite")
    queue = WaitingQueue()
    platform = Platform(
        engine=open_engine(f"sqlite:///{directory / 'modelwarden.sqlite'}"),
        storage=DiskStore(directory / "artifacts"),
        gate=gate,
        keys=key_store,
        queue=queue,
        clock=Clock(),
        opa=opa,
        installation="Modelwarden",
        public_url=f"http://127.0.0.1:{free_port()}",
        version="0",
        migrations=shipped("migrations"),
    )
    with open_unit(platform, None) as context:
        prepare_installation(context)
        built = BuiltBundle(
            shipped_bundle.revision, shipped_bundle.sha256, shipped_bundle.key_id, shipped_bundle.archive
        )
        publish_bundle(context, built)
    made = Scene(platform, queue, populate(platform), models)
    furnish(made)
    yield made
    platform.engine.dispose()


@pytest.fixture(scope="session")
def app(scene: Scene) -> Flask:
    return create_app(scene.platform, bundle_token="a token that nobody shows here")  # noqa: S106 - opens nothing


@pytest.fixture(scope="session")
def site(scene: Scene, app: Flask) -> Iterator[str]:
    """Where it is served."""
    with served(app, int(scene.platform.public_url.rpartition(":")[2])) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Of a module's own: while it runs, no other test of this process could run an event loop."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def windows(site: str, chromium: Browser) -> Windows:
    return Windows(chromium, site)
