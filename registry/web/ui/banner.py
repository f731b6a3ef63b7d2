"""The one sentence above a promotion request: what became of it, or what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.decision import Decision
from registry.contract.promotions import PromotionDetailView, PromotionView
from reports.figures import moment
from reports.wording import Tone, capitalised, counted, listed, phrase


@dataclass(frozen=True, slots=True)
class Banner:
    """A sign and a headline, and the sentence that says why."""

    tone: Tone
    sign: str
    headline: str
    sentence: str


def banner_of(detail: PromotionDetailView) -> Banner:
    """Where the request stands."""
    request = detail.request
    if request.state == "withdrawn":
        who = f"{request.closed_by} withdrew the request on {moment(request.closed_at)}"
        return Banner("neutral", "○", "Withdrawn", f"{who}; nothing has moved.")
    if detail.decision is None:
        return Banner("neutral", "◔", "Not judged yet", "The gate has not been asked about this request.")
    if request.state == "applied":
        return _applied(detail, detail.decision.document)
    return _living(request, detail.decision.document)


def reasons(decision: Decision) -> str:
    """How many checks stand in the way, by kind."""
    statuses = list(decision.evaluated.values())
    violated, missing = statuses.count("violated"), statuses.count("no_evidence")
    parts = [
        counted(violated, "check fails", "checks fail") if violated else "",
        counted(missing, "check has no evidence", "checks have no evidence") if missing else "",
        counted(len(decision.config_errors), "configuration error") if decision.config_errors else "",
    ]
    return listed([part for part in parts if part]) if any(parts) else "no check stands against it"


def owed(decision: Decision) -> list[str]:
    """Who still has to sign, or what has still to be there."""
    titles = [item.title or phrase(item.role) for item in decision.obligations if not item.met]
    return [title[:1].lower() + title[1:] for title in titles]


def _living(request: PromotionView, decision: Decision) -> Banner:
    match decision.outcome:
        case "deny":
            return Banner("bad", "✗", "Refused", f"{capitalised(reasons(decision))}, so nothing moves.")
        case "error":
            text = "An error is neither a pass nor a fail, and nothing moves"
            return Banner("bad", "!", "Refused: the gate could not judge", f"{text}: {reasons(decision)}.")
        case "needs_approval":
            text = f"No check stands against it; still owed: {listed(owed(decision))}."
            return Banner("warn", "◔", "Waiting", text)
        case "allow":
            moves = f"@{request.alias} can move to version {request.version}"
            text = f"Every check is in order and everybody has signed: {moves}."
            return Banner("good", "✓", "Ready", text)


def _applied(detail: PromotionDetailView, decision: Decision) -> Banner:
    request = detail.request
    moved = f"@{request.alias} to version {request.version} on {moment(request.closed_at)}"
    if request.kind == "break_glass":
        people = listed([name for name in (request.break_glass_by, request.closed_by) if name])
        text = f"{_gate_said(decision)} {people} took it on themselves to move {moved}."
        return Banner("bad", "!", "Applied under break-glass", text)
    signers = [one.reviewer for one in detail.reviews if one.standing and one.verdict == "approve"]
    approved = f", approved by {listed(signers)}" if signers else ""
    return Banner("good", "✓", "Applied", f"{request.closed_by} moved {moved}{approved}.")


def _gate_said(decision: Decision) -> str:
    match decision.outcome:
        case "allow":
            return "The gate would have allowed it."
        case "needs_approval":
            return f"The gate did not allow it yet; still owed: {listed(owed(decision))}."
        case "deny" | "error":
            return f"The gate did not allow it: {reasons(decision)}."
