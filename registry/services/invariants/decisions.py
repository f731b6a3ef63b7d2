"""Decisions and bundles: bytes of their digests, made under a bundle that is kept, told by one event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import select

from registry.db.bundles import BundleRow
from registry.db.decisions import DecisionRow
from registry.domain.canonical import digest_bytes
from registry.services.context import Context
from registry.services.invariants.events import details_of, events_of
from registry.services.invariants.violation import Violation

_PAGE = 100


def check_bundles(context: Context) -> Iterator[Violation]:
    """A bundle's bytes are those of its digest, and of all that there are one is in force."""
    active = 0
    rows = list(context.session.exec(select(BundleRow)))
    for row in rows:
        active += row.active
        if digest_bytes(row.archive) != row.sha256:
            yield Violation("bundle", f"bundle {row.revision}", f"its bytes are not those of {row.sha256}")
    if rows and active != 1:
        yield Violation("bundle", "bundles", f"{active} are in force")


def check_decisions(context: Context) -> Iterator[Violation]:
    """A decision's bytes are those of its digests, its columns and its event say what they say."""
    told = {event.subject_id: details_of(content) for event, content in events_of(context, "decision.made")}
    revisions = dict(context.session.exec(select(BundleRow.sha256, BundleRow.revision)).all())
    for row in context.session.exec(select(DecisionRow).execution_options(yield_per=_PAGE)):
        subject = f"decision {row.id}"
        for finding in (*_own(row), *_told(row, told.pop(str(row.id), None))):
            yield Violation("decision", subject, finding)
        if revisions.get(row.bundle_sha256) != row.policy_revision:
            yield Violation(
                "decision", subject, f"its bundle {row.bundle_sha256} is not {row.policy_revision}"
            )
    for decision_id in told:
        yield Violation("decision", f"decision {decision_id}", "an event tells of it, and it is not there")


def _own(row: DecisionRow) -> Iterator[str]:
    if digest_bytes(row.input_content) != row.input_digest:
        yield f"its input's bytes are not those of {row.input_digest}"
    if digest_bytes(row.decision_content) != row.decision_digest:
        yield f"its bytes are not those of {row.decision_digest}"
    try:
        question, answer = json.loads(row.input_content), json.loads(row.decision_content)
        said = (question["request"]["id"], answer["request_id"], answer["outcome"])
    except (ValueError, KeyError, TypeError):
        yield "its bytes are no question and answer of the gate"
        return
    if said != (str(row.promotion_id), str(row.promotion_id), row.outcome.value):
        yield f"its bytes say {said}, it is of {row.promotion_id} with outcome {row.outcome}"
    kept = [row.provenance.get(name) for name in ("input_digest", "decision_digest", "bundle_sha256")]
    if kept != [row.input_digest, row.decision_digest, row.bundle_sha256]:
        yield "its provenance has other digests than itself"


def _told(row: DecisionRow, details: dict[str, Any] | None) -> Iterator[str]:
    if details is None:
        yield "no event tells of it"
        return
    told = [details.get(name) for name in ("occasion", "outcome", "input", "decision", "bundle")]
    if told != [row.occasion, row.outcome.value, row.input_digest, row.decision_digest, row.bundle_sha256]:
        yield f"its event says {told}"
