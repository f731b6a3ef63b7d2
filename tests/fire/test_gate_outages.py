"""Whatever is wrong with OPA, nothing is promoted, nothing is half done, and the answer says what to do."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient

from registry.app import create_app
from registry.domain.diagnosis import Health
from registry.gate.bundle import Bundle, sign_content
from registry.gate.bundle_archive import pack, unpack
from registry.gate.child import OpaChild
from registry.gate.child_settings import ChildSettings
from registry.gate.client import GateClient
from registry.gate.endpoint import HttpEndpoint
from registry.services.bundles import BuiltBundle, publish_bundle
from registry.services.context import open_unit
from registry.services.health import examine
from registry.services.platform import Platform
from registry.services.promotions import check_promotion
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose, public_pem
from tests.bundle_server import TOKEN, BundleServer
from tests.db.rows import count_rows
from tests.fire.scene import Scene, apply
from tests.gate.parts import NamedSigner
from tests.services.people import PASSWORD

pytestmark = [pytest.mark.database, pytest.mark.long]


@pytest.fixture(scope="module", autouse=True)
def _signed(scene: Scene) -> None:
    """The living request lacks nothing any more."""
    detail = scene.journey.sign(scene.people.leo, scene.living, "legal_reviewer")
    assert detail.request.state == "ready"


@dataclass
class Outage:
    """A platform whose gate is in trouble, as the API shows it."""

    scene: Scene
    platform: Platform

    def refuses(self, reason: str) -> dict[str, Any]:
        """An apply is refused for this reason, on the wire and in the log, and leaves nothing."""
        client = FlaskClient(create_app(self.platform, bundle_token="-"))  # noqa: S106 - nobody pulls
        login = client.post("/api/v1/login", json={"username": "emil", "password": PASSWORD})
        headers = {"Authorization": f"Bearer {login.get_json()['token']}"}
        before = recorded(self.scene)
        with structlog.testing.capture_logs() as logs:
            answer = client.post(f"/api/v1/promotions/{self.scene.living}/apply", headers=headers)
        problem: dict[str, Any] = answer.get_json()
        assert (answer.status_code, problem["code"], problem["reason"]) == (503, "gate_unavailable", reason)
        assert problem["title"]
        assert problem["detail"]
        assert problem["remedy"]
        assert [one["reason"] for one in logs if one["event"] == "request_not_served"] == [reason]
        assert recorded(self.scene) == before
        return problem

    def diagnosis(self) -> tuple[Health, str]:
        """What `doctor` and `/-/health` say of the gate."""
        found = next(one for one in examine(self.platform) if one.subject == "gate")
        return found.health, f"{found.finding} {found.remedy}"

    def allows(self) -> None:
        """The gate would allow it now."""
        with open_unit(self.platform, self.scene.people.emil) as context:
            assert check_promotion(context, UUID(self.scene.living)).request.state == "ready"


@pytest.fixture
def trouble(scene: Scene) -> Iterator[Callable[[GateClient], Outage]]:
    """The scene with another gate; whatever it was, the scene's own gate allows it afterwards."""
    yield lambda gate: Outage(scene, replace(scene.platform, gate=gate))
    Outage(scene, scene.platform).allows()


def recorded(scene: Scene) -> tuple[object, ...]:
    """Everything that a promotion could have left."""
    with open_unit(scene.platform, None, read_only=True) as context:
        rows = count_rows(context.session.connection())
    with open_unit(scene.platform, scene.people.emil, read_only=True) as context:
        from registry.services.models import get_model
        from registry.services.promotions import get_promotion

        request = get_promotion(context, UUID(scene.living)).request
        return rows, request, get_model(context, "credit-scoring").aliases


