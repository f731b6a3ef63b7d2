"""Policy bundles: published once, kept for ever, one of them in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import select

from registry.db.bundles import BundleRow
from registry.domain.errors import ConflictError, GateUnavailableError, NotFoundError
from registry.domain.roles import Scope
from registry.services.access import actor_with
from registry.services.context import Context


class NoPolicyError(GateUnavailableError):
    """Nothing was ever published that the gate could decide by."""

    reason = "no_policy"


@dataclass(frozen=True, slots=True)
class BuiltBundle:
    """A signed bundle that is to be published."""

    revision: str
    sha256: str
    key_id: str
    archive: bytes


def publish_bundle(context: Context, bundle: BuiltBundle) -> bool:
    """Put a bundle in force; False when it is already. The same revision with other bytes is refused."""
    row = context.session.exec(select(BundleRow).where(BundleRow.revision == bundle.revision)).first()
    if row is not None and row.sha256 != bundle.sha256:
        raise ConflictError(
            f"Policy revision {bundle.revision} was published before with other bytes.",
            why="A revision names its content for ever.",
            remedy="Raise policies/VERSION.",
        )
    if row is not None and row.active:
        return False
    context.session.connection().execute(update(BundleRow).values(active=False))
    if row is None:
        row = BundleRow(
            sha256=bundle.sha256,
            revision=bundle.revision,
            key_id=bundle.key_id,
            archive=bundle.archive,
            active=True,
            published_at=context.now,
        )
    row.active = True
    context.session.add(row)
    context.record("bundle.activated", ("bundle", row.sha256), revision=row.revision)
    return True


def active_bundle(context: Context) -> BundleRow:
    """The bundle in force."""
    row = context.session.exec(select(BundleRow).where(BundleRow.active)).first()
    if row is None:
        raise NoPolicyError(
            "No policy is in force.",
            why="No bundle was ever published.",
            remedy="Start the server once; it builds and publishes its policies.",
        )
    return row


def read_archived_bundle(context: Context, sha256: str) -> BundleRow:
    """Any bundle that was ever in force, by digest. Policies are open to everybody who is logged in."""
    actor_with(context, Scope.READ)
    row = context.session.get(BundleRow, sha256)
    if row is None:
        raise NotFoundError(
            f"No bundle {sha256}.",
            why="No decision here was made under it.",
            remedy="Take the digest from a decision's provenance.",
        )
    return row
