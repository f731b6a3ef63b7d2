"""Aliases: where one points is where its history ends, and every move has its event and its right to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from sqlmodel import col, select

from registry.db.aliases import AliasMoveRow, AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.promotion_states import PromotionState
from registry.services.context import Context
from registry.services.invariants.events import details_of, events_of
from registry.services.invariants.violation import Violation

Name = tuple[UUID, str]


def check_alias_history(context: Context) -> Iterator[Violation]:
    """Each move starts where the one before ended; the last one ends where the alias points."""
    points = {(row.model_id, row.name): row for row in context.session.exec(select(AliasRow))}
    histories = _histories(context)
    for name in points.keys() | histories.keys():
        moves, alias = histories.get(name, []), points.get(name)
        for before, after in pairwise(moves):
            if before.to_version_id != after.from_version_id:
                finding = (
                    f"it starts at {after.from_version_id}, the one before ended at {before.to_version_id}"
                )
                yield Violation("alias-history", f"alias move {after.id}", finding)
        if moves and moves[0].from_version_id is not None:
            yield Violation(
                "alias-history", f"alias move {moves[0].id}", "it is the first, and starts somewhere"
            )
        ended = moves[-1].to_version_id if moves else None
        if (alias.version_id if alias else None) != ended:
            finding = f"it points to {alias.version_id if alias else None}, its history ends at {ended}"
            yield Violation("alias-history", _subject(name), finding)


def check_alias_events(context: Context) -> Iterator[Violation]:
    """A move and an event, one for one and in the same order, with the same versions and promotion."""
    models = dict(context.session.exec(select(ModelRow.name, ModelRow.id)).all())
    numbers: dict[UUID | None, int | None] = {None: None}
    numbers |= dict(context.session.exec(select(VersionRow.id, VersionRow.number)).all())
    told: dict[Name, list[tuple[object, ...]]] = defaultdict(list)
    for event, content in events_of(context, "alias.moved"):
        details = details_of(content)
        name = (models.get(event.subject_id) or UUID(int=0), str(details.get("alias")))
        told[name].append((details.get("before"), details.get("version"), content.get("promotion")))
    histories = _histories(context)
    for name in told.keys() | histories.keys():
        kept = [
            (
                numbers.get(move.from_version_id, 0),
                numbers.get(move.to_version_id, 0),
                str(move.promotion_id) if move.promotion_id else None,
            )
            for move in histories.get(name, [])
        ]
        if kept != told.get(name, []):
            yield Violation(
                "alias-event", _subject(name), f"events tell of {told.get(name, [])}, moves are {kept}"
            )


def check_protected(context: Context) -> Iterator[Violation]:
    """The alias of a protected environment moved only by a promotion that was applied, and to its version."""
    protected = select(EnvironmentRow.alias).where(EnvironmentRow.protected)
    moves = select(AliasMoveRow).where(col(AliasMoveRow.name).in_(protected))
    for move in context.session.exec(moves):
        promotion = context.session.get(PromotionRow, move.promotion_id) if move.promotion_id else None
        if promotion is None:
            finding = "the alias is protected, and no promotion moved it"
        elif promotion.state is not PromotionState.APPLIED:
            finding = f"its promotion {promotion.id} is {promotion.state}"
        elif (promotion.model_id, promotion.version_id) != (move.model_id, move.to_version_id):
            finding = f"its promotion {promotion.id} is of version {promotion.version_id}"
        else:
            continue
        yield Violation("alias-protected", f"alias move {move.id}", finding)


def _histories(context: Context) -> dict[Name, list[AliasMoveRow]]:
    found: dict[Name, list[AliasMoveRow]] = defaultdict(list)
    for move in context.session.exec(select(AliasMoveRow).order_by(col(AliasMoveRow.id))):
        found[move.model_id, move.name].append(move)
    return found


def _subject(name: Name) -> str:
    return f"alias {name[1]} of model {name[0]}"
