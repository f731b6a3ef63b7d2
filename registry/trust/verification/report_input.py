"""`report.json`: everything that a report prints, and that it is what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.canonical import canonical_json, digest_json
from registry.domain.errors import IntegrityError
from registry.trust.verification.documents import CANONICAL_CLAUSE, read_canonical
from registry.trust.verification.steps import VerificationStep, failed, judged, passed

_AUDIT_REPORT = "modelwarden.audit_report/v1"
# What an audit report repeats in full: (its member, the attachment).
_REPEATED = {"gate_input": "input.json", "decision": "decision.json", "provenance": "provenance.json"}


def verify_report_input(
    data: bytes, attachments: Mapping[str, bytes], evidence: Mapping[str, bytes]
) -> VerificationStep:
    """Check that a report was rendered from the attached documents; `evidence` is by digest."""
    try:
        report = read_canonical(data)
    except IntegrityError as error:
        return failed("report input", str(error), CANONICAL_CLAUSE)
    if report.get("schema") != _AUDIT_REPORT:
        return passed("report input", f"{len(data)} canonical bytes", CANONICAL_CLAUSE)
    problems = [
        f"its {member} is not {name}"
        for member, name in _REPEATED.items()
        if canonical_json(report.get(member)) != attachments.get(name)
    ]
    problems += _evidence_problems(report.get("evidence"), evidence)
    events = attachments.get("events.jsonl", b"").splitlines()
    if [canonical_json(event) for event in report.get("events") or ()] != events:
        problems.append("its events are not events.jsonl")
    return judged("report input", problems, "what it prints is what is attached", _AUDIT_REPORT)


def _evidence_problems(printed: Any, evidence: Mapping[str, bytes]) -> list[str]:  # noqa: ANN401 - any JSON value
    if not isinstance(printed, dict):
        return ["it has no evidence by digest"]
    problems = [
        f"{digest} is printed and not attached" for digest in sorted(printed.keys() - evidence.keys())
    ]
    problems += [
        f"{digest} is attached and not printed" for digest in sorted(evidence.keys() - printed.keys())
    ]
    return problems + [
        f"the evidence printed as {digest} is another one"
        for digest, document in sorted(printed.items())
        if digest_json(document) != digest
    ]
