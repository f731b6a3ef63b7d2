"""Promotion requests and their reviews."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.audit_log import Event
from modelwarden.objects.base import Object
from modelwarden.objects.decisions import ConfigError, Decision, Finding, Obligation
from modelwarden.wording import summarise


class PromotionRequest(Object):
    """A promotion request as a list shows it."""

    id: str
    project: str
    model: str
    version: int
    version_digest: str
    environment: str
    alias: str
    kind: str
    state: str
    outcome: str
    reason: str
    opened_by: str
    opened_at: str
    closed_by: str | None
    closed_at: str | None
    break_glass_reason: str | None
    break_glass_by: str | None
    break_glass_digest: str | None
    revision: int


class Review(Object):
    """A signed review, and whether it stands."""

    id: str
    reviewer: str
    reviewer_name: str
    role: str
    verdict: str
    meaning: str
    comment: str
    signed_at: str
    standing: bool
    fell_because: tuple[str, ...]
    version_digest: str
    evidence_digests: tuple[str, ...]
    policy_revision: str
    envelope: dict[str, Any]


class Promotion(Object):
    """A promotion request in full: what was asked, what the gate answered, who signed, what happened."""

    request: PromotionRequest
    decision: Decision | None
    reviews: tuple[Review, ...]
    timeline: tuple[Event, ...]
    attestation: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        return self.request.id

    @property
    def model(self) -> str:
        return self.request.model

    @property
    def version(self) -> int:
        return self.request.version

    @property
    def environment(self) -> str:
        return self.request.environment

    @property
    def state(self) -> str:
        """`open`, `refused`, `ready`, `applied` or `withdrawn`."""
        return self.request.state

    @property
    def outcome(self) -> str:
        """The gate's answer: `allow`, `needs_approval`, `deny` or `error`; empty before the first."""
        return self.request.outcome

    @property
    def checks_failing(self) -> tuple[Finding, ...]:
        """What speaks against it, worst first: rules that are violated, and rules that lack evidence."""
        return self.decision.document.violations if self.decision else ()

    @property
    def config_errors(self) -> tuple[ConfigError, ...]:
        """Why the gate could not judge properly."""
        return self.decision.document.config_errors if self.decision else ()

    @property
    def obligations_owed(self) -> tuple[Obligation, ...]:
        """What still has to happen."""
        return tuple(o for o in self.decision.document.obligations if not o.met) if self.decision else ()

    @property
    def summary(self) -> str:
        """Where it stands, in one sentence."""
        return summarise(self)

    def __repr__(self) -> str:
        """Where it stands; all that it holds fills pages, and is in `to_json()`."""
        return f"<Promotion {self.id}: {self.model} {self.version} to {self.environment}. {self.summary}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The gate's banner and the failing checks, for a notebook."""
        from modelwarden.notebooks import promotion_html

        return promotion_html(self)

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, str]:
        """The same as text, for a notebook that shows no HTML."""
        from modelwarden.notebooks import promotion_html, promotion_text

        return {"text/plain": promotion_text(self), "text/html": promotion_html(self)}
