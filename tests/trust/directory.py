"""A whole `--out` directory, small and real: signed bundle, sealed report, attestation, chained events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.domain.canonical import canonical_json, digest_bytes
from registry.gate.bundle import Bundle, sign_content
from registry.gate.bundle_signature import hashable_json
from registry.trust.keys import KeyStore
from registry.trust.pdf import seal_pdf
from registry.trust.statements import evidence_statement, promotion_statement
from registry.trust.verification.steps import Verdict, VerificationStep
from tests.trust.documents import DECISION_ID, Case, build_case, decision_document
from tests.trust.rendering import render_report

# Echoes the case and answers from its data, so that the answer depends on input and bundle both.
POLICY = b"""package modelwarden.gate

decision := object.union(data.modelwarden.answer, {
  "request_id": input.request.id,
  "evaluated_at": input.evaluated_at,
  "evidence_used": sort([head.digest | some kind, head in input.evidence; kind != "documents"]),
})
"""


@dataclass(frozen=True)
class Dossier:
    """The parts of a directory before they are written."""

    case: Case
    bundle: Bundle
    report: bytes
    attestations: dict[str, bytes]


def build_bundle(keystore: KeyStore, outcome: str = "allow") -> Bundle:
    answer = {**decision_document([]), "outcome": outcome}
    content = {"gate.rego": POLICY, "data.json": hashable_json({"modelwarden": {"answer": answer}})}
    signer = keystore.signer("bundle")
    return sign_content(content, "1.0.0", signer)


def build_dossier(keystore: KeyStore) -> Dossier:
    bundle = build_bundle(keystore)
    case = build_case(bundle.archive, bundle.revision, bundle.key_id)
    statements = {
        f"evidence-{digest[7:]}": evidence_statement(json.loads(data))
        for digest, data in case.evidence.items()
    }
    statements["promotion"] = promotion_statement(
        json.loads(case.decision),
        json.loads(case.provenance),
        verifier="https://registry.example",
        registry_version="0.1.0",
    )
    signer = keystore.signer("attestation")
    attestations = {name: canonical_json(signer.sign_statement(one)) for name, one in statements.items()}
    report = seal_pdf(render_report(case.attachments), keystore, reason="Audit report")
    return Dossier(case, bundle, report, attestations)


def write_dossier(directory: Path, dossier: Dossier, keys: Mapping[str, bytes]) -> None:
    case = dossier.case
    decision = f"decisions/{DECISION_ID}"
    files = {
        **{f"evidence/{digest[7:]}.json": data for digest, data in case.evidence.items()},
        **{f"{decision}/{name}": data for name, data in case.files.items()},
        f"{decision}/bundle.tar.gz": dossier.bundle.archive,
        **{f"attestations/{name}.json": data for name, data in dossier.attestations.items()},
        "reports/audit_report.pdf": dossier.report,
        "events.jsonl": case.events,
        **{f"keys/{name}": data for name, data in keys.items()},
    }
    for name, data in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(data)
    (directory / "summary.json").write_text(json.dumps(_summary(dossier), indent=2))


def failures(steps: Iterable[VerificationStep]) -> set[tuple[str, str]]:
    """What failed: (subject, name)."""
    return {(step.subject, step.name) for step in steps if step.verdict is Verdict.FAILED}


def rewrite_summary(directory: Path) -> None:
    """What somebody who changed a report would do next: put its new digest into the summary."""
    path = directory / "summary.json"
    summary = json.loads(path.read_text())
    for report in summary["reports"]:
        report["sha256"] = digest_bytes((directory / report["path"]).read_bytes())
    path.write_text(json.dumps(summary))


def _summary(dossier: Dossier) -> dict[str, Any]:
    decision = json.loads(dossier.case.decision)
    return {
        "versions": [
            {
                "number": decision["target"]["version"],
                "digest": decision["target"]["digest"],
                "evidence": sorted(dossier.case.evidence),
                "decision_id": DECISION_ID,
                "outcome": decision["outcome"],
                "failing_rules": [],
            }
        ],
        "reports": [{"path": "reports/audit_report.pdf", "sha256": digest_bytes(dossier.report)}],
        "seconds": {"promote": 1.5},
    }
