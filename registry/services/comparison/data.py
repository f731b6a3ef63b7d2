"""The datasets that the two versions name in their lineage."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from uuid import UUID

from sqlmodel import col, select

from registry.contract.comparison import ColumnChange, DatasetChange
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.db.lineage import EdgeRow
from registry.db.versions import VersionRow
from registry.domain.lineage import EdgeRole, NodeKind
from registry.services.context import Context
from registry.services.paging import hold

_ROLES = (EdgeRole.TRAINING, EdgeRole.VALIDATION, EdgeRole.EVALUATION)
_Named = dict[tuple[EdgeRole, str], list[DatasetVersionRow]]


def compare_data(context: Context, before: VersionRow, after: VersionRow) -> list[DatasetChange]:
    """Each dataset in each role. Versions of one dataset are paired in order, what is on both sides first."""
    one, other = _datasets_of(context, before.id), _datasets_of(context, after.id)
    found = []
    for role, name in sorted({*one, *other}, key=lambda key: (_ROLES.index(key[0]), key[1])):
        old, new = one.get((role, name), []), other.get((role, name), [])
        shared = [row for row in old if row in new]
        pairs = [(row, row) for row in shared]
        rest = ([row for row in rows if row not in shared] for rows in (old, new))
        for first, second in [*pairs, *zip_longest(*rest)]:
            found.append(_compare(role, name, first, second))
    return found


def _datasets_of(context: Context, version_id: UUID) -> _Named:
    query = (
        select(EdgeRow)
        .where(
            EdgeRow.target_kind == NodeKind.VERSION,
            EdgeRow.target_id == version_id,
            EdgeRow.source_kind == NodeKind.DATASET_VERSION,
            col(EdgeRow.role).in_(_ROLES),
        )
        .order_by(col(EdgeRow.id))
    )
    edges = list(context.session.exec(query))
    rows = {row.id: row for row in hold(context, DatasetVersionRow, {edge.source_id for edge in edges})}
    names = {row.id: row.name for row in hold(context, DatasetRow, {row.dataset_id for row in rows.values()})}
    found: _Named = defaultdict(list)
    for edge in edges:
        row = rows[edge.source_id]
        found[edge.role, names[row.dataset_id]].append(row)
    return dict(found)


def _compare(
    role: EdgeRole, name: str, before: DatasetVersionRow | None, after: DatasetVersionRow | None
) -> DatasetChange:
    same = before is not None and after is not None and before.digest == after.digest
    return DatasetChange.model_validate(
        {
            "role": role.value,
            "dataset": name,
            "before": before.number if before else None,
            "after": after.number if after else None,
            "before_rows": before.rows if before else None,
            "after_rows": after.rows if after else None,
            "same_content": same,
            "columns": _compare_columns(before, after) if before and after and not same else [],
        }
    )


def _compare_columns(before: DatasetVersionRow, after: DatasetVersionRow) -> list[ColumnChange]:
    one = {column["name"]: column for column in before.columns}
    other = {column["name"]: column for column in after.columns}
    return [
        ColumnChange(
            name=name,
            before=one[name]["type"] if name in one else None,
            after=other[name]["type"] if name in other else None,
        )
        for name in {**one, **other}
        if one.get(name) != other.get(name)
    ]
