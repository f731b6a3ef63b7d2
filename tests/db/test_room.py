"""A database that can be read and takes nothing in is told apart from one that is well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry.db.engine import open_engine
from registry.db.room import require_room
from registry.domain.errors import DatabaseError
from tests.small_disk import SmallDisk, small_disk, small_postgres

pytestmark = pytest.mark.database


@dataclass(frozen=True)
class Cramped:
    """A database, and the small disk that it lies on."""

    engine: Engine
    disk: SmallDisk


@pytest.fixture(params=["sqlite", "postgresql"])
def cramped(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cramped]:
    if request.param == "sqlite":
        with small_disk(tmp_path, 8) as disk:
            engine = open_engine(f"sqlite:///{tmp_path / 'some.sqlite'}")
            yield Cramped(engine, disk)
            engine.dispose()
        return
    with small_postgres(32) as (_, url, disk):
        engine = open_engine(url)
        yield Cramped(engine, disk)
        engine.dispose()


def test_a_full_disk_is_told_and_forgotten_when_there_is_room(cramped: Cramped) -> None:
    require_room(cramped.engine)
    with cramped.disk.full(), pytest.raises(DatabaseError, match=r"No space left") as caught:
        require_room(cramped.engine)
    assert caught.value.remedy
    require_room(cramped.engine)


def test_a_limit_on_temporary_files_is_no_full_disk() -> None:
    with small_postgres(32) as (_, url, _disk):
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("ALTER DATABASE cramped SET temp_file_limit = '0kB'"))
        engine.dispose()
        require_room(engine)
        engine.dispose()


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'some.sqlite'}")
    require_room(engine)
    assert list(tmp_path.iterdir()) == []
