"""The cover and the summary: what was decided, by whom, under which policy, and who sealed this."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput
from reports import figures
from reports.facts import Fact, code, stated
from reports.outcome import OutcomeView, outcome_of, owed, reasons
from reports.people import person
from reports.wording import KINDS, VERDICTS, capitalised, listed, phrase

DEVELOPMENT = "Sealed under a development CA: it proves integrity, not identity."


@dataclass(frozen=True, slots=True)
class CoverView:
    """The first page. `subject` is the version; `destination` where it was to go."""

    title: str
    subject: str
    destination: str
    outcome: OutcomeView
    facts: tuple[Fact, ...]
    seal: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The summary page."""

    sentence: str
    facts: tuple[Fact, ...]
    purpose: tuple[Fact, ...]


def cover_view(data: AuditReportInput) -> CoverView:
    """The first page."""
    target, version = data.decision.target, data.gate_input.version
    return CoverView(
        title="Audit report",
        subject=f"{target.model}, version {version.number}",
        destination=f"{KINDS[data.request.kind]} to {target.environment}, alias @{target.alias}",
        outcome=outcome_of(data),
        facts=(
            code("Version digest", version.digest),
            Fact("Decided", figures.moment(data.decision.evaluated_at)),
            code("Policy revision", data.provenance.policy_revision),
            Fact("Project and risk tier", f"{target.project}, {data.decision.risk_tier} risk"),
            Fact("Accountable person", data.gate_input.model.accountable_person or "Not stated"),
            Fact("Signed by", _signers(data)),
            code("Promotion request", data.request.id),
        ),
        seal=_seal(data),
    )


def summary_view(data: AuditReportInput) -> SummaryView:
    """What was decided, in one sentence, and who is behind it."""
    model, request = data.gate_input.model, data.request
    return SummaryView(
        sentence=_sentence(data),
        facts=(
            Fact("Asked for by", f"{person(data, request.opened_by)}, {figures.moment(request.opened_at)}"),
            stated("Reason given", request.reason),
            code("Policy revision", data.provenance.policy_revision),
            Fact("Rules in the way", capitalised(reasons(data))),
            Fact("Obligations", capitalised(owed(data))),
            Fact("Signed by", _signers(data)),
            Fact("Closed", _closed(data)),
        ),
        purpose=(
            stated("Intended purpose", model.intended_purpose),
            stated("Owner", model.owner),
            stated("Accountable person", model.accountable_person),
            stated("On call", model.on_call),
            stated("Escalation path", model.escalation_path),
            stated("Runbook", model.runbook),
            stated("Fallback", model.fallback),
        ),
    )


def footer_notice(data: AuditReportInput) -> str:
    """What stands at the foot of every page."""
    return DEVELOPMENT if data.installation.development else f"Sealed by {data.signer.name}."


def break_glass_notice(data: AuditReportInput) -> str:
    """What stands in the band at the head of every page; empty when there was no emergency."""
    if data.request.break_glass is None:
        return ""
    return "BREAK-GLASS: applied without the gate's consent"


def _sentence(data: AuditReportInput) -> str:
    target = data.decision.target
    return (
        f"On {figures.moment(data.decision.evaluated_at)} the gate judged whether {target.model} version "
        f"{target.version} may enter {target.environment} as @{target.alias}. "
        f"{outcome_of(data).headline}. {outcome_of(data).sentence}"
    )


def _signers(data: AuditReportInput) -> str:
    signed = [
        f"{person(data, review.reviewer)} as {phrase(review.role)} ({VERDICTS[review.verdict].text.lower()}"
        f"{'' if review.standing else ', fallen'})"
        for review in data.gate_input.reviews
    ]
    return capitalised(listed(signed))


def _closed(data: AuditReportInput) -> str:
    request = data.request
    if request.closed_at is None or request.closed_by is None:
        return f"Not yet: the request is {request.state}"
    state = request.state.capitalize()
    return f"{state} by {person(data, request.closed_by)}, {figures.moment(request.closed_at)}"


def _seal(data: AuditReportInput) -> tuple[Fact, ...]:
    certificate = data.signer.certificate_sha256
    return (
        Fact("Sealed by", data.signer.name),
        *((code("Seal certificate", certificate),) if certificate else ()),
        stated("About the seal", data.signer.notice),
        Fact("Report made", f"{figures.moment(data.generated_at)}, by {person(data, data.generated_by)}"),
        Fact("Installation", f"{data.installation.name}, {data.installation.url}"),
    )
