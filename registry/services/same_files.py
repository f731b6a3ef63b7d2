"""Versions of a model that hold the same files: one thing, however often it is registered."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from registry.db.versions import VersionRow

SAME_FILES = select(VersionRow.id).where(
    VersionRow.model_id == bindparam("model_id"), VersionRow.digest == bindparam("digest")
)
"""The same for a statement that is written once, with the version's `model_id` and `digest` as parameters."""


def ids_of_same_files(version: VersionRow) -> SelectOfScalar[UUID]:
    """The ids of all versions of this one's model that have its digest, itself among them."""
    return select(VersionRow.id).where(
        VersionRow.model_id == version.model_id, VersionRow.digest == version.digest
    )
