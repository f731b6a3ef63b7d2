"""A promotion request as its page shows it, for the person in front of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from registry.contract.decision import Finding
from registry.contract.evidence_requests import EvidenceView
from registry.contract.promotions import PromotionDetailView, PromotionView, ReportView
from registry.domain.promotion_states import FINAL_PROMOTION_STATES, PromotionState
from registry.domain.roles import Action
from registry.gate.replay import replay_command
from registry.services.access import actor_of
from registry.services.break_glass import why_not_second
from registry.services.context import Context
from registry.services.evidence import list_evidence
from registry.services.models import get_model
from registry.services.promotions import find_promotion, get_promotion
from registry.services.reports import list_reports
from registry.services.reviews import RoleChoice, role_choices
from registry.services.rule_packs import rules_by_pack
from registry.web.ui.abilities import Abilities, abilities
from registry.web.ui.banner import Banner, banner_of
from registry.web.ui.check_groups import (
    CheckGroup,
    RuleFindings,
    Tally,
    by_rule,
    check_groups,
    owed_apart,
    tallies,
)
from registry.web.ui.checks import Reading, evidence_digests, readings
from registry.web.ui.meanings import proposed_meanings
from registry.web.ui.merge_box import MergeBox, merge_box
from registry.web.ui.timeline import Moment, moments

_ACTIONS = (
    Action.PROMOTION_OPEN,
    Action.PROMOTION_APPLY,
    Action.PROMOTION_WITHDRAW,
    Action.PROMOTION_BREAK_GLASS,
    Action.REPORT_CREATE,
)
REPLAY = replay_command([Path("bundle.tar.gz")], Path("input.json"))


@dataclass(frozen=True, slots=True)
class PromotionPage:
    """What the page needs; the template asks and computes nothing itself."""

    detail: PromotionDetailView
    can: Abilities
    choices: list[RoleChoice]
    evidence: list[EvidenceView]
    reports: list[ReportView]
    why_not_second: str
    packs: dict[str, list[str]]
    replaces: int | None

    @property
    def is_alive(self) -> bool:
        """Whether anything can still be done."""
        return PromotionState(self.detail.request.state) not in FINAL_PROMOTION_STATES

    @property
    def banner(self) -> Banner:
        """The sentence at the top."""
        return banner_of(self.detail)

    @property
    def merge_box(self) -> MergeBox:
        """The button that moves the alias."""
        return merge_box(self.detail, self.can["promotion.apply"])

    @property
    def timeline(self) -> list[Moment]:
        """What happened."""
        return moments(self.detail.timeline)

    @property
    def meanings(self) -> dict[str, str]:
        """What each verdict's signature would stand for."""
        return proposed_meanings(self.detail.request)

    @property
    def roles(self) -> list[RoleChoice]:
        """The roles that the person can sign in."""
        return [choice for choice in self.choices if not choice.why_not]

    @property
    def own_reports(self) -> list[ReportView]:
        """The reports about this request, among those about its version."""
        return [report for report in self.reports if report.promotion == self.detail.request.id]

    @property
    def used_evidence(self) -> list[EvidenceView]:
        """The evidence that the decision rests on."""
        used = self.detail.decision.document.evidence_used if self.detail.decision else []
        return [one for one in self.evidence if one.digest in used]

    @property
    def bound_evidence(self) -> list[EvidenceView]:
        """What a review signed now is bound to: the newest of each kind, and every declaration."""
        return [one for one in self.evidence if one.newest]

    @property
    def groups(self) -> list[CheckGroup]:
        """Every check of the decision, by pack."""
        return check_groups(self.detail.decision.document, self.packs) if self.detail.decision else []

    @property
    def tallies(self) -> list[Tally]:
        """How many checks there are of each status."""
        return tallies(self.detail.decision.document) if self.detail.decision else []

    @property
    def mark(self) -> str:
        """What changes whenever something on the page does: the request, its events, its reports."""
        last = self.detail.timeline[-1].seq if self.detail.timeline else 0
        return f"{self.detail.request.revision}-{last}-{len(self.own_reports)}"

    def by_rule(self, findings: list[Finding]) -> list[RuleFindings]:
        """Findings with those of the same rule."""
        decision = self.detail.decision
        return by_rule(findings, decision.document, self.detail.request) if decision else []

    @property
    def owed(self) -> list[RuleFindings]:
        """The warnings that say which signatures are owed."""
        decision = self.detail.decision
        return self.by_rule(owed_apart(decision.document.warnings)[0]) if decision else []

    @property
    def told(self) -> list[RuleFindings]:
        """The warnings that nothing waits for."""
        decision = self.detail.decision
        return self.by_rule(owed_apart(decision.document.warnings)[1]) if decision else []

    def readings(self, finding: Finding) -> list[Reading]:
        """Where a finding's figures can be seen."""
        if self.detail.decision is None:
            return []
        digests = evidence_digests(self.detail.decision.document, self.evidence)
        return readings(finding.evidence, self.detail.request, digests)


def read_promotion_page(context: Context, promotion_id: UUID) -> PromotionPage:
    """A request with everything that its page shows."""
    detail = get_promotion(context, promotion_id)
    about = detail.request
    return PromotionPage(
        detail=detail,
        can=abilities(context, about.project, *_ACTIONS),
        choices=role_choices(context, promotion_id),
        evidence=[*list_evidence(context, about.model, about.version)],
        reports=[*list_reports(context, about.model, about.version)],
        packs=rules_by_pack(context, detail.decision.provenance.bundle_sha256) if detail.decision else {},
        why_not_second=why_not_second(context, find_promotion(context, promotion_id), actor_of(context)),
        replaces=_replaced(context, about),
    )


def _replaced(context: Context, about: PromotionView) -> int | None:
    """The version that the alias would leave: none where it has none, and once the request has ended."""
    if PromotionState(about.state) in FINAL_PROMOTION_STATES:
        return None
    aliases = get_model(context, about.model).aliases
    return next(
        (one.version for one in aliases if one.alias == about.alias and one.version != about.version), None
    )
