"""One workspace for all tests of the policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.workspace import assemble


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policies as OPA sees them: Rego, tests, data and fixtures."""
    return assemble(tmp_path_factory.mktemp("policies"))
