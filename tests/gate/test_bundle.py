"""The bundle as bytes: the same for the same policies, another name for others, signed as RFC 7515 says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from registry.gate.bundle import Bundle, _modules, _version, sign_content
from registry.gate.bundle_archive import pack, unpack
from registry.gate.bundle_signature import sign_files
from registry.gate.errors import BundleBuildError
from registry.gate.policy_check import checked_annotations
from tests.gate.parts import NamedSigner

TINY = Path(__file__).with_name("fixtures") / "policies"
Files = dict[str, bytes]


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _token(bundle: Bundle) -> list[str]:
    signatures: list[str] = json.loads(unpack(bundle.archive)[".signatures.json"])["signatures"]
    return signatures[0].split(".")


def test_the_same_content_gives_the_same_bytes(tiny_content: Files, key: NamedSigner) -> None:
    backwards = dict(reversed(tiny_content.items()))

    assert sign_content(tiny_content, "1.0.0", key) == sign_content(backwards, "1.0.0", key)


def test_the_revision_names_version_and_content(
    tiny_content: Files, tiny_bundle: Bundle, key: NamedSigner
) -> None:
    version, _, digest = tiny_bundle.revision.partition("+")
    changed = sign_content({**tiny_content, "data.json": b"{}"}, "1.0.0", key)

    assert version == "modelwarden@1.0.0"
    assert len(bytes.fromhex(digest)) == 8
    assert changed.revision != tiny_bundle.revision
    assert changed.revision.startswith("modelwarden@1.0.0+")


def test_its_digest_is_of_the_archive(tiny_bundle: Bundle) -> None:
    assert tiny_bundle.sha256 == "sha256:" + hashlib.sha256(tiny_bundle.archive).hexdigest()


def test_the_archive_tells_neither_when_nor_who(tiny_bundle: Bundle) -> None:
    # RFC 1952: no flags, so no file name; no time; XFL 2 for the best compression; OS 255, unknown.
    assert tiny_bundle.archive[:10] == bytes.fromhex("1f8b0800000000000 2ff".replace(" ", ""))
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(tiny_bundle.archive))) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == sorted(member.name for member in members)
    assert {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in members} == {(0, 0, 0, "", "", 0o644)}


def test_packing_and_unpacking_are_inverse() -> None:
    files = {"a/b.rego": b"x" * 10_000, ".manifest": b"{}", "empty": b""}

    assert unpack(pack(files)) == files


def test_the_signature_verifies_and_covers_every_file(tiny_bundle: Bundle, key: NamedSigner) -> None:
    header, payload, signature = _token(tiny_bundle)
    raw = _part(signature)
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    der, signed = encode_dss_signature(r, s), f"{header}.{payload}".encode()
    key.public_key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.public_key.verify(der, signed + b" ", ec.ECDSA(hashes.SHA256()))

    files = unpack(tiny_bundle.archive)
    listed = {file["name"]: file["hash"] for file in json.loads(_part(payload))["files"]}
    assert json.loads(_part(header)) == {"alg": "ES256", "kid": "test-key", "typ": "JWT"}
    assert listed == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != ".signatures.json"
    }


def test_only_a_key_on_p256_signs() -> None:
    with pytest.raises(ValueError, match="P-256"):
        sign_files({}, NamedSigner(ec.generate_private_key(ec.SECP384R1()), "key"))


def test_tests_stay_out_of_the_bundle() -> None:
    assert set(_modules(TINY)) == {"modelwarden/gate/decision.rego", "modelwarden/log/mask.rego"}


def test_no_policies_make_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleBuildError, match="There are no policies"):
        _modules(tmp_path)


@pytest.mark.parametrize("text", [None, "", "1.2", "1.2.3-draft", "v1.2.3"])
def test_policies_without_a_version_make_no_bundle(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "VERSION").write_text(text)
    with pytest.raises(BundleBuildError, match="which version"):
        _version(tmp_path)


def test_annotations_are_listed(opa: Path, tiny_content: Files) -> None:
    listed = checked_annotations(opa, TINY, _rego(tiny_content))

    titles = {a["annotations"]["title"] for a in listed}
    assert titles == {
        "A gate with one rule, which can be made to misbehave",
        "What OPA's own decision log leaves out",
    }
    assert all(not Path(a["location"]["file"]).is_absolute() for a in listed)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("deny if http.send({})", "undefined function http.send"),
        ("deny if time.now_ns() > 0", "undefined function time.now_ns"),
        ("deny if input.model.ownr", "undefined ref: input.model.ownr"),
        ("deny if {", "rego_parse_error"),
        ("deny if { unused := 1 }", "assigned var unused unused"),
    ],
)
def test_what_opa_refuses_is_not_signed(opa: Path, tiny_content: Files, source: str, message: str) -> None:
    head = "# METADATA\n# schemas:\n#   - input: schema.gate_input\npackage modelwarden.extra\n\n"
    modules = {**_rego(tiny_content), "modelwarden/extra.rego": (head + source + "\n").encode()}

    with pytest.raises(BundleBuildError, match="OPA refuses the policies") as refused:
        checked_annotations(opa, TINY, modules)

    assert message in refused.value.why
    assert "modelwarden/extra.rego" in refused.value.why


@pytest.mark.parametrize("name", ["capabilities.json", "schemas"])
def test_policies_are_not_checked_without_capabilities_and_schemas(
    opa: Path, tiny_content: Files, tmp_path: Path, name: str
) -> None:
    tree = tmp_path / "policies"
    shutil.copytree(TINY, tree)
    shutil.rmtree(tree / name) if (tree / name).is_dir() else (tree / name).unlink()

    with pytest.raises(BundleBuildError, match=f"have no {name}"):
        checked_annotations(opa, tree, _rego(tiny_content))


def _rego(content: Any) -> Files:  # noqa: ANN401 - a fixture's value
    return {name: data for name, data in content.items() if name.endswith(".rego")}
