"""What a running OPA takes for a bundle of ours, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from registry.gate.bundle import Bundle, sign_content
from registry.gate.bundle_archive import pack, unpack
from registry.gate.bundle_signature import hashable_json
from registry.gate.client import GateClient
from tests.bundle_server import BundleServer
from tests.gate.parts import Ask, Eventually, NamedSigner

Files = dict[str, bytes]


def _changed_policy(files: Files) -> Files:
    name = "modelwarden/gate/decision.rego"
    return {**files, name: files[name].replace(b'default outcome := "deny"', b'default outcome := "allow"')}


def _changed_data(files: Files) -> Files:
    return {**files, "data.json": b'{"modelwarden":{"limit":0.1}}'}


def _changed_revision(files: Files) -> Files:
    manifest = json.loads(files[".manifest"])
    return {
        **files,
        ".manifest": json.dumps({**manifest, "revision": "modelwarden@9.9.9+0000000000000000"}).encode(),
    }


def _added_policy(files: Files) -> Files:
    return {**files, "modelwarden/extra.rego": b"package modelwarden.extra\n\nyes := true\n"}


def _removed_policy(files: Files) -> Files:
    return {name: data for name, data in files.items() if name != "modelwarden/log/mask.rego"}


def _unsigned(files: Files) -> Files:
    return {name: data for name, data in _changed_policy(files).items() if name != ".signatures.json"}


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (_changed_policy, "digest mismatch"),
        (_changed_data, "digest mismatch"),
        (_changed_revision, "digest mismatch"),
        (_added_policy, "not included in bundle signature"),
        (_removed_policy, "file(s) [modelwarden/log/mask.rego] specified in bundle signatures but not found"),
        (_unsigned, "bundle missing .signatures.json file"),
    ],
)
def test_a_tampered_bundle_is_refused_and_the_last_good_one_stays(
    tamper: Callable[[Files], Files],
    message: str,
    ready_client: GateClient,
    bundle_server: BundleServer,
    tiny_bundle: Bundle,
    question: Ask,
    eventually: Eventually,
) -> None:
    archive = pack(tamper(unpack(tiny_bundle.archive)))
    bundle_server.bundle = replace(tiny_bundle, archive=archive, sha256="sha256:tampered")

    eventually(lambda: ready_client.health().bundle_error is not None)

    assert message in (ready_client.health().bundle_error or "")
    assert ready_client.health().active_revision == tiny_bundle.revision
    refused = ready_client.decide(question(owner=""), expected_revision=tiny_bundle.revision)
    assert refused.decision.outcome == "deny"


def test_a_bundle_signed_by_another_key_of_the_same_name_is_refused(
    client: GateClient,
    bundle_server: BundleServer,
    tiny_content: Files,
    other_key: NamedSigner,
    eventually: Eventually,
) -> None:
    bundle_server.bundle = sign_content(tiny_content, "1.0.0", other_key)

    eventually(lambda: client.health().bundle_error is not None)

    assert "failed to verify JWT signature" in (client.health().bundle_error or "")
    assert client.health().active_revision is None


def test_a_bundle_signed_by_a_key_that_is_not_known_is_refused(
    client: GateClient,
    bundle_server: BundleServer,
    tiny_content: Files,
    key: NamedSigner,
    eventually: Eventually,
) -> None:
    bundle_server.bundle = sign_content(tiny_content, "1.0.0", NamedSigner(key._private_key, "unheard-of"))

    eventually(lambda: client.health().bundle_error is not None)

    assert "unheard-of not found" in (client.health().bundle_error or "")


def test_a_new_bundle_replaces_the_old_one(
    ready_client: GateClient,
    bundle_server: BundleServer,
    tiny_content: Files,
    key: NamedSigner,
    question: Ask,
) -> None:
    newer = sign_content({**tiny_content, "data.json": b'{"modelwarden":{"limit":0.9}}'}, "1.0.1", key)
    bundle_server.bundle = newer
    ready_client.wait_for_revision(newer.revision, seconds=20)

    answer = ready_client.decide(question(), expected_revision=newer.revision)

    assert answer.decision.params_used["own.limit"].value == 0.9


def test_opa_hashes_json_as_we_do(
    client: GateClient, bundle_server: BundleServer, tiny_content: Files, key: NamedSigner
) -> None:
    """Every character below 0x20, what Go escapes for HTML or JavaScript, other planes, and odd numbers."""
    data = {
        "limit": 0.8,
        "texts": [
            "".join(map(chr, range(0x21))),
            "\x7f\x80 <>&'\"\\/",
            "\u2028\u2029\ufeff\ufffd",
            "é ≥ 😀",
        ],
        "numbers": [0, -1, 1e-7, 1e21, 1.2345678901234568e20, 0.1, 2**53 - 1, 5e-324, 1.7976931348623157e308],
        "ordered": {"b": 1, "a": 2, "é": 3, "B": 4, "": 5, "aa": 6, "<": 7},
        "empty": [{}, [], "", None, True, False],
    }
    content = {**tiny_content, "data.json": hashable_json({"modelwarden": data})}
    bundle_server.bundle = sign_content(content, "1.0.0", key)

    client.wait_for_revision(bundle_server.bundle.revision, seconds=20)

    assert client.get_data("modelwarden/texts")["result"] == data["texts"]
