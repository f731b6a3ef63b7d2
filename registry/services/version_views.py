"""What the wire sees of versions."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, null, union_all
from sqlmodel import col, select

from registry.contract.models import FileRef, VersionView
from registry.db.aliases import AliasRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.versions import VersionFileRow, VersionRow
from registry.domain.clock import rfc3339
from registry.services.access import actor_of
from registry.services.context import Context
from registry.services.users import usernames

_IDS: Any = bindparam("ids", expanding=True)
_FILES: Any = select(
    VersionFileRow.version_id,
    col(VersionFileRow.path).label("name"),
    VersionFileRow.size,
    VersionFileRow.sha256,
).where(col(VersionFileRow.version_id).in_(_IDS))
_ALIASES: Any = select(AliasRow.version_id, AliasRow.name, null(), null()).where(
    col(AliasRow.version_id).in_(_IDS)
)
_FILES_AND_ALIASES = union_all(_FILES, _ALIASES)
_BY_PATH = attrgetter("path")  # By code points, like the manifest; databases have orders of their own.
AS_GIVEN = frozenset(
    {
        "description",
        "framework",
        "parameters",
        "metrics",
        "tags",
        "signature",
        "code_commit",
        "environment",
    }
)


def view_version(context: Context, row: VersionRow) -> VersionView:
    """What the wire sees."""
    model = context.session.get_one(ModelRow, row.model_id)
    (view,) = view_versions(context, model, [row])
    return view


def view_registered(
    context: Context,
    model: ModelRow,
    row: Any,  # noqa: ANN401 - see `_view`
    files: list[FileRef],
) -> VersionView:
    """A version that whoever asks has just registered, from what they gave: nothing is read again."""
    said = _said(context, model) | {"registered_by": actor_of(context).username}
    return _view(row, **said, files=sorted(files, key=_BY_PATH), aliases=[])


def view_versions(context: Context, model: ModelRow, rows: list[Any]) -> list[VersionView]:
    """Versions of one model; what is looked up is looked up once for all of them."""
    files, aliases = _files_and_aliases(context, [row.id for row in rows])
    names = usernames(context, {row.registered_by for row in rows})
    said = _said(context, model)
    return [
        _view(
            row,
            **said,
            files=files[row.id],
            registered_by=names[row.registered_by],
            aliases=aliases.get(row.id, []),
        )
        for row in rows
    ]


def _said(context: Context, model: ModelRow) -> dict[str, str]:
    return {"project": context.session.get_one(ProjectRow, model.project_id).name, "model": model.name}


def _view(row: Any, **known: Any) -> VersionView:  # noqa: ANN401 - whatever has a version's columns
    return VersionView.model_validate(
        {name: getattr(row, name) for name in AS_GIVEN}
        | known
        | {
            "id": str(row.id),
            "version": row.number,
            "digest": row.digest,
            "run": str(row.run_id) if row.run_id else None,
            "registered_at": rfc3339(row.registered_at),
        }
    )


def _files_and_aliases(
    context: Context, ids: list[UUID]
) -> tuple[dict[UUID, list[FileRef]], dict[UUID, list[str]]]:
    files: dict[UUID, list[FileRef]] = {}
    aliases: dict[UUID, list[str]] = {}
    found: Any = context.session.connection().execute(_FILES_AND_ALIASES, {"ids": ids})
    for version_id, name, size, sha256 in found:
        if sha256 is None:
            aliases.setdefault(version_id, []).append(name)
        else:
            files.setdefault(version_id, []).append(FileRef(path=name, size=size, sha256=sha256))
    for named in files.values():
        named.sort(key=_BY_PATH)
    for names in aliases.values():
        names.sort()
    return files, aliases
