"""The policies that Modelwarden ships, all the way: built, signed, pulled, asked, replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.gate.bundle import Bundle, build_bundle
from registry.gate.bundle_archive import unpack
from registry.gate.client import GateClient
from registry.gate.replay import replay
from tests.bundle_server import BundleServer
from tests.gate.parts import Ask, NamedSigner

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="module")
def bundle(opa: Path, key: NamedSigner) -> Bundle:
    return build_bundle(POLICIES, opa, key)


def test_they_make_the_same_bundle_twice(bundle: Bundle, opa: Path, key: NamedSigner) -> None:
    assert build_bundle(POLICIES, opa, key) == bundle


def test_they_ship_every_module_and_no_test(bundle: Bundle) -> None:
    shipped = {name for name in unpack(bundle.archive) if name.endswith(".rego")}
    modules = {path.relative_to(POLICIES).as_posix() for path in (POLICIES / "modelwarden").rglob("*.rego")}

    assert shipped == {name for name in modules if not name.endswith("_test.rego")}
    assert bundle.revision.startswith(f"modelwarden@{(POLICIES / 'VERSION').read_text().strip()}+")


def test_a_version_without_evidence_is_refused_and_replays_to_the_same_bytes(
    bundle: Bundle, bundle_server: BundleServer, client: GateClient, question: Ask, opa: Path, tmp_path: Path
) -> None:
    bundle_server.bundle = bundle
    client.wait_for_revision(bundle.revision, seconds=20)

    answer = client.decide(question(), expected_revision=bundle.revision)

    assert answer.decision.outcome in {"deny", "error"}
    assert "no_evidence" in answer.decision.evaluated.values()
    archive, asked = tmp_path / "bundle.tar.gz", tmp_path / "input.json"
    archive.write_bytes(bundle.archive)
    asked.write_bytes(question())
    assert replay(opa, [archive], asked) == answer.decision_bytes
