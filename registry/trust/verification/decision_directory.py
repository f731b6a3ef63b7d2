"""A directory `decisions/<id>/`: the documents of one decision and the bundle that it was made under."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from registry.trust.verification.bundles import verify_bundle
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.decision import DECISION_FILES, verify_decision
from registry.trust.verification.documents import read_canonical
from registry.trust.verification.steps import Verdict, VerificationStep


def verify_decision_directory(
    directory: Path, context: VerifierContext, evidence: Mapping[str, bytes] | None = None
) -> list[VerificationStep]:
    """Check the documents against each other and `evidence` (by digest), then the bundle and the replay."""
    paths = {name: directory / name for name in DECISION_FILES}
    files = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
    steps = verify_decision(files, evidence)
    if steps[0].verdict is Verdict.FAILED:
        return steps
    provenance = read_canonical(files["provenance.json"])
    return steps + verify_bundle(directory, provenance, context.keys, context.replay)
