"""The policy bundle of a decision: is it the one that was named, and does it still answer the same?"""

from __future__ import annotations

import io
import json
import tarfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from registry.domain.canonical import digest_bytes
from registry.domain.errors import IntegrityError, ModelwardenError
from registry.trust.verification.bundle_signature import verify_bundle_signature
from registry.trust.verification.steps import VerificationStep, failed, judged, not_checked, passed

Replay = Callable[[Sequence[Path], Path], bytes]
"""Bundles and the path of an input -> the canonical bytes of the decision. Raises a `ModelwardenError`."""

_GATE_CLAUSE = "modelwarden.decision/v1"
_BUNDLE_CLAUSE = "Open Policy Agent, Bundles, Signing"
_FILE_LIMIT = 64 * 1024 * 1024


def verify_bundle(
    directory: Path,
    provenance: Mapping[str, Any],
    keys: Sequence[ec.EllipticCurvePublicKey],
    replay: Replay | None,
) -> list[VerificationStep]:
    """Check the archive beside a decision, and ask the engine again when there is one."""
    archives = sorted(directory.glob("*.tar.gz"))
    problems = _identity_problems(archives, provenance)
    if problems:
        return [judged("policy bundle", problems, "", _GATE_CLAUSE)]
    try:
        files = unpack(archives[0].read_bytes())
    except IntegrityError as error:
        return [failed("policy bundle", str(error), _BUNDLE_CLAUSE)]
    return [
        _revision(files, provenance),
        _signature(files, keys),
        _replayed(directory, archives, replay),
    ]


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of a bundle by their path, without a leading slash.

    Raises:
        IntegrityError: it is no archive, names a file twice, or unpacks to more than 64 MiB.
    """
    files: dict[str, bytes] = {}
    left = _FILE_LIMIT
    try:
        with tarfile.open(fileobj=io.BytesIO(_inflated(archive)), mode="r:") as bundle:
            for member in bundle:
                file = bundle.extractfile(member)
                if file is None:
                    continue
                name = str(PurePosixPath("/", member.name)).lstrip("/")
                left -= member.size
                if left < 0 or name in files:
                    raise IntegrityError(f"The bundle is too large, or names {name} twice.")
                files[name] = file.read()
    except (tarfile.TarError, OSError, EOFError, ValueError, OverflowError, zlib.error) as error:
        raise IntegrityError("The bundle cannot be unpacked.", why=f"{error}.") from error
    return files


def _inflated(archive: bytes) -> bytes:
    # Unpacked before tarfile sees it, which would read a header of any size that the archive names.
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    tar = inflate.decompress(archive, 2 * _FILE_LIMIT)
    if inflate.unconsumed_tail:
        raise IntegrityError(
            "The bundle is too large.", why=f"It unpacks to more than {2 * _FILE_LIMIT} bytes."
        )
    if not inflate.eof:
        raise EOFError("It is cut off")
    return tar


def _identity_problems(archives: Sequence[Path], provenance: Mapping[str, Any]) -> list[str]:
    wanted = provenance["bundle_sha256"]
    found = {path.name: digest_bytes(path.read_bytes()) for path in archives}
    missing = [] if wanted in found.values() else [f"no archive here has {wanted}"]
    return missing + [f"{name} is not named by provenance" for name in found if found[name] != wanted]


def _revision(files: Mapping[str, bytes], provenance: Mapping[str, Any]) -> VerificationStep:
    wanted = provenance["policy_revision"]
    try:
        revision = json.loads(files[".manifest"])["revision"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return failed("policy bundle", "its manifest names no revision", _BUNDLE_CLAUSE)
    problems = [] if revision == wanted else [f"it is {revision}, and provenance names {wanted}"]
    return judged("policy bundle", problems, f"{wanted}", _GATE_CLAUSE)


def _signature(files: Mapping[str, bytes], keys: Sequence[ec.EllipticCurvePublicKey]) -> VerificationStep:
    if not keys:
        return not_checked("bundle signature", "no public key was given; name one with --key", _BUNDLE_CLAUSE)
    try:
        key = verify_bundle_signature(files, keys)
    except IntegrityError as error:
        return failed("bundle signature", str(error), _BUNDLE_CLAUSE)
    return passed("bundle signature", f"by {key}", _BUNDLE_CLAUSE)


def _replayed(directory: Path, archives: Sequence[Path], replay: Replay | None) -> VerificationStep:
    if replay is None:
        return not_checked(
            "replay", "no usable OPA is installed: run `modelwarden opa install`", _GATE_CLAUSE
        )
    try:
        same = replay(archives, directory / "input.json") == (directory / "decision.json").read_bytes()
    except ModelwardenError as error:
        return failed("replay", str(error), _GATE_CLAUSE)
    problems = [] if same else ["OPA gives another decision on this input"]
    return judged("replay", problems, "OPA gives the same bytes", _GATE_CLAUSE)
