"""The decision's own record: parameters, what answered, and how to ask again."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput
from registry.domain.canonical import hex_of
from reports import figures
from reports.consistency import evidence_file
from reports.facts import Fact, code
from reports.tables import Column, Table
from reports.wording import EVIDENCE_KINDS

_SOURCES = {
    "project": "set for the project",
    "tier": "set for the risk tier",
    "pack": "set by a pack",
    "default": "default",
}


_REPLAY = (
    "pdfdetach -saveall audit_report.pdf",
    "opa eval --format raw -b bundle.tar.gz -i input.json data.modelwarden.gate.decision > replayed.json",
)


@dataclass(frozen=True, slots=True)
class RecordView:
    """Provenance, parameters, attachments, and the commands of an outsider."""

    facts: tuple[Fact, ...]
    parameters: Table
    attachments: Table
    replay: tuple[str, ...]
    bundle_hex: str
    input_hex: str
    decision_hex: str


def record_view(data: AuditReportInput) -> RecordView:
    """The record of the decision."""
    provenance = data.provenance
    return RecordView(
        facts=_facts(data),
        parameters=_parameters(data),
        attachments=_attachments(data),
        replay=_REPLAY,
        bundle_hex=hex_of(provenance.bundle_sha256),
        input_hex=hex_of(provenance.input_digest),
        decision_hex=hex_of(provenance.decision_digest),
    )


def _facts(data: AuditReportInput) -> tuple[Fact, ...]:
    provenance = data.provenance
    return (
        code("Decision", data.decision_id),
        Fact("Evaluated at", figures.moment(data.decision.evaluated_at)),
        code("Policy revision", provenance.policy_revision),
        code("Policy bundle", provenance.bundle_sha256),
        code("Bundle signed with key", provenance.bundle_key_id),
        Fact("Engine", f"Open Policy Agent {provenance.opa_version}"),
        code("Engine's decision id", provenance.opa_decision_id),
        code("Input document", provenance.input_digest),
        code("Decision document", provenance.decision_digest),
        Fact("Packs", ", ".join(data.decision.packs) or "none"),
        Fact("Risk tier", data.decision.risk_tier),
    )


def _parameters(data: AuditReportInput) -> Table:
    rows = tuple(
        (name, figures.parameter(item.value), _SOURCES[item.source])
        for name, item in sorted(data.decision.params_used.items())
    )
    columns = (Column("Parameter"), Column("Value"), Column("Source"))
    return Table("Parameters that the decision used", columns, rows)


def _attachments(data: AuditReportInput) -> Table:
    fixed = (
        ("report.json", "what this report was rendered from"),
        ("input.json", "the gate's input document"),
        ("decision.json", "the gate's decision document"),
        ("provenance.json", "what answered, under which policies"),
        ("events.jsonl", "the request's events, one per line"),
    )
    evidence = tuple(
        (evidence_file(digest), f"{EVIDENCE_KINDS[item.kind]}, {item.assurance}")
        for digest, item in sorted(data.evidence.items())
    )
    return Table("Files in this report", (Column("File", "digest"), Column("Content")), fixed + evidence)
