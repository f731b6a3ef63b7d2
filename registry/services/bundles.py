"""Policy bundles: published once, kept for ever, one of them in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import select

from registry.db.bundles import BundleRow
from registry.domain.errors import ConflictError, GateUnavailableError, NotFoundError
from registry.domain.roles import Scope
from registry.services.access import actor_with
from registry.services.context import Context

_WITHOUT_ARCHIVE = defer(BundleRow.archive)  # type: ignore[arg-type] # SQLModel says bytes of a column.
_IN_FORCE = select(BundleRow).where(BundleRow.active).options(_WITHOUT_ARCHIVE)


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
    """Put a bundle in force; False when it is already, or when a newer one is.

    The same revision with other bytes is refused. A server of an older release that starts again puts nothing
    back: to go back to older rules, publish them under a higher `policies/VERSION`.
    """
    # One at a time, so that two never are in force at once.
    in_force = context.session.exec(select(BundleRow).where(BundleRow.active).with_for_update()).first()
    row = context.session.exec(select(BundleRow).where(BundleRow.revision == bundle.revision)).first()
    if row is not None and row.sha256 != bundle.sha256:
        raise ConflictError(
            f"Policy revision {bundle.revision} was published before with other bytes.",
            why="A revision names its content for ever.",
            remedy="Raise policies/VERSION.",
        )
    if row is not None and row.active:
        return False
    if in_force is not None and version_of(bundle.revision) < version_of(in_force.revision):
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


def version_of(revision: str) -> tuple[int, ...]:
    """`policies/VERSION` of a revision, such as (2026, 11, 0) of `modelwarden@2026.11.0+0123456789abcdef`."""
    return tuple(int(part) for part in revision.partition("@")[2].partition("+")[0].split("."))


def active_bundle(context: Context) -> BundleRow:
    """The bundle in force; its archive is read only when it is asked for."""
    row = context.session.exec(_IN_FORCE).first()
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
