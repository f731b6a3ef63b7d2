"""Promotion requests, reviews and waivers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from registry.contract.base import Digest, Line, Moment, Name, Shape, Text, Timestamp
from registry.contract.decision import Decision, Provenance


class OpenPromotion(Shape):
    """Ask for a version to enter an environment."""

    model: Name
    version: Annotated[int, Field(ge=1)]
    environment: Name
    reason: Text


class OpenRollback(Shape):
    """Ask for the version that was in an environment before to come back; the request is filled in."""

    model: Name
    environment: Name
    reason: Text


class SignReview(Shape):
    """A review of what the decision `decision` showed. `meaning` is what the signature stands for."""

    decision: str
    role: Literal["validator", "risk_reviewer", "legal_reviewer"]
    verdict: Literal["approve", "reject", "request_changes"]
    meaning: Annotated[str, Field(min_length=1, max_length=1000)]
    comment: Annotated[str, Field(max_length=4000)] = ""


class BreakGlassReason(Shape):
    """Why this cannot wait for the gate."""

    reason: Annotated[str, Field(min_length=20, max_length=4000)]


class ConfirmBreakGlass(Shape):
    """The second person's word for what `break_glass_digest` of the request named when they looked."""

    asked: Digest


class ReviewView(Shape):
    """A review, and whether it stands."""

    id: str
    reviewer: str
    reviewer_name: str
    role: str
    verdict: str
    meaning: str
    comment: str
    signed_at: Timestamp
    standing: bool
    fell_because: list[str]
    version_digest: Digest
    evidence_digests: list[Digest]
    policy_revision: str
    envelope: dict[str, Any]


class DecisionView(Shape):
    """A decision with its provenance."""

    id: str
    promotion: str
    occasion: str
    decided_at: Timestamp
    document: Decision
    provenance: Provenance


class PromotionView(Shape):
    """A promotion request as a list shows it.

    `break_glass_digest` names what a second person would confirm: who asks, the reason, the current decision
    and the policy in force. It is null when nobody has asked, and once the request has ended.
    """

    id: str
    project: str
    model: str
    version: int
    version_digest: Digest
    environment: str
    alias: str
    kind: str
    state: str
    outcome: str
    reason: str
    opened_by: str
    opened_at: Timestamp
    closed_by: str | None
    closed_at: Timestamp | None
    break_glass_reason: str | None
    break_glass_by: str | None
    break_glass_digest: Digest | None
    revision: int


class EventView(Shape):
    """One event of the audit log. `project` is where it happened: null for what is of the installation."""

    seq: int
    at: Timestamp
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    project: str | None = None
    promotion: str | None = None
    details: dict[str, Any]
    digest: Digest


class LogVerificationView(Shape):
    """The audit log, checked now: its head, how many events were looked at from `first` on, what is wrong.

    `head` is worth keeping elsewhere: a log that was cut off at its end still hangs together.
    """

    intact: bool
    first: int
    checked: int
    head_seq: int
    head: Digest | None
    faults: list[Line]
    checked_at: Timestamp


class PromotionDetailView(Shape):
    """A promotion request in full. `attestation` is the signed summary of the decision it was applied on."""

    request: PromotionView
    decision: DecisionView | None
    reviews: list[ReviewView]
    timeline: list[EventView]
    attestation: dict[str, Any] | None = None


class AskWaiver(Shape):
    """Ask for an exception from one rule, for one model, in one environment, for a time."""

    model: Name
    environment: Name
    rule_id: Annotated[str, Field(pattern=r"^[A-Z]+-[0-9]{3}$")]
    version: Annotated[int, Field(ge=1)] | None = None
    reason: Text
    compensating_controls: Text
    expires_at: Moment


class WaiverView(Shape):
    """A waiver."""

    id: str
    model: str
    environment: str
    rule_id: str
    version_digest: Digest | None
    reason: str
    compensating_controls: str
    requested_by: str
    approved_by: list[str]
    not_before: Timestamp
    expires_at: Timestamp
    revoked: bool


class ReportView(Shape):
    """A report that can be downloaded."""

    id: str
    kind: str
    model: str
    version: int
    promotion: str | None
    decision: str | None
    file_name: str
    media_type: str
    sha256: Digest
    size: int
    created_by: str
    created_at: Timestamp


class Permalink(Shape):
    """An accepted piece of work."""

    job: str
    what: Line
