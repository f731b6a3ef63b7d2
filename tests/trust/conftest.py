"""Real parts for the tests of trust: keys, a rendered report, a timestamp authority, a whole directory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.gate.binary import locate_opa
from registry.gate.replay import replay
from registry.trust.keys import KeyStore
from registry.trust.verification.context import VerifierContext
from tests.trust.directory import Dossier, build_dossier, write_dossier
from tests.trust.documents import Case, build_case
from tests.trust.rendering import render_report
from tests.trust.timestamp_authority import LocalAuthority, local_authority

# Certificates begin when tests are collected, however long it takes until one of them signs.
COLLECTED = datetime.now(UTC)


@pytest.fixture(scope="session")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return KeyStore.open(tmp_path_factory.mktemp("installation") / "keys", create=True, now=COLLECTED)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    """Somebody else's keys."""
    return KeyStore.open(tmp_path_factory.mktemp("elsewhere") / "keys", create=True, now=COLLECTED)


@pytest.fixture(scope="session")
def case() -> Case:
    return build_case()


@pytest.fixture(scope="session")
def dossier(keystore: KeyStore) -> Dossier:
    return build_dossier(keystore)


@pytest.fixture
def directory(tmp_path: Path, dossier: Dossier, keystore: KeyStore) -> Path:
    """A whole `--out` directory, for one test to bend."""
    write_dossier(tmp_path / "out", dossier, keystore.public_bundle())
    return tmp_path / "out"


@pytest.fixture(scope="session")
def context(keystore: KeyStore) -> VerifierContext:
    """Brings the root, both public keys and a real OPA."""
    return VerifierContext(
        roots=[keystore.seal.root],
        keys=[keystore.signer("attestation").public_key, keystore.signer("bundle").public_key],
        replay=functools.partial(replay, locate_opa().path),
    )


@pytest.fixture(scope="session")
def report(case: Case) -> bytes:
    """A PDF/A-3a report with the case attached, not sealed yet."""
    return render_report(case.attachments)


@pytest.fixture(scope="session")
def timestamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthority]:
    with local_authority(tmp_path_factory.mktemp("tsa")) as authority:
        yield authority


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write bytes to a file of the test's directory."""

    def save(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return save
