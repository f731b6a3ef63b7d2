"""Real parts for the gate's tests: OPA, a signing key, a registry that serves bundles, a question."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from registry.gate.binary import locate_opa
from registry.gate.bundle import Bundle, sign_content
from registry.gate.child import OpaChild
from registry.gate.child_settings import ChildSettings
from registry.gate.client import GateClient
from registry.gate.input_document import validate_input
from tests.bundle_server import TOKEN, BundleServer
from tests.gate.parts import Ask, Eventually, NamedSigner

TINY_POLICIES = Path(__file__).with_name("fixtures") / "policies"
DIGEST = "sha256:" + "a" * 64


@pytest.fixture(scope="session")
def opa() -> Path:
    return locate_opa().path


@pytest.fixture(scope="session")
def key() -> NamedSigner:
    return NamedSigner(ec.generate_private_key(ec.SECP256R1()), "test-key")


@pytest.fixture(scope="session")
def tiny_content() -> dict[str, bytes]:
    """The content of a bundle with one rule, see fixtures/policies."""
    names = ("modelwarden/gate/decision.rego", "modelwarden/log/mask.rego")
    modules = {name: (TINY_POLICIES / name).read_bytes() for name in names}
    return {**modules, "data.json": b'{"modelwarden":{"limit":0.8}}'}


@pytest.fixture(scope="session")
def tiny_bundle(tiny_content: dict[str, bytes], key: NamedSigner) -> Bundle:
    return sign_content(tiny_content, "1.0.0", key)


@pytest.fixture
def bundle_server() -> Iterator[BundleServer]:
    server = BundleServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def public_pem(key: NamedSigner) -> str:
    return key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def other_key() -> NamedSigner:
    return NamedSigner(ec.generate_private_key(ec.SECP256R1()), "test-key")


@pytest.fixture
def child_settings(opa: Path, key: NamedSigner, bundle_server: BundleServer, tmp_path: Path) -> ChildSettings:
    return ChildSettings(
        opa=opa,
        runtime=tmp_path / "run",
        registry_url=bundle_server.url,
        bundle_token=TOKEN,
        public_keys={key.kid: public_pem(key)},
        poll_seconds=(1, 1),
    )


@pytest.fixture
def child(child_settings: ChildSettings) -> Iterator[OpaChild]:
    child = OpaChild(child_settings)
    child.start()
    yield child
    child.stop()


@pytest.fixture
def client(child: OpaChild) -> Iterator[GateClient]:
    with GateClient(child.endpoint) as client:
        yield client


@pytest.fixture
def ready_client(client: GateClient, bundle_server: BundleServer, tiny_bundle: Bundle) -> GateClient:
    """A client of an OPA that has the tiny policies."""
    bundle_server.bundle = tiny_bundle
    client.wait_for_revision(tiny_bundle.revision, seconds=20)
    return client


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """A valid question about a version without evidence; copy it before changing it."""
    moment = "2026-11-21T08:00:00.000Z"
    return {
        "schema": "modelwarden.gate_input/v1",
        "evaluated_at": moment,
        "request": {
            "id": "request-1",
            "kind": "promote",
            "target": {"environment": "production", "alias": "champion", "protected": True},
            "requested_by": "ana",
            "requested_at": moment,
            "reason": "Better on the held-out set.",
        },
        "project": {"name": "credit", "risk_tier": "high", "packs": ["core"], "parameters": {}},
        "model": {
            "name": "credit-risk",
            "risk_tier": "high",
            "owner": "ana",
            "accountable_person": "Ana Lima",
            "intended_purpose": "Rank credit applications for review.",
            "on_call": "credit@example.org",
            "escalation_path": "head of credit",
            "runbook": "",
            "fallback": "manual review",
        },
        "version": {
            "number": 1,
            "digest": DIGEST,
            "files": [{"path": "model.onnx", "size": 10, "sha256": DIGEST}],
            "registered_by": "ana",
            "registered_at": moment,
            "code_commit": "0123abc",
            "framework": "scikit-learn",
            "environment": "python 3.11",
            "signature": {"inputs": [], "outputs": []},
            "description": "Größe ≥ 1 \u2028 Zeile",
        },
        "lineage": {"datasets": [], "run": None, "parents": []},
        "evidence": {"documents": []},
        "contributors": ["ana"],
        "reviews": [],
        "waivers": [],
    }


@pytest.fixture(scope="session")
def question(document: dict[str, Any]) -> Ask:
    """Canonical bytes of the question, with changes to the model."""

    def ask(**model: str) -> bytes:
        return validate_input({**document, "model": {**document["model"], **model}})

    return ask


@pytest.fixture(scope="session")
def eventually() -> Eventually:
    """Wait until something holds, and fail if it does not come to hold."""

    def wait(holds: Callable[[], bool]) -> None:
        ends_at = time.monotonic() + 15
        while not holds():
            assert time.monotonic() < ends_at, "it never came true"
            time.sleep(0.02)

    return wait
