"""A backup brings everything back, on the other database and in the other storage too, or changes nothing."""

from __future__ import annotations

import hashlib
import itertools
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from registry.db.engine import PoolSettings, open_engine
from registry.domain.errors import ConflictError, IntegrityError, InvalidInputError, StorageError
from registry.services.applying import apply_promotion
from registry.services.backup.manifest import Manifest
from registry.services.backup.restoring import Target, restore_backup
from registry.services.backup.taking import KeyFiles, take_backup
from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.settings import shipped
from registry.storage import BlobStore, DiskStore
from registry.storage.s3 import S3Store
from tests.s3_server import S3Server, running_s3
from tests.services.journey import Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - of a test
_numbers = itertools.count()


@dataclass(frozen=True)
class Place:
    """An installation's database, storage and data directory, without a process."""

    engine: Engine
    storage: BlobStore
    data_dir: Path

    def target(self) -> Target:
        return Target(self.engine, self.storage, self.data_dir, shipped("migrations"))

    def is_untouched(self) -> bool:
        blobs = list((self.data_dir / "artifacts").glob("??/*"))
        return (
            inspect(self.engine).get_table_names() == []
            and not (self.data_dir / "keys").exists()
            and not blobs
        )


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


@pytest.fixture
def new_place(
    request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, str], Place]]:
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    made: list[Place] = []

    def make(database: str, storage: str) -> Place:
        number = next(_numbers)
        data_dir = tmp_path / f"place-{number}"
        data_dir.mkdir(mode=0o700)
        url = f"sqlite:///{data_dir / 'modelwarden.sqlite'}"
        if database == "postgresql":
            server: str = request.getfixturevalue("postgres_template")
            engine = create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE restored_{number}"))
            engine.dispose()
            url = f"{server.rsplit('/', 1)[0]}/restored_{number}"
        store: BlobStore = DiskStore(data_dir / "artifacts")
        if storage == "s3":
            store = S3Store(s3.make_bucket(f"restored-{number}"), endpoint_url=s3.endpoint_url)
        made.append(Place(open_engine(url, PoolSettings(statement_seconds=0)), store, data_dir))
        return made[-1]

    yield make
    for place in made:
        place.engine.dispose()


@pytest.fixture
def filled(journey: Journey, people: People, waiting: str, platform: Platform) -> Platform:
    """An installation with a promotion that was signed, applied and reported on."""
    journey.sign(people.rita, waiting, "risk_reviewer")
    journey.sign(people.leo, waiting, "legal_reviewer")
    with open_unit(platform, people.emil) as context:
        apply_promotion(context, UUID(waiting))
    journey.work_off()
    return platform


def keys_of(platform: Platform, passphrase: str | None = PASSPHRASE) -> KeyFiles:
    return KeyFiles(platform.keys.directory.parent, passphrase)


def test_everything_comes_back_on_the_other_database_and_storage_and_from_there(
    filled: Platform, tmp_path: Path, new_place: Callable[[str, str], Place]
) -> None:
    own = filled.engine.dialect.name
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[own]
    first = take_backup(filled, filled.engine, tmp_path / "first.tar", keys_of(filled))
    assert first.tables["decision"].rows >= 3
    assert first.tables["evidence"].rows >= 4
    assert first.blobs.count >= 3

    there = new_place(other, "s3")
    restore_backup(tmp_path / "first.tar", there.target(), PASSPHRASE)
    moved = replace(filled, engine=there.engine, storage=there.storage)
    second = take_backup(moved, there.engine, tmp_path / "second.tar", KeyFiles(there.data_dir, PASSPHRASE))
    back = new_place(own, "disk")
    restored = restore_backup(tmp_path / "second.tar", back.target(), PASSPHRASE)

    assert {name: entry.contents for name, entry in restored.tables.items()} == {
        name: entry.contents for name, entry in first.tables.items()
    }
    assert (restored.event_head, restored.event_count) == (first.event_head, first.event_count)
    assert (second.blobs, restored.blobs) == (first.blobs, first.blobs)
    for file in filled.keys.directory.iterdir():
        copy = back.data_dir / "keys" / file.name
        assert copy.read_bytes() == file.read_bytes()
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(Exception, match="append-only"), back.engine.begin() as connection:
        connection.execute(text("DELETE FROM evidence"))


