"""The context of one request or job: who asks, in which transaction, on which platform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from registry.db.engine import is_duplicate, unit_of_work
from registry.domain.errors import ConflictError
from registry.domain.preconditions import Precondition
from registry.domain.roles import Scope
from registry.services.event_log import PendingEvent, append_events
from registry.services.platform import Platform
from registry.services.request_ids import current_request_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. `scopes` and `project_id` narrow a token; a log-in has all scopes."""

    user_id: UUID
    username: str
    display_name: str
    is_admin: bool
    scopes: frozenset[Scope] = frozenset(Scope)
    project_id: UUID | None = None


@dataclass(slots=True)
class Context:
    """One unit of work. Events and jobs gathered here become true with it, or not at all.

    `precondition` is what the request demands of the thing that it changes, until that is checked. `held`
    keeps rows that were read many at once: the session forgets what nobody holds.
    """

    session: Session
    platform: Platform
    actor: Actor | None
    events: list[PendingEvent] = field(default_factory=list)
    jobs: list[UUID] = field(default_factory=list)
    precondition: Precondition | None = None
    held: list[object] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The clock of the installation."""
        return self.platform.clock()

    def record(self, action: str, subject: tuple[str, object], **details: Any) -> None:  # noqa: ANN401 - JSON
        """Put an event into the audit log. `project_id` and `promotion_id` among the details are indexed."""
        if request_id := current_request_id():
            details["request_id"] = request_id
        self.events.append(
            PendingEvent(
                action=action,
                subject_kind=subject[0],
                subject_id=str(subject[1]),
                project_id=details.pop("project_id", None),
                promotion_id=details.pop("promotion_id", None),
                actor_id=self.actor.user_id if self.actor else None,
                actor=self.actor.username if self.actor else "system",
                at=self.now,
                details=details,
            )
        )

    def write_events(self) -> None:
        """Write what was recorded so far. It holds the chain until the end, so it comes late in the unit."""
        pending, self.events = self.events, []
        append_events(self.session, pending)


@contextmanager
def open_unit(
    platform: Platform, actor: Actor | None, *, read_only: bool = False, snapshot: bool = False
) -> Iterator[Context]:
    """A unit of work: rows, events and jobs in one transaction; the queue hears of jobs after the commit.

    `read_only` and `snapshot` are for those that change nothing; see `unit_of_work`.

    Raises:
        ConflictError: somebody else has made the same thing since this unit looked whether it was there.
    """
    context: Context
    try:
        with unit_of_work(platform.engine, read_only=read_only, snapshot=snapshot) as session:
            context = Context(session=session, platform=platform, actor=actor)
            yield context
            context.write_events()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise ConflictError(
            "Somebody else has just done the same.",
            why="Both came at one moment, and there may be one of it only. Nothing of yours was changed.",
            remedy="Look at what is there now; try again if you still want another.",
        ) from error
    for job_id in context.jobs:
        platform.queue.hand_over(job_id)
