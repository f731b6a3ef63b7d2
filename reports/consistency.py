"""A report is made only of parts that belong together: each attached file is what its digest says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from registry.contract.base import Shape
from registry.contract.dossier import AuditReportInput
from registry.domain.canonical import canonical_json, digest_bytes, hex_of
from registry.domain.errors import IntegrityError, InvalidInputError

_FIXED = ("report.json", "input.json", "decision.json", "provenance.json", "events.jsonl")
_EVIDENCE = re.compile(r"evidence-[0-9a-f]{64}\.json")


def evidence_file(digest: str) -> str:
    """The name under which an evidence document is attached."""
    return f"evidence-{hex_of(digest)}.json"


def check_attachments(data: AuditReportInput, files: Mapping[str, bytes]) -> None:
    """Refuse to report on anything that is not attached exactly.

    Raises:
        InvalidInputError: a file is missing, or has a name that nothing in the report explains.
        IntegrityError: a file is not what the report says of it.
    """
    _check_names(data, files)
    for name, wanted in _digests(data):
        if digest_bytes(files[name]) != wanted:
            raise _differs(name, f"its SHA-256 is not {wanted}")
    for name, shape in _documents(data):
        if _parse(name, type(shape), files[name]) != shape:
            raise _differs(name, "it says something else than the report")
    _check_events(data, files["events.jsonl"])


def _check_names(data: AuditReportInput, files: Mapping[str, bytes]) -> None:
    wanted = {*_FIXED, *(evidence_file(digest) for digest in data.evidence)}
    missing = sorted(wanted - set(files))
    unknown = sorted(name for name in set(files) - wanted if not _EVIDENCE.fullmatch(name))
    if missing or unknown:
        raise InvalidInputError(
            "The report's attachments are not complete.",
            why=f"Missing: {missing or 'none'}; not expected: {unknown or 'none'}.",
            remedy="Attach the input, the decision, its provenance, the events and every evidence document.",
        )


def _digests(data: AuditReportInput) -> Iterator[tuple[str, str]]:
    yield "input.json", data.provenance.input_digest
    yield "decision.json", data.provenance.decision_digest
    for digest in data.evidence:
        yield evidence_file(digest), digest


def _documents(data: AuditReportInput) -> Iterator[tuple[str, Shape]]:
    yield "report.json", data
    yield "input.json", data.gate_input
    yield "decision.json", data.decision
    yield "provenance.json", data.provenance
    for digest, document in data.evidence.items():
        yield evidence_file(digest), document


def _check_events(data: AuditReportInput, content: bytes) -> None:
    lines = set(content.splitlines())
    for event in data.events:
        if canonical_json(event.to_json()) not in lines:
            raise _differs("events.jsonl", f"event {event.id} is not in it as it was recorded")


def _parse(name: str, shape: type[Shape], content: bytes) -> Shape:
    try:
        return shape.from_bytes(content)
    except (ValidationError, json.JSONDecodeError) as error:
        raise _differs(name, "it cannot be read") from error


def _differs(name: str, why: str) -> IntegrityError:
    return IntegrityError(
        f"{name} is not what the report is about: {why}.",
        why="A report on something else than its attachments could not be checked by anybody.",
        remedy="Build the report's input and its attachments from the same stored bytes.",
    )
