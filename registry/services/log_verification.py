"""Checking the audit log as it is now: its chain, and the columns that lists are asked by."""

from __future__ import annotations

from itertools import chain, islice

from sqlmodel import col, select

from registry.contract.promotions import LogVerificationView
from registry.db.events import EventRow
from registry.domain.clock import rfc3339
from registry.domain.roles import Scope
from registry.services.access import actor_with
from registry.services.context import Context
from registry.services.invariants.events import check_chain, check_columns

MAX_FAULTS = 20


def verify_log(context: Context, newest: int | None = None) -> LogVerificationView:
    """Check the newest events, or all of them, and say what the head is; for everybody who is logged in.

    It tells numbers and digests and nothing of what happened, and the more people know the head, the better.
    The link of the first event to the one before it is checked too.
    """
    actor_with(context, Scope.READ)
    head = context.session.exec(select(EventRow).order_by(col(EventRow.seq).desc()).limit(1)).first()
    last = head.seq if head else 0
    # From one event earlier, so that the link to it is looked at.
    first = 1 if newest is None else max(1, last - newest)
    wrong = chain(check_chain(context, first), check_columns(context, first))
    faults = [f"{one.subject}: {one.finding}"[:200] for one in islice(wrong, MAX_FAULTS)]
    return LogVerificationView(
        intact=not faults,
        first=first,
        checked=last - first + 1,
        head_seq=last,
        head=head.digest if head else None,
        faults=faults,
        checked_at=rfc3339(context.now),
    )
