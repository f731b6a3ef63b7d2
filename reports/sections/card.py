"""What a model card says besides its figures, in the order of Mitchell et al. (2019)."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import ModelCardInput
from registry.contract.evidence import FairnessBody
from reports import figures
from reports.consistency import evidence_file
from reports.facts import Fact, code, stated
from reports.tables import Column, Table
from reports.wording import EVIDENCE_KINDS, Tone, listed


@dataclass(frozen=True, slots=True)
class CardView:
    """The parts of a card that are words and facts."""

    title: str
    status: Fact
    tone: Tone
    details: tuple[Fact, ...]
    use: tuple[Fact, ...]
    factors: tuple[Fact, ...]
    gaps: tuple[Fact, ...]
    decision: tuple[Fact, ...]
    placements: Table | None
    evidence: Table | None


def card_view(data: ModelCardInput) -> CardView:
    """The card's words."""
    status, tone = _status(data)
    return CardView(
        title=f"{data.model.name}, version {data.version.number}",
        status=status,
        tone=tone,
        details=_details(data),
        use=_use(data),
        factors=_factors(data),
        gaps=tuple(
            stated(f"Known gaps of {item.name}", item.datasheet.known_gaps) for item in data.lineage.datasets
        ),
        decision=_decision(data),
        placements=_placements(data),
        evidence=_evidence(data),
    )


def _status(data: ModelCardInput) -> tuple[Fact, Tone]:
    decision = data.decision
    if decision is None:
        return Fact("No decision", "No promotion of this version has been judged."), "neutral"
    where = f"{decision.environment} as @{decision.alias}"
    if decision.break_glass:
        return Fact("Applied under break-glass", f"The gate did not allow it into {where}."), "bad"
    match decision.request_state:
        case "applied":
            return Fact("Applied", f"The gate allowed it into {where}."), "good"
        case "refused":
            return Fact("Refused", f"The gate did not allow it into {where}."), "bad"
        case "withdrawn":
            return Fact("Withdrawn", f"The request for {where} was withdrawn."), "neutral"
        case "open" | "ready":
            return Fact("Not decided yet", f"The request for {where} is {decision.request_state}."), "warn"


def _details(data: ModelCardInput) -> tuple[Fact, ...]:
    version = data.version
    return (
        code("Version digest", version.digest),
        stated("Description", version.description),
        stated("Framework", version.framework),
        stated("Licence", data.licence),
        code("Code commit", version.code_commit),
        Fact("Registered", f"{figures.moment(version.registered_at)}, by {version.registered_by}"),
        Fact("Project and risk tier", f"{data.project}, {data.risk_tier} risk"),
        stated("Owner", data.model.owner),
        stated("Accountable person", data.model.accountable_person),
        stated("Tags", ", ".join(data.tags)),
    )


def _use(data: ModelCardInput) -> tuple[Fact, ...]:
    model = data.model
    return (
        stated("Intended purpose", model.intended_purpose),
        stated("Fallback", model.fallback),
        stated("On call", model.on_call),
        stated("Escalation path", model.escalation_path),
        stated("Runbook", model.runbook),
    )


def _factors(data: ModelCardInput) -> tuple[Fact, ...]:
    named = sorted({name for item in data.lineage.datasets for name in item.datasheet.sensitive_attributes})
    bodies = [item.body for item in data.evidence.values() if isinstance(item.body, FairnessBody)]
    judged = sorted({attribute.name for body in bodies for attribute in body.attributes})
    return (
        stated("Sensitive attributes in the data", ", ".join(named)),
        stated("Groups compared by", ", ".join(judged)),
    )


def _decision(data: ModelCardInput) -> tuple[Fact, ...]:
    decision = data.decision
    if decision is None:
        return ()
    return (
        Fact("Gate's outcome", decision.outcome.replace("_", " ")),
        Fact("Decided", figures.moment(decision.decided_at)),
        Fact("For", f"{decision.environment}, alias @{decision.alias}"),
        Fact("Failing rules", ", ".join(decision.failing_rules) or "none"),
        Fact("Waived rules", ", ".join(decision.waived_rules) or "none"),
        Fact("Approved by", listed(decision.approved_by)),
        code("Policy revision", decision.policy_revision),
        code("Decision document", decision.decision_digest),
        code("Promotion request", decision.request_id),
    )


def _placements(data: ModelCardInput) -> Table | None:
    rows = tuple(
        (
            f"@{item.alias}",
            item.environment or "none",
            "yes" if item.protected else "no",
            figures.moment(item.since),
        )
        for item in data.placements
    )
    columns = tuple(map(Column, ("Alias", "Environment", "Protected", "Since")))
    return Table("Aliases that point to this version", columns, rows) if rows else None


def _evidence(data: ModelCardInput) -> Table | None:
    rows = tuple(
        (evidence_file(digest), EVIDENCE_KINDS[item.kind], item.assurance)
        for digest, item in sorted(data.evidence.items())
    )
    columns = (Column("Document", "digest"), Column("Kind"), Column("Assurance"))
    return Table("Evidence behind this card", columns, rows) if rows else None
