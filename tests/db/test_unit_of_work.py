"""One transaction: all of it or nothing, and nobody sees half."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, insert, text, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from registry.db.engine import unit_of_work
from registry.db.environments import EnvironmentRow


def environment(name: str) -> EnvironmentRow:
    return EnvironmentRow(
        name=name, alias=f"in-{name}", protected=True, created_at=datetime(2026, 11, 21, tzinfo=UTC)
    )


def names(engine: Engine) -> list[str]:
    with unit_of_work(engine, read_only=True) as session:
        return sorted(session.exec(select(EnvironmentRow.name)))


def test_a_snapshot_takes_nothing_in(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
    with pytest.raises(RuntimeError, match="only reads"), unit_of_work(engine, snapshot=True) as session:
        session.connection().execute(delete(EnvironmentRow))
    assert names(engine) == ["staging"]


def test_what_was_done_is_kept(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
        session.add(environment("production"))
    assert names(engine) == ["production", "staging"]


def add_and_raise(engine: Engine, error: BaseException) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
        session.flush()
        session.add(environment("production"))
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_is_raised_undoes_all_of_it(engine: Engine, error: type[BaseException]) -> None:
    with pytest.raises(error):
        add_and_raise(engine, error())
    assert names(engine) == []


def test_what_the_database_refuses_at_the_last_moment_undoes_all_of_it(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match=r"UNIQUE|uq_environment_"), unit_of_work(engine) as session:
        session.add_all([environment("staging"), environment("production"), environment("staging")])
    assert names(engine) == []


def test_nobody_sees_it_before_it_is_committed(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
        session.flush()
        assert names(engine) == []
    assert names(engine) == ["staging"]


def test_reading_changes_nothing_even_if_rows_were_changed(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
    with unit_of_work(engine, read_only=True) as session:
        row = session.exec(select(EnvironmentRow)).one()
        row.name = "production"
        session.add(environment("canary"))
        assert session.exec(select(EnvironmentRow.name)).all() == ["staging"]
    assert names(engine) == ["staging"]


def test_a_statement_that_writes_is_refused_where_only_reading_is_allowed(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
    with unit_of_work(engine, read_only=True) as session:
        session.exec(select(EnvironmentRow)).one().name = "production"
        with pytest.raises(RuntimeError, match="only reads"):
            session.flush()
    added = insert(EnvironmentRow).values(**environment("canary").model_dump())
    for statement in (
        delete(EnvironmentRow),
        update(EnvironmentRow).values(name="production"),
        text("DELETE FROM environment"),
        text(" update environment SET name = 'production'"),
        sa_select(added.returning(col(EnvironmentRow.name)).cte()),
    ):
        with (
            pytest.raises(RuntimeError, match="only reads"),
            unit_of_work(engine, read_only=True) as session,
        ):
            session.connection().execute(statement)
    assert names(engine) == ["staging"]


def test_a_unit_after_a_broken_one_starts_afresh(engine: Engine) -> None:
    for _ in range(30):  # More than the pool has connections: none of them may be lost.
        with pytest.raises(ValueError, match="broken"):
            add_and_raise(engine, ValueError("broken"))
    with unit_of_work(engine) as session:
        session.add(environment("staging"))
    assert names(engine) == ["staging"]


def test_an_error_does_not_tell_the_values(engine: Engine) -> None:
    """They end up in logs, and among them are hashes of passwords and tokens."""
    with pytest.raises(IntegrityError) as caught, unit_of_work(engine) as session:
        session.add_all([environment("staging"), environment("very-secret"), environment("staging")])
    assert "very-secret" not in str(caught.value)


def test_a_snapshot_sees_one_moment_and_takes_rows_a_few_at_a_time(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add_all(environment(name) for name in ("canary", "production", "staging"))
    with unit_of_work(engine, snapshot=True) as reader:
        rows = reader.exec(
            select(EnvironmentRow.name).order_by(EnvironmentRow.name).execution_options(yield_per=1)
        )
        seen = [next(rows)]
        with unit_of_work(engine) as writer:
            writer.connection().execute(delete(EnvironmentRow))
        assert [*seen, *rows] == ["canary", "production", "staging"]
        assert len(reader.exec(select(EnvironmentRow)).all()) == 3
    assert names(engine) == []
