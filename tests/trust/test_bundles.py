"""A policy bundle: OPA and we agree on its signature, and whatever was changed in it shows."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from registry.domain.errors import IntegrityError
from registry.gate.binary import locate_opa
from registry.gate.bundle_archive import pack
from registry.trust.keys import KeyStore
from registry.trust.signers import public_pem
from registry.trust.verification.bundle_signature import verify_bundle_signature
from registry.trust.verification.bundles import unpack, verify_bundle
from registry.trust.verification.steps import Verdict
from tests.trust.directory import build_bundle

Save = Callable[[str, bytes], Path]


@pytest.fixture(scope="module")
def files(keystore: KeyStore) -> dict[str, bytes]:
    return unpack(build_bundle(keystore).archive)


def _opa_accepts(archive: Path, key: Path, kid: str, target: Path) -> bool:
    command = [str(locate_opa().path), "build", "--bundle", str(archive), "--output", str(target)]
    command += ["--verification-key", str(key), "--verification-key-id", kid]
    command += ["--signing-alg", "ES256", "--scope", "modelwarden"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _we_accept(files: Mapping[str, bytes], keystore: KeyStore) -> bool:
    try:
        verify_bundle_signature(files, [keystore.signer("bundle").public_key])
    except IntegrityError:
        return False
    return True


def _policy_changed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "gate.rego": files["gate.rego"] + b"# changed\n"}


def _data_changed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "data.json": files["data.json"].replace(b'"allow"', b'"deny"')}


def _revision_changed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, ".manifest": files[".manifest"].replace(b"1.0.0", b"1.0.1")}


def _file_taken_away(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != "data.json"}


def _file_added(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "more.rego": b"package modelwarden.more\n"}


def _unchanged(files: dict[str, bytes]) -> dict[str, bytes]:
    return files


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        (_unchanged, True),
        (_policy_changed, False),
        (_data_changed, False),
        (_revision_changed, False),
        (_file_taken_away, False),
        (_file_added, False),
    ],
)
def test_opa_and_we_agree(
    files: dict[str, bytes],
    keystore: KeyStore,
    saved: Save,
    change: Callable[[dict[str, bytes]], dict[str, bytes]],
    accepted: bool,  # noqa: FBT001 - an expected value
) -> None:
    changed = change(files)
    signer = keystore.signer("bundle")
    archive, key = saved("b.tar.gz", pack(changed)), saved("key.pem", public_pem(signer.public_key))
    assert _opa_accepts(archive, key, signer.kid, archive.with_name("built.tar.gz")) is accepted
    assert _we_accept(changed, keystore) is accepted


def test_another_key_is_refused(files: dict[str, bytes], stranger: KeyStore) -> None:
    with pytest.raises(IntegrityError, match="none of the keys"):
        verify_bundle_signature(files, [stranger.signer("bundle").public_key])


def _token(header: object, payload: object, signature: bytes) -> str:
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.mark.parametrize(
    "signatures",
    [
        None,
        [],
        ["a.b.c"],
        ["x"],
        [1],
        ["", ""],
        ["\udfff.\udfff.\udfff"],
        [_token({"alg": "none"}, {"files": []}, b"")],
        [_token({"alg": "ES256"}, {"files": []}, bytes(64))],
        [_token({"alg": "ES256"}, {"files": []}, b"\xff" * 64)],
    ],
)
def test_what_is_no_signature_is_refused(
    files: dict[str, bytes], keystore: KeyStore, signatures: object
) -> None:
    changed = {**files, ".signatures.json": json.dumps({"signatures": signatures}).encode()}
    assert not _we_accept(changed, keystore)


def _archive(names: list[str], size: int = 1) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(size)))
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", _archive(["a", "/a"]), _archive(["a"], 70 * 1024**2)],
    ids=["empty", "no archive", "ambiguous", "too large"],
)
def test_an_archive_that_is_broken_ambiguous_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(IntegrityError):
        unpack(data)


def test_names_are_read_with_and_without_a_leading_slash() -> None:
    assert sorted(unpack(_archive(["/.manifest", "./data.json", "gate.rego"]))) == [
        ".manifest",
        "data.json",
        "gate.rego",
    ]


def test_a_bundle_whose_manifest_names_another_revision_fails(keystore: KeyStore, saved: Save) -> None:
    bundle = build_bundle(keystore)
    directory = saved("bundle.tar.gz", bundle.archive).parent
    provenance = {"bundle_sha256": bundle.sha256, "policy_revision": bundle.revision}
    steps = verify_bundle(directory, provenance, [], None)
    assert [step.verdict for step in steps] == [Verdict.PASSED, Verdict.NOT_CHECKED, Verdict.NOT_CHECKED]
    steps = verify_bundle(directory, {**provenance, "policy_revision": "another"}, [], None)
    assert steps[0].verdict is Verdict.FAILED
    assert "another" in steps[0].detail
