"""Evidence that the gate is told of: read once, and never believed when it was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import select

from registry.db.decisions import DecisionRow
from registry.db.evidence import EvidenceRow
from registry.domain.canonical import Canonical, digest_bytes
from registry.domain.errors import IntegrityError
from registry.domain.evidence_kinds import EvidenceKind
from registry.domain.ids import id_after
from registry.services import exhibits
from registry.services.context import open_unit
from registry.services.exhibits import Exhibit
from registry.services.platform import Platform
from registry.services.promotions import check_promotion
from tests.services.people import People

_QUESTIONS = 11
"""Up to a decision: the request, whoever asks, clock and policy, and what the gate is told, kind by kind."""


@contextmanager
def asked(platform: Platform) -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    statements: list[str] = []

    def note(*details: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        statements.append(details[2])

    event.listen(platform.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(platform.engine, "before_cursor_execute", note)


@pytest.fixture
def check(platform: Platform, people: People, waiting: str) -> Callable[[], object]:
    emil = people.emil

    def ask() -> object:
        with open_unit(platform, emil) as context:
            return check_promotion(context, UUID(waiting))

    return ask


@pytest.mark.database
@pytest.mark.slow
def test_a_document_is_read_once(
    platform: Platform, check: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exhibits, "_shelf", exhibits._Shelf())
    with asked(platform) as first:
        check()
    with asked(platform) as second:
        check()
    assert [sum("evidence.content" in one for one in those) for those in (first, second)] == [2, 1]
    # The one that is left is the request's view, which looks whether reviews stand.
    kept = next(index for index, one in enumerate(second) if one.startswith("INSERT INTO decision"))
    to_judge = second[:kept]
    assert len([one for one in to_judge if one.startswith("SELECT")]) == _QUESTIONS


@pytest.mark.database
@pytest.mark.slow
def test_nothing_is_decided_on_evidence_that_was_changed(
    platform: Platform, people: People, check: Callable[[], object]
) -> None:
    with open_unit(platform, people.emil) as context:
        query = select(EvidenceRow).where(EvidenceRow.kind == EvidenceKind.FAIRNESS)
        row = context.session.exec(query).one()
        changed = {"content": row.content + b" ", "digest": digest_bytes(b"what was signed")}
        context.session.add(EvidenceRow(**row.model_dump() | changed | {"id": id_after(row.id)}))
        decisions = len(context.session.exec(select(DecisionRow.id)).all())
    with pytest.raises(IntegrityError, match="evidence was changed"):
        check()
    with open_unit(platform, people.emil, read_only=True) as context:
        assert len(context.session.exec(select(DecisionRow.id)).all()) == decisions


def test_what_is_kept_of_documents_has_bounds() -> None:
    shelf = exhibits._Shelf()
    for number in range(exhibits._MOST + 10):
        shelf.keep(f"{number}", exhibit("small"))
    shelf.keep("large", exhibit("x" * exhibits._LARGEST_BYTES))
    assert [shelf.find(name) is not None for name in ("0", "9", "10", "large")] == [False, False, True, False]


def exhibit(text: str) -> Exhibit:
    return Exhibit("declared", 1, "d", None, None, "emil", "now", (), Canonical(text))
