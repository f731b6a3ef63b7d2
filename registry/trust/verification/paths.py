"""Which kind of thing a path is, and its verification."""

from __future__ import annotations

import json
from pathlib import Path

from registry.domain.errors import InvalidInputError, NotFoundError
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.decision_directory import verify_decision_directory
from registry.trust.verification.dossier import verify_dossier
from registry.trust.verification.envelope import verify_attestation
from registry.trust.verification.events import verify_log
from registry.trust.verification.evidence import verify_evidence
from registry.trust.verification.pdf import verify_pdf
from registry.trust.verification.steps import VerificationReport, VerificationStep, not_checked

_REMEDY = (
    "Give a sealed PDF, a DSSE envelope, an evidence document, events.jsonl, a directory of decisions/, "
    "or a whole directory with summary.json."
)
_UNLOGGED = not_checked(
    "logged",
    "that it was ever made is told by the audit log, which is not here: verify the whole directory",
    "21 CFR 11.10(e)",
)


def verify_path(path: Path, context: VerifierContext) -> VerificationReport:
    """Verify whatever lies at `path`, offline.

    Raises:
        NotFoundError: nothing does.
        InvalidInputError: it is nothing that can be verified.
    """
    try:
        kind, steps = _directory(path, context) if path.is_dir() else _file(path, context)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read.", why=f"{error.strerror}.", remedy=_REMEDY) from error
    return VerificationReport(kind, str(path), tuple(steps))


def _directory(path: Path, context: VerifierContext) -> tuple[str, list[VerificationStep]]:
    if (path / "summary.json").is_file():
        return "dossier", verify_dossier(path, context)
    if (path / "decision.json").is_file():
        return "decision", [*verify_decision_directory(path, context), _UNLOGGED]
    raise InvalidInputError(
        f"{path} is no directory that can be verified.",
        why="It has neither summary.json nor decision.json.",
        remedy=_REMEDY,
    )


def _file(path: Path, context: VerifierContext) -> tuple[str, list[VerificationStep]]:
    data = path.read_bytes()
    if data.startswith(b"%PDF-"):
        return "sealed PDF", verify_pdf(data, context)
    if path.suffix == ".jsonl":
        return "event log", verify_log(data)
    members = _members(data)
    if {"payload", "payloadType", "signatures"} <= members:
        return "attestation", verify_attestation(data, context.keys)
    if {"schema", "kind", "subject", "body"} <= members:
        return "evidence", verify_evidence(path.name, data)
    raise InvalidInputError(
        f"{path} is no file that can be verified.",
        why="Its content is of no kind known here.",
        remedy=_REMEDY,
    )


def _members(data: bytes) -> set[str]:
    """The names of a JSON object's members; none when it is something else."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return set()
    return set(document) if isinstance(document, dict) else set()
