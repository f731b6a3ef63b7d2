"""A real registry for the client and the command line: server, worker and OPA, and people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelwarden.demo.server import running_server
from tests.client.registry import PASSWORD, Registry, prepare_versions


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A server with a project and one person for each role."""
    directory = tmp_path_factory.mktemp("registry")
    with running_server(directory, 0, PASSWORD) as server:
        made = Registry(server.url, directory)
        made.populate()
        yield made


@pytest.fixture(scope="session")
def versions(registry: Registry) -> Registry:
    """The registry with version 1 refused for production, and version 2 waiting for two signatures."""
    prepare_versions(registry)
    return registry


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a log-in, and no variables that would be one."""
    for name in ("MODELWARDEN_URL", "MODELWARDEN_TOKEN", "MODELWARDEN_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path
