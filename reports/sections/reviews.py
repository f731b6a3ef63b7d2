"""What was owed, and who signed what, bound to which digests."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput
from registry.contract.gate_input import ReviewInput
from reports import figures
from reports.facts import Fact, code
from reports.people import person
from reports.tables import Column, Table
from reports.wording import VERDICTS, Word, listed, phrase


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review; `fallen` says why it no longer stands and is empty while it does."""

    verdict: Word
    reviewer: str
    role: str
    meaning: str
    signed_at: str
    standing: bool
    fallen: tuple[str, ...]
    bound_to: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReviewsView:
    """The obligations of the decision and the reviews of the request."""

    obligations: Table | None
    reviews: tuple[ReviewView, ...]


def reviews_view(data: AuditReportInput) -> ReviewsView:
    """Obligations and reviews at the moment of the decision."""
    rows = tuple(
        (
            item.title or phrase(item.role),
            phrase(item.role),
            figures.count(item.required),
            figures.count(item.given),
            listed([person(data, login) for login in item.by]),
            "✓ Met" if item.met else "✗ Owed",
        )
        for item in data.decision.obligations
    )
    reviews = tuple(_review(data, review) for review in data.gate_input.reviews)
    return ReviewsView(Table("Obligations of the decision", _COLUMNS, rows) if rows else None, reviews)


def _review(data: AuditReportInput, review: ReviewInput) -> ReviewView:
    evidence = [code("Evidence", digest) for digest in review.evidence_digests]
    return ReviewView(
        verdict=VERDICTS[review.verdict],
        reviewer=person(data, review.reviewer),
        role=phrase(review.role),
        meaning=review.meaning,
        signed_at=figures.moment(review.signed_at),
        standing=review.standing,
        fallen=tuple(data.fallen.get(review.id, [])),
        bound_to=(
            code("Version", review.version_digest),
            code("Policy revision", review.policy_revision),
            *evidence,
        ),
    )


_COLUMNS = (
    Column("Obligation"),
    Column("Role"),
    Column("Required", "number"),
    Column("Given", "number"),
    Column("By"),
    Column("Status"),
)
