"""A store of each kind on real parts, and a look behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.services.platform import Platform
from registry.storage import DiskStore
from tests.s3_server import S3Server, running_s3
from tests.storage.places import DiskPlace, Place, S3Place, place_on
from tests.storage.sites import Site


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture
def s3_place(s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    return place_on(s3_server, tmp_path, monkeypatch)


@pytest.fixture
def disk_place(tmp_path: Path) -> DiskPlace:
    return DiskPlace(DiskStore(tmp_path / "artifacts"), tmp_path / "artifacts")


@pytest.fixture(params=["disk", "s3"])
def place(request: pytest.FixtureRequest) -> Place:
    """A fresh, empty store of each kind."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def site(platform: Platform, database_url: str, request: pytest.FixtureRequest) -> Site:
    """An installation with people: SQLite with a disk, and PostgreSQL with S3."""
    kind = "disk" if database_url.startswith("sqlite") else "s3"
    return Site.found(platform, request.getfixturevalue(f"{kind}_place"))
