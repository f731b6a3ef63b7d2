"""Who else is in a database that a production start should know of, before anything is opened or changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, inspect
from sqlmodel import col, select

from registry.db.bundles import BundleRow
from registry.db.engine import unit_of_work
from registry.db.jobs import WorkerRow
from registry.db.users import UserRow

# The demo gives them these names. Their passwords are made up each time, and printed on the terminal.
DEMO_PEOPLE = {"emma": "Emma Engineer", "rita": "Rita Risk", "leo": "Leo Legal"}


def demo_people_in(engine: Engine) -> tuple[str, ...]:
    """The demo's people who may log in."""
    if not _has_table(engine, "user_account"):
        return ()
    with unit_of_work(engine, read_only=True) as session:
        query = select(UserRow).where(UserRow.active, col(UserRow.username).in_(DEMO_PEOPLE))
        return tuple(
            one.username for one in session.exec(query) if one.display_name == DEMO_PEOPLE[one.username]
        )


def hosts_of_workers(engine: Engine, *, within: timedelta) -> set[str]:
    """The machines on which a worker was alive a moment ago."""
    if not _has_table(engine, "worker"):
        return set()
    with unit_of_work(engine, read_only=True) as session:
        since = datetime.now(UTC) - within
        return set(session.exec(select(WorkerRow.host).where(WorkerRow.heartbeat_at >= since)))


def has_signed_history(engine: Engine) -> bool:
    """Whether anything was ever signed for this database: new keys would verify none of it."""
    if not _has_table(engine, "bundle"):
        return False
    with unit_of_work(engine, read_only=True) as session:
        return session.exec(select(BundleRow.sha256).limit(1)).first() is not None


def _has_table(engine: Engine, name: str) -> bool:
    with unit_of_work(engine, read_only=True) as session:
        return bool(inspect(session.connection()).has_table(name))
