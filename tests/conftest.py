"""Real parts for every test: both databases, a disk store, keys, and a gate with the shipped policies."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from alembic.config import Config
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from registry.db.engine import open_engine
from registry.db.schema import migrations_of, upgrade_schema
from registry.gate.binary import find_opa
from registry.gate.bundle import Bundle, build_bundle
from registry.gate.child import OpaChild
from registry.gate.child_settings import ChildSettings
from registry.gate.client import GateClient
from registry.services import passwords
from registry.services.bundles import BuiltBundle, publish_bundle
from registry.services.context import open_unit
from registry.services.installation import prepare_installation
from registry.services.platform import Platform
from registry.settings import shipped
from registry.storage import DiskStore
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose, public_pem
from registry.worker.handlers import HANDLERS
from registry.worker.runner import run_job
from tests.bundle_server import TOKEN, BundleServer
from tests.postgres import running_postgres

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
_numbers = itertools.count()
SHIPPED_HASHER = passwords._HASHER


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        # Every look is a millisecond later, so that nothing happens twice at one moment.
        self.now += timedelta(milliseconds=1)
        return self.now


class WaitingQueue:
    """A queue that waits for the test to say when."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []

    def hand_over(self, job_id: UUID) -> None:
        self.ids.append(job_id)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Who takes which test."""
    from tests.scheduling import scheduler  # As little as possible where no other worker is.

    return scheduler(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: a run ends when the last of them does, on whichever core."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Argon2id at its least cost; tests/services/test_passwords.py looks at the real one.

    At that, the eight people of a test take 1.4 s of a processor, more than most tests take otherwise.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def opa() -> Path:
    return find_opa()


@pytest.fixture(scope="session")
def key_store(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return KeyStore.open(tmp_path_factory.mktemp("keys") / "keys", create=True)


@pytest.fixture(scope="session")
def shipped_bundle(opa: Path, key_store: KeyStore) -> Bundle:
    return build_bundle(shipped("policies"), opa, key_store.signer(KeyPurpose.BUNDLE))


@pytest.fixture(scope="session")
def gate(
    opa: Path, key_store: KeyStore, shipped_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GateClient]:
    """A real OPA that has pulled the shipped policies, signed."""
    server = BundleServer()
    server.bundle = shipped_bundle
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    signer = key_store.signer(KeyPurpose.BUNDLE)
    child = OpaChild(
        ChildSettings(
            opa=opa,
            runtime=tmp_path_factory.mktemp("opa") / "run",
            registry_url=server.url,
            bundle_token=TOKEN,
            public_keys={signer.kid: public_pem(signer.public_key).decode()},
        )
    )
    child.start()
    client = GateClient(child.endpoint)
    client.wait_for_revision(shipped_bundle.revision, seconds=20)
    yield client
    child.stop()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The URL of a server's maintenance database; `template_modelwarden` is there to be copied."""
    with running_postgres() as url:
        _administer(url, "CREATE DATABASE template_modelwarden")
        migrate(_database(url, "template_modelwarden"))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "modelwarden.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        with copied_database(request.getfixturevalue("postgres_template")) as url:
            yield url


@contextmanager
def copied_database(maintenance: str) -> Iterator[str]:
    """A fresh, migrated database on a server of `postgres_template`, and gone afterwards.

    Hundreds that stay take gigabytes, and minutes to remove when the server ends.
    """
    name = f"test_{next(_numbers)}"
    _administer(maintenance, f"CREATE DATABASE {name} TEMPLATE template_modelwarden")
    yield _database(maintenance, name)
    _administer(maintenance, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue() -> WaitingQueue:
    return WaitingQueue()


@pytest.fixture
def platform(  # noqa: PLR0913, PLR0917 - the parts of an installation
    database_url: str,
    tmp_path: Path,
    gate: GateClient,
    key_store: KeyStore,
    queue: WaitingQueue,
    clock: Clock,
    opa: Path,
    shipped_bundle: Bundle,
) -> Iterator[Platform]:
    """An installation with real parts and a clock of its own, on each database."""
    engine = open_engine(database_url)
    made = Platform(
        engine=engine,
        storage=DiskStore(tmp_path / "artifacts"),
        gate=gate,
        keys=key_store,
        queue=queue,
        clock=clock,
        opa=opa,
        installation="Modelwarden under test",
        public_url="https://modelwarden.example",
        version="0",
        migrations=shipped("migrations"),
    )
    with open_unit(made, None) as context:
        prepare_installation(context)
        publish_bundle(
            context,
            BuiltBundle(
                shipped_bundle.revision, shipped_bundle.sha256, shipped_bundle.key_id, shipped_bundle.archive
            ),
        )
    yield made
    engine.dispose()


@pytest.fixture
def work_off(platform: Platform, queue: WaitingQueue) -> Callable[[], None]:
    """Do what the queue carries, as a worker would, until nothing is left."""

    def work() -> None:
        while queue.ids:
            run_job(platform, HANDLERS, queue.ids.pop(0))

    return work


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    engine = open_engine(url)
    upgrade_schema(shipped("migrations"), engine)
    engine.dispose()


def alembic_config(url: str) -> Config:
    """Alembic on a test's database."""
    return migrations_of(shipped("migrations"), open_engine(url))


def _database(url: str, name: str) -> str:
    return url.rsplit("/", 1)[0] + f"/{name}"


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
