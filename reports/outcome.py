"""What was decided, in words that a reader cannot mistake."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput
from reports import figures
from reports.people import person
from reports.wording import Tone, counted, listed, phrase


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A sign and a headline, and one sentence that says why."""

    sign: str
    headline: str
    sentence: str
    tone: Tone


def outcome_of(data: AuditReportInput) -> OutcomeView:
    """The outcome of the request at the time of the report."""
    if data.request.state == "applied":
        return _applied(data)
    if data.request.state == "withdrawn":
        return OutcomeView("○", "Withdrawn", _withdrawn(data), "neutral")
    match data.decision.outcome:
        case "deny":
            return OutcomeView("✗", "Refused", f"The gate denied this promotion: {reasons(data)}.", "bad")
        case "error":
            return OutcomeView("✗", "Refused: the gate could not judge", _error(data), "bad")
        case "needs_approval":
            return OutcomeView("□", "Not decided yet", f"No rule stands against it; {owed(data)}.", "warn")
        case "allow":
            text = "The gate would let it pass; nothing has moved."
            return OutcomeView("□", "Allowed, not applied", text, "warn")


def reasons(data: AuditReportInput) -> str:
    """How many rules stand in the way, by kind."""
    statuses = list(data.decision.evaluated.values())
    violated, missing = statuses.count("violated"), statuses.count("no_evidence")
    broken = len(data.decision.config_errors)
    parts = [
        f"{counted(violated, 'rule is', 'rules are')} violated" if violated else "",
        f"{counted(missing, 'rule has', 'rules have')} no evidence" if missing else "",
        counted(broken, "configuration error") if broken else "",
    ]
    return listed([part for part in parts if part]) if any(parts) else "no rule stands in the way"


def owed(data: AuditReportInput) -> str:
    """The obligations that are not met."""
    open_ = [item.title or phrase(item.role) for item in data.decision.obligations if not item.met]
    return f"still owed: {listed(open_)}" if open_ else "nothing is owed"


def _applied(data: AuditReportInput) -> OutcomeView:
    alias, when = f"@{data.decision.target.alias}", figures.moment(data.request.closed_at)
    emergency = data.request.break_glass
    if emergency is None:
        text = f"The gate allowed this promotion, and {alias} moved on {when}."
        return OutcomeView("✓", "Applied", text, "good")
    people = listed([person(data, login) for login in (emergency.requested_by, emergency.confirmed_by)])
    text = f"The gate did not allow it: {reasons(data)}. {people} answer for it; {alias} moved on {when}."
    return OutcomeView("✗", "Applied under break-glass", text, "bad")


def _withdrawn(data: AuditReportInput) -> str:
    who = person(data, data.request.closed_by) if data.request.closed_by else "Its author"
    return f"{who} withdrew the request; nothing has moved."


def _error(data: AuditReportInput) -> str:
    return f"An error is neither a pass nor a fail, and nothing moved: {reasons(data)}."
