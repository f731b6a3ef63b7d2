"""The clock of the installation, held against what was recorded: one that was set back is not believed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from registry.db.events import EventRow
from registry.domain.clock import rfc3339
from registry.domain.errors import GateUnavailableError
from registry.services.context import Context

# As in the policies' lib/clock.rego: the clocks of several machines may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=5)
_NEWEST = select(EventRow.at).order_by(col(EventRow.seq).desc()).limit(1)
REMEDY = "Set the clock right; until then nothing is decided."


class ClockBehindError(GateUnavailableError):
    """The clock is behind what was recorded, so whatever ends with time could come back to life."""

    reason = "clock_behind"


def refuse_if_behind(context: Context) -> None:
    """Return if the clock is not behind the audit log by more than clocks may differ.

    Raises:
        ClockBehindError: it is; a waiver that has expired would count again.
    """
    if (why := lag_of(context)) is not None:
        raise ClockBehindError("The clock is behind.", why=f"{why}.", remedy=REMEDY)


def lag_of(context: Context) -> str | None:
    """How the clock is behind the audit log, in words; None when it is not."""
    newest = context.session.exec(_NEWEST).first()
    now = context.now
    if newest is None or newest <= now + CLOCKS_DIFFER:
        return None
    return _told(now, newest)


def _told(now: datetime, newest: datetime) -> str:
    return f"The clock says {rfc3339(now)}, and the audit log's newest event is of {rfc3339(newest)}"