def test_the_file_is_for_its_owner_only_and_hides_the_keys(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    take_backup(platform, platform.engine, file, keys_of(platform))
    secret = (platform.keys.directory / "attestation.key.pem").read_bytes().splitlines()[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret not in file.read_bytes()
    with pytest.raises(ConflictError):
        take_backup(platform, platform.engine, file, None)


@pytest.fixture
def small(platform: Platform, people: People, tmp_path: Path) -> Path:
    """A backup with people, events and one blob."""
    from registry.services.artifacts import add_artifact
    from registry.services.projects import find_project

    stored = platform.storage.put([b"weights " * 5000])
    with open_unit(platform, people.emil) as context:
        add_artifact(context, find_project(context, "retail-credit"), stored)
    file = tmp_path / "small.tar"
    take_backup(platform, platform.engine, file, keys_of(platform))
    return file


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit of a row": lambda data: flip(data, data.index(b'"username"') + 15),
    "a bit of a blob": lambda data: flip(data, data.index(b"weights weights") + 100),
    "a bit of the keys": lambda data: flip(data, data.index(b'"salt"') + 12),
    "a bit of the manifest": lambda data: flip(data, data.index(b'"event_head"') + 30),
    "a bit of a header": lambda data: flip(data, data.index(b"blobs/") + 3),
    "cut in half": lambda data: data[: len(data) // 2],
    "cut before its manifest": lambda data: data[: data.index(b"manifest-")],
    "nothing": lambda _data: b"",
    "no tar": lambda _data: b"{}" * 5000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    damage: str, small: Path, new_place: Callable[[str, str], Place], platform: Platform
) -> None:
    small.write_bytes(DAMAGES[damage](small.read_bytes()))
    place = new_place(platform.engine.dialect.name, "disk")
    with pytest.raises(IntegrityError, match="damaged"):
        restore_backup(small, place.target(), PASSPHRASE)
    assert place.is_untouched()


@pytest.mark.parametrize("given", [None, "another passphrase"])
def test_without_its_passphrase_nothing_is_restored(
    given: str | None, small: Path, new_place: Callable[[str, str], Place], platform: Platform
) -> None:
    place = new_place(platform.engine.dialect.name, "disk")
    with pytest.raises(InvalidInputError, match="passphrase"):
        restore_backup(small, place.target(), given)
    assert place.is_untouched()


def test_a_target_with_rows_or_keys_is_refused(
    small: Path, new_place: Callable[[str, str], Place], platform: Platform
) -> None:
    place = new_place(platform.engine.dialect.name, "disk")
    with pytest.raises(ConflictError, match="not empty"):
        restore_backup(small, replace(place.target(), engine=platform.engine), PASSPHRASE)
    restore_backup(small, place.target(), PASSPHRASE)
    with pytest.raises(ConflictError, match="keys"):
        restore_backup(small, place.target(), PASSPHRASE)


def test_keys_that_did_not_sign_what_is_there_leave_the_target_empty(
    new_place: Callable[[str, str], Place], platform: Platform, tmp_path: Path
) -> None:
    from registry.trust.keys import KeyStore

    KeyStore.open(tmp_path / "strange" / "keys", create=True)
    mixed = tmp_path / "mixed.tar"
    take_backup(platform, platform.engine, mixed, KeyFiles(tmp_path / "strange", None))
    place = new_place(platform.engine.dialect.name, "disk")
    with pytest.raises(IntegrityError, match="signed by another key"):
        restore_backup(mixed, place.target(), None)
    with place.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM user_account")).scalar() == 0
    assert not (place.data_dir / "keys").exists()


def test_a_missing_blob_is_told_when_the_backup_is_taken(
    platform: Platform, small: Path, tmp_path: Path
) -> None:
    assert small.exists()
    for blob in (tmp_path / "artifacts").glob("??/*"):
        blob.unlink()
    with pytest.raises(StorageError, match="missing"):
        take_backup(platform, platform.engine, tmp_path / "second.tar", None)
    assert [path.name for path in tmp_path.glob("*second*")] == []


def test_the_manifest_is_the_last_member_and_canonical(small: Path) -> None:
    import tarfile

    with tarfile.open(small) as tar:
        names = tar.getnames()
        content = tar.extractfile(names[-1]).read()  # type: ignore[union-attr] # It is a plain file.
    assert names[-1] == f"manifest-{hashlib.sha256(content).hexdigest()}.json"
    assert Manifest.from_bytes(content).canonical() == content
    assert json.loads(content)["tables"]["user_account"]["rows"] == 8