@pytest.fixture
def bundles() -> Iterator[BundleServer]:
    server = BundleServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def child(opa: Path, key_store: KeyStore, bundles: BundleServer, tmp_path: Path) -> Iterator[OpaChild]:
    """An OPA of the test's own, which takes what `bundles` has."""
    signer = key_store.signer(KeyPurpose.BUNDLE)
    made = OpaChild(
        ChildSettings(
            opa=opa,
            runtime=tmp_path / "run",
            registry_url=bundles.url,
            bundle_token=TOKEN,
            public_keys={signer.kid: public_pem(signer.public_key).decode()},
            poll_seconds=(1, 1),
            patience=6.0,
        )
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def gate_of(child: OpaChild) -> Iterator[GateClient]:
    with GateClient(child.endpoint, seconds=4.0) as client:
        yield client


def test_opa_stopped(
    trouble: Callable[[GateClient], Outage],
    child: OpaChild,
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
) -> None:
    bundles.bundle = shipped_bundle
    outage = trouble(gate_of)
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    outage.allows()
    child.stop()
    assert "modelwarden doctor" in outage.refuses("opa_unreachable")["remedy"]
    assert outage.diagnosis()[0] is Health.FAILED
    child.start()
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    outage.allows()


def test_opa_hanging_is_refused_told_and_replaced_without_a_hand(
    trouble: Callable[[GateClient], Outage],
    child: OpaChild,
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
) -> None:
    bundles.bundle = shipped_bundle
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    hanging = child.state().pid
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    outage = trouble(gate_of)
    outage.refuses("opa_timeout")
    assert outage.diagnosis()[0] is Health.FAILED
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=30)
    assert child.state().pid not in {hanging, None}
    assert outage.diagnosis()[0] is Health.SOUND
    outage.allows()


def test_opa_with_another_revision(
    trouble: Callable[[GateClient], Outage],
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
    key_store: KeyStore,
) -> None:
    """The same policies, signed by us, under another version: nobody has put them in force."""
    bundles.bundle = other = _signed_again(shipped_bundle, key_store, "9.9.9")
    gate_of.wait_for_revision(other.revision, seconds=20)
    outage = trouble(gate_of)
    assert other.revision in outage.refuses("revision_mismatch")["detail"]
    assert other.revision in outage.diagnosis()[1]
    bundles.bundle = shipped_bundle
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    outage.allows()


def test_policies_put_in_force_that_opa_does_not_have_yet(scene: Scene, shipped_bundle: Bundle) -> None:
    version = shipped_bundle.revision.partition("+")[0]
    newer = BuiltBundle(f"{version}+0000000000000000", f"sha256:{'9' * 64}", "-", b"newer")
    ours = BuiltBundle(
        shipped_bundle.revision, shipped_bundle.sha256, shipped_bundle.key_id, shipped_bundle.archive
    )
    outage = Outage(scene, scene.platform)
    with open_unit(scene.platform, None) as context:
        publish_bundle(context, newer)
    try:
        outage.refuses("revision_mismatch")
    finally:
        with open_unit(scene.platform, None) as context:
            publish_bundle(context, ours)
    outage.allows()


def test_opa_without_a_decision(
    trouble: Callable[[GateClient], Outage],
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
    key_store: KeyStore,
) -> None:
    """A bundle of ours that lacks the module that decides: the query has no value."""
    content = _content(shipped_bundle)
    del content["modelwarden/gate/decision.rego"]
    bundles.bundle = without = sign_content(content, "1.0.0", key_store.signer(KeyPurpose.BUNDLE))
    gate_of.wait_for_revision(without.revision, seconds=20)
    trouble(gate_of).refuses("undefined_decision")


def test_opa_before_it_has_any_policies(
    trouble: Callable[[GateClient], Outage], gate_of: GateClient, child: OpaChild
) -> None:
    outage = trouble(gate_of)
    _until(lambda: gate_of.health().reachable)
    outage.refuses("undefined_decision")
    assert outage.diagnosis()[0] is Health.FAILED
    assert child.state().pid is not None


@pytest.mark.parametrize("how", ["a rule is changed", "a file is added", "another key signs", "unsigned"])
def test_a_tampered_bundle_is_not_taken(
    trouble: Callable[[GateClient], Outage],
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
    how: str,
) -> None:
    bundles.bundle = _tampered(shipped_bundle, how)
    outage = trouble(gate_of)
    _until(lambda: bool(gate_of.health().bundle_error))
    outage.refuses("undefined_decision")
    assert outage.diagnosis()[0] is Health.FAILED
    bundles.bundle = shipped_bundle
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    outage.allows()


