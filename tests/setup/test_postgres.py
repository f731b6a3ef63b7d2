"""The PostgreSQL that the tests start is real, empty and private, and it is gone afterwards."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.postgres import PostgresUnavailableError, find_binaries, running_postgres


def test_a_server_answers_and_is_gone_afterwards() -> None:
    with running_postgres() as url:
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(plain) as connection:
            (directory, tables) = _ask(connection)
    assert tables == 0
    assert "mw-pg-" in directory
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain, connect_timeout=5)


def test_a_machine_without_postgresql_fails_loudly(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailableError, match="apt-get install postgresql"):
        find_binaries(installed=tmp_path, search_path=str(tmp_path))


def test_the_newest_of_several_is_taken_by_number(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert find_binaries(installed=tmp_path) == tmp_path / "17" / "bin"


def _ask(connection: psycopg.Connection) -> tuple[str, int]:
    row = connection.execute(
        "select current_setting('data_directory'),"
        " (select count(*) from pg_tables where schemaname = 'public')"
    ).fetchone()
    assert row is not None
    return row[0], row[1]
