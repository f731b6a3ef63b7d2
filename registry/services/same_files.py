"""Versions of a model that hold the same files: one thing, however often it is registered."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.db.versions import VersionRow
from registry.services.context import Context


def ids_of_same_files(version: VersionRow) -> SelectOfScalar[UUID]:
    """The ids of all versions of this one's model that have its digest, itself among them."""
    return select(VersionRow.id).where(
        VersionRow.model_id == version.model_id, VersionRow.digest == version.digest
    )


def lock_same_files(context: Context, version: VersionRow) -> None:
    """Let nobody else past this point for the same files until the unit of work ends.

    The first version with these files stands for all of them: versions are never removed, and a new one is
    never the first.
    """
    query = ids_of_same_files(version).order_by(col(VersionRow.number)).limit(1)
    context.session.exec(query.with_for_update(key_share=True)).one()
