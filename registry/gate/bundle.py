"""The bundle: the policies as one signed, immutable archive, and the only form in which OPA gets them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.domain.canonical import digest_bytes, digest_json, hex_of
from registry.gate.bundle_archive import pack
from registry.gate.bundle_signature import BundleSigner, hashable_json, sign_files
from registry.gate.catalog import compile_data
from registry.gate.entrypoint import BUNDLE
from registry.gate.errors import BundleBuildError
from registry.gate.policy_check import checked_annotations

_DIGEST_CHARACTERS = 16
_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A signed bundle. `sha256` is the digest of `archive`; `revision` ends in a digest of the content."""

    revision: str
    sha256: str
    archive: bytes
    key_id: str


def build_bundle(policies: Path, opa: Path, signer: BundleSigner) -> Bundle:
    """Check, pack and sign the policies.

    Args:
        policies: the tree: VERSION, Rego under `modelwarden/`, packs, parameters, schemas, capabilities.
        opa: the OPA that checks them.
        signer: signs it.

    Returns:
        The same bytes for the same policies and signer. Its revision is `modelwarden@<VERSION>+<16 hex of the
        content's digest>`, and the signature covers both, so neither can be changed without the other.

    Raises:
        BundleBuildError: there are no policies, or OPA refuses them.
    """
    modules = _modules(policies)
    annotations = checked_annotations(opa, policies, modules)
    content = {**modules, "data.json": hashable_json(compile_data(policies, annotations))}
    return sign_content(content, _version(policies), signer)


def sign_content(content: Mapping[str, bytes], version: str, signer: BundleSigner) -> Bundle:
    """Bind these files to their revision and sign both; JSON among them comes from `hashable_json`."""
    listed = [[name, digest_bytes(content[name])] for name in sorted(content)]
    digest = hex_of(digest_json(listed))[:_DIGEST_CHARACTERS]
    revision = f"{BUNDLE}@{version}+{digest}"
    manifest = hashable_json({"revision": revision, "roots": [BUNDLE], "rego_version": 1})
    files = {**content, ".manifest": manifest}
    archive = pack({**files, ".signatures.json": sign_files(files, signer)})
    return Bundle(revision, digest_bytes(archive), archive, signer.kid)


def _modules(policies: Path) -> dict[str, bytes]:
    """The Rego that decides, by its path in the tree; tests stay out."""
    found = {
        path.relative_to(policies).as_posix(): path.read_bytes()
        for path in sorted((policies / BUNDLE).rglob("*.rego"))
        if not path.name.endswith("_test.rego")
    }
    if not found:
        raise BundleBuildError(
            f"There are no policies in {policies}.",
            why=f"They are expected as .rego files under {policies / BUNDLE}.",
            remedy="Set the policies directory to the tree that Modelwarden ships.",
        )
    return found


def _version(policies: Path) -> str:
    """The policies' own version: three numbers, raised by whoever changes them."""
    place = policies / "VERSION"
    version = place.read_text(encoding="utf-8").strip() if place.is_file() else ""
    if not _VERSION.fullmatch(version):
        raise BundleBuildError(
            "The policies do not say which version they are.",
            why=f"{place} holds {version[:40]!r}, not three numbers such as 1.4.0.",
            remedy="Restore the file.",
        )
    return version
