"""The checks of a decision, failing first; where what they read can be seen; and each on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from registry.contract.decision import Decision, Finding, RuleSummary
from registry.contract.evidence_requests import EvidenceView
from registry.contract.policies import CheckTraceView, CheckView
from registry.contract.promotions import PromotionView
from registry.services import checks
from registry.services.evidence import list_evidence
from registry.services.promotions import get_promotion
from registry.web.edge import as_id, reading
from registry.web.ui.pages import page
from reports.wording import SEVERITIES, STATUSES, phrase

blueprint = Blueprint("checks", __name__)

_STATUS_ORDER = {status: place for place, status in enumerate(STATUSES)}
_SEVERITY_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A place in the gate's input that a check read: in words, and the page that shows it (or empty)."""

    pointer: str
    text: str
    url: str


def ordered_checks(decision: Decision) -> list[tuple[str, RuleSummary]]:
    """All checks: by status, then severity, then id."""
    return sorted(
        decision.rules.items(),
        key=lambda item: (_STATUS_ORDER[item[1].status], _SEVERITY_ORDER[item[1].severity], item[0]),
    )


def lead_of(finding: Finding) -> str:
    """A finding's message up to its figures, since actual and limit stand right below."""
    lead, figures, _ = finding.msg.partition(finding.observed)
    return lead.rstrip(" :") if figures else finding.msg


def evidence_digests(decision: Decision, evidence: Iterable[EvidenceView]) -> dict[str, str]:
    """The digest of each kind of evidence that the decision used."""
    return {one.kind: one.digest for one in evidence if one.digest in decision.evidence_used}


def readings(pointers: Iterable[str], request: PromotionView, digests: dict[str, str]) -> list[Reading]:
    """The places behind a finding."""
    return [_reading(pointer, request, digests) for pointer in pointers]


def _reading(pointer: str, request: PromotionView, digests: dict[str, str]) -> Reading:
    parts = pointer.split("/")[1:]
    match parts:
        case ["evidence", kind, *rest] if kind in digests:
            anchor = "-".join(rest[1:]) or None
            url = url_for("ui.evidence.show_evidence", digest=digests[kind], _anchor=anchor)
            return Reading(pointer, f"{phrase(kind)} evidence", url)
        case ["model", *rest]:
            url = url_for("ui.models.show_model", model=request.model, _anchor="about")
            return Reading(pointer, " ".join(["model:", *map(phrase, rest)]), url)
        case ["version" | "lineage" as part, *rest]:
            url = url_for(
                "ui.versions.show_version", model=request.model, number=request.version, _anchor=part
            )
            return Reading(pointer, " ".join([f"{part}:", *map(phrase, rest)]), url)
        case _:
            return Reading(pointer, phrase(" ".join(parts)), "")


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the page of a check needs. `trace` is None until it is asked for."""

    request: PromotionView
    check: CheckView
    digests: dict[str, str]
    trace: CheckTraceView | None

    def readings(self, pointers: Iterable[str]) -> list[Reading]:
        """Where figures can be seen."""
        return readings(pointers, self.request, self.digests)


@blueprint.get("/promotions/<promotion_id>/checks/<rule>")
def show_check(promotion_id: str, rule: str) -> Response:
    """One check in the latest decision; with `?trace=fails` or `?trace=full`, how OPA came to it."""
    about, detail = as_id(promotion_id), request.args.get("trace", "")
    with reading() as context:
        view = get_promotion(context, about)
        check = checks.view_check(context, about, rule)
        evidence = list_evidence(context, view.request.model, view.request.version)
        trace = (
            checks.trace_check(context, about, rule, "full" if detail == "full" else "fails")
            if detail
            else None
        )
    digests = evidence_digests(view.decision.document, evidence) if view.decision else {}
    return page("checks/check.html", shown=CheckPage(view.request, check, digests, trace))