def test_a_tampered_bundle_after_a_good_one_is_told_while_the_good_one_decides(
    trouble: Callable[[GateClient], Outage],
    gate_of: GateClient,
    bundles: BundleServer,
    shipped_bundle: Bundle,
) -> None:
    bundles.bundle = shipped_bundle
    gate_of.wait_for_revision(shipped_bundle.revision, seconds=20)
    outage = trouble(gate_of)
    bundles.bundle = _tampered(shipped_bundle, "a rule is changed")
    _until(lambda: bool(gate_of.health().bundle_error))
    health, said = outage.diagnosis()
    assert (health, "digest mismatch" in said) == (Health.DOUBTFUL, True)
    outage.allows()
    bundles.bundle = shipped_bundle
    _until(lambda: outage.diagnosis()[0] is Health.SOUND)


GARBAGE: dict[str, tuple[int, bytes, str]] = {
    "a page": (200, b"<html>Welcome to nginx!</html>", "malformed_decision"),
    "nothing": (200, b"", "malformed_decision"),
    "null": (200, b"null", "malformed_decision"),
    "no result": (200, b"{}", "undefined_decision"),
    "yes": (200, b'{"result": true}', "malformed_decision"),
    "allow, bare": (200, b'{"result": {"allow": true, "outcome": "allow"}}', "malformed_decision"),
    "twice": (200, b'{"result": {"allow": false}, "result": {"allow": true}}', "malformed_decision"),
    "not UTF-8": (200, b'{"result": "\xff\xfe"}', "malformed_decision"),
    "deep": (200, b"[" * 100_000, "malformed_decision"),
    "large": (200, b" " * (17 * 1024 * 1024), "malformed_decision"),
    "a redirect": (302, b"", "opa_unreachable"),
    "forbidden": (403, b'{"code": "unauthorized", "message": "no"}', "opa_unreachable"),
    "an error of OPA's": (500, b'{"code": "internal_error", "message": "broken"}', "policy_evaluation"),
}


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A real server that is no OPA."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the library calls it by that name

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has seen enough hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("name", GARBAGE)
def test_an_opa_elsewhere_that_answers_garbage(trouble: Callable[[GateClient], Outage], name: str) -> None:
    status, body, reason = GARBAGE[name]
    with answering(status, body) as url, GateClient(HttpEndpoint(url), seconds=5.0) as gate:
        outage = trouble(gate)
        outage.refuses(reason)
        assert outage.diagnosis()[0] is Health.FAILED


def test_an_allow_for_another_request_is_not_taken_for_this_one(
    scene: Scene, trouble: Callable[[GateClient], Outage]
) -> None:
    """Somebody who stands in between plays back an allow that OPA has really given."""
    with open_unit(scene.platform, scene.people.emil, read_only=True) as context:
        from registry.services.promotions import get_promotion

        applied = get_promotion(context, UUID(scene.applied)).decision
    assert applied is not None
    played_back = json.dumps({"result": applied.document.to_json(), "decision_id": "1"}).encode()
    with answering(200, played_back) as url, GateClient(HttpEndpoint(url), seconds=5.0) as gate:
        assert "another request" in trouble(gate).refuses("malformed_decision")["detail"]


def test_when_nothing_is_wrong_any_more_it_is_applied(scene: Scene) -> None:
    assert apply(scene.platform, scene.people.emil, scene.living) == "applied"


def _until(holds: Callable[[], bool]) -> None:
    import time

    ends_at = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < ends_at, "it never came true"
        time.sleep(0.05)


def _content(bundle: Bundle) -> dict[str, bytes]:
    files = unpack(bundle.archive)
    return {name: data for name, data in files.items() if name not in {".manifest", ".signatures.json"}}


def _signed_again(bundle: Bundle, keys: KeyStore, version: str) -> Bundle:
    return sign_content(_content(bundle), version, keys.signer(KeyPurpose.BUNDLE))


def _tampered(bundle: Bundle, how: str) -> Bundle:
    files = unpack(bundle.archive)
    match how:
        case "a rule is changed":
            files["modelwarden/gate/decision.rego"] += b"\n# A change that changes nothing.\n"
        case "a file is added":
            files["modelwarden/gate/more.rego"] = b"package modelwarden.gate.more\n"
        case "another key signs":
            stranger = NamedSigner(ec.generate_private_key(ec.SECP256R1()), bundle.key_id)
            return sign_content(_content(bundle), "1.0.0", stranger)
        case _:
            del files[".signatures.json"]
    return Bundle(bundle.revision, f"sha256:{'0' * 64}", pack(files), bundle.key_id)
