"""What is attached to a sealed PDF: the decision and all evidence behind its figures."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping

import pikepdf

from registry.domain.errors import IntegrityError
from registry.trust.verification.decision import DECISION_FILES, verify_decision
from registry.trust.verification.events import verify_log_excerpt
from registry.trust.verification.evidence import EVIDENCE_NAME, verify_evidence
from registry.trust.verification.model_card import CARD, verify_card_document
from registry.trust.verification.report_input import verify_report_input
from registry.trust.verification.steps import VerificationStep, not_checked, summed_up

_CLAUSE = "ISO 19005-3 clause 6.8"


def read_attachments(pdf: bytes) -> dict[str, bytes]:
    """The embedded files by name.

    Raises:
        IntegrityError: it cannot be read, or two files share a name.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = [(each.filename, each.get_file().read_bytes()) for each in document.attachments.values()]
    except Exception as error:  # A hostile file may break a parser in any way; none is a pass.
        raise IntegrityError("The attachments cannot be read.", why=f"{error}.") from error
    files = dict(found)
    if len(files) != len(found):
        twice = next(name for name, count in Counter(name for name, _ in found).items() if count > 1)
        raise IntegrityError(f"Two attachments are called {twice}.")
    return files


def evidence_by_digest(attachments: Mapping[str, bytes]) -> dict[str, bytes]:
    """The attached evidence, by the digest that each file's name claims."""
    found = {name: EVIDENCE_NAME.fullmatch(name) for name in attachments}
    return {f"sha256:{match[1]}": attachments[name] for name, match in found.items() if match}


def verify_attachments(attachments: Mapping[str, bytes]) -> list[VerificationStep]:
    """Check what is attached to an audit report or a model card. Any other file has nothing, and says so."""
    documents = {name: attachments[name] for name in DECISION_FILES if name in attachments}
    evidence = {name: data for name, data in attachments.items() if name.startswith("evidence-")}
    steps = [_evidence(name, data) for name, data in sorted(evidence.items())]
    if documents:
        steps += verify_decision(documents, evidence_by_digest(attachments))
    elif CARD in attachments:
        steps.append(verify_card_document(attachments[CARD]))
    else:
        steps.append(not_checked("attachments", "no decision is attached to it", _CLAUSE))
    if (report := attachments.get("report.json")) is not None:
        steps.append(verify_report_input(report, attachments, evidence_by_digest(attachments)))
    if (events := attachments.get("events.jsonl")) is not None:
        steps += verify_log_excerpt(events)
    return steps


def _evidence(name: str, data: bytes) -> VerificationStep:
    return summed_up(f"{name[:17]}…", verify_evidence(name, data), "digest, form and schema hold", _CLAUSE)
