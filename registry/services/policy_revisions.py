"""The bundles that were ever published, and what each changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import col, select

from registry.contract.policies import PolicyChange, RevisionChangesView, RevisionsView, RevisionView
from registry.db.bundles import BundleRow
from registry.domain.clock import rfc3339
from registry.domain.roles import Scope
from registry.gate.library import Policies, read_policies
from registry.services.access import actor_with
from registry.services.bundles import read_archived_bundle
from registry.services.context import Context

_WITHOUT_ARCHIVE = defer(BundleRow.archive)  # type: ignore[arg-type] # SQLModel says bytes of a column.
_SHOWN = 100
_DIFF_LINES = 400


def list_revisions(context: Context) -> RevisionsView:
    """The newest bundles."""
    actor_with(context, Scope.READ)
    query = select(BundleRow).options(_WITHOUT_ARCHIVE)
    rows = context.session.exec(query.order_by(col(BundleRow.published_at).desc()).limit(_SHOWN))
    return RevisionsView(revisions=[_view(row) for row in rows])


def view_changes(context: Context, sha256: str) -> RevisionChangesView:
    """What a bundle changed against the one published before it."""
    row = read_archived_bundle(context, sha256)
    query = select(BundleRow).where(BundleRow.published_at < row.published_at)
    before = context.session.exec(query.order_by(col(BundleRow.published_at).desc()).limit(1)).first()
    changes = changes_between(read_policies(before.archive), read_policies(row.archive)) if before else []
    return RevisionChangesView(
        revision=_view(row), since=_view(before) if before else None, changes=list(changes)
    )


def changes_between(before: Policies, after: Policies) -> Iterator[PolicyChange]:
    """Rules, packs, parameters, tiers and Rego that differ, in this order, each by name."""
    for kind, path in (
        ("rule", ("catalog",)),
        ("pack", ("packs",)),
        ("parameter", ("params", "defaults")),
        ("tier", ("params", "tiers")),
    ):
        yield from _changed(kind, _at(before.data, path), _at(after.data, path))
    if before.data.get("schemas") != after.data.get("schemas"):
        yield PolicyChange(kind="schema", name="gate_input", what="changed")
    yield from _changed_modules(before.modules, after.modules)


def _at(data: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for step in path:
        data = data[step]
    return dict(data)


def _changed(kind: Any, before: dict[str, Any], after: dict[str, Any]) -> Iterator[PolicyChange]:  # noqa: ANN401 - a literal
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield PolicyChange(kind=kind, name=name, what="removed", before=before[name])
        elif name not in before:
            yield PolicyChange(kind=kind, name=name, what="added", after=after[name])
        elif before[name] != after[name]:
            yield from _changed_fields(kind, name, before[name], after[name])


def _changed_fields(kind: Any, name: str, before: Any, after: Any) -> Iterator[PolicyChange]:  # noqa: ANN401 - JSON
    for field in sorted(before.keys() | after.keys()):
        old, new = before.get(field), after.get(field)
        if old != new:
            yield PolicyChange(kind=kind, name=name, what="changed", field=field, before=old, after=new)


def _changed_modules(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PolicyChange]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        what: Any = "added" if old is None else "removed" if new is None else "changed"
        yield PolicyChange(kind="module", name=name, what=what, field="source", after=_diff(old, new))


def _diff(old: str | None, new: str | None) -> str:
    lines = difflib.unified_diff(
        (old or "").splitlines(), (new or "").splitlines(), "before", "after", n=2, lineterm=""
    )
    return "\n".join(list(lines)[:_DIFF_LINES])


def _view(row: BundleRow) -> RevisionView:
    return RevisionView(
        revision=row.revision,
        bundle=row.sha256,
        key_id=row.key_id,
        published_at=rfc3339(row.published_at),
        in_force=row.active,
    )
