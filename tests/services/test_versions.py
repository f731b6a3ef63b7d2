"""Registering: one view of a version however it is come by, its refs, and how often the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from registry.contract.data import CreateDataset, CreateRun
from registry.contract.models import CreateModel, DatasetRef, FileRef, LineageRefs, RegisterVersion
from registry.db.datasets import DatasetRow, DatasetVersionRow
from registry.domain.errors import ForbiddenError, InvalidInputError, NotFoundError
from registry.domain.lineage import NodeKind
from registry.services.context import Context, open_unit
from registry.services.datasets import add_dataset_version, create_dataset, find_dataset
from registry.services.lineage import trace
from registry.services.models import create_model
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.runs import create_run
from registry.services.versions import get_version, read_version, register_version
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People

pytestmark = pytest.mark.database
# With the one that finds out who asks, a request asks twelve. SQLite begins where PostgreSQL locks the chain.
_QUESTIONS = 11


@pytest.fixture
def files(platform: Platform, people: People, journey: Journey, tmp_path: Path) -> list[FileRef]:
    """A model with two datasets of two versions each, and files, not in the order of their names."""
    with open_unit(platform, people.emil) as context:
        create_model(context, CreateModel(project=PROJECT, name=MODEL, risk_tier="minimal"))
        project = find_project(context, PROJECT)
        for name in ("training", "evaluation"):
            create_dataset(context, project, CreateDataset(name=name))
            for _ in range(2):
                _add_version(context, find_dataset(context, project, name))
    made = []
    for name in ("b.txt", "a.txt", "Z.txt", "_.txt"):
        (tmp_path / name).write_text(name)
        made.append(journey.upload(people.emil, tmp_path / name))
    return made


def _add_version(context: Context, dataset: DatasetRow) -> DatasetVersionRow:
    digest = f"sha256:{'1' * 64}"
    return add_dataset_version(
        context, dataset, digest=digest, file_sha256=digest, columns=[], profile={"rows": 1}, datasheet={}
    )


def training(*numbers: int) -> list[DatasetRef]:
    return [DatasetRef(name="training", version=number) for number in numbers]


def test_the_answer_is_what_is_read_later(platform: Platform, people: People, files: list[FileRef]) -> None:
    """Its files stand in one order, which no database's collation changes."""
    command = RegisterVersion(files=files, tags={"b": "1", "a": "2"}, description="First.")
    with open_unit(platform, people.emil) as context:
        given = register_version(context, MODEL, command)
    with open_unit(platform, people.emil, read_only=True) as context:
        read = get_version(context, MODEL, given.version)
    assert [file.path for file in read.files] == ["Z.txt", "_.txt", "a.txt", "b.txt"]
    assert read == given.model_copy(update={"scan_job": None})


def test_a_run_that_trains_twice_on_the_same_is_joined_to_it_once(
    platform: Platform, people: People, files: list[FileRef]
) -> None:
    evaluation = [DatasetRef(name="evaluation", version=2)]
    lineage = LineageRefs(training=training(1, 2), validation=training(1), evaluation=evaluation)
    with open_unit(platform, people.emil) as context:
        run = create_run(context, find_project(context, PROJECT), CreateRun(name="nightly"))
        for _ in range(2):
            register_version(context, MODEL, RegisterVersion(files=files, run=run.id, lineage=lineage))
    with open_unit(platform, people.emil, read_only=True) as context:
        model, version = read_version(context, MODEL, 2)
        found = trace(context, (NodeKind.VERSION, version.id), model.project_id, "upstream")
    named = {node.id: node.label for node in found.nodes}
    edges = sorted((named[edge.source], named[edge.target], edge.role) for edge in found.edges)
    assert edges == [
        ("evaluation v2", f"{MODEL} v2", "evaluation"),
        ("nightly", f"{MODEL} v2", "produced"),
        ("training v1", f"{MODEL} v2", "training"),
        ("training v1", f"{MODEL} v2", "validation"),
        ("training v1", "nightly", "training"),
        ("training v2", f"{MODEL} v2", "training"),
        ("training v2", "nightly", "training"),
    ]


def test_what_is_not_there_is_named(platform: Platform, people: People, files: list[FileRef]) -> None:
    other = files[1].model_copy(update={"sha256": f"sha256:{'0' * 64}"})
    with pytest.raises(NotFoundError) as absent, open_unit(platform, people.emil) as context:
        register_version(context, MODEL, RegisterVersion(files=[files[0], other]))
    assert absent.value.pointer == "/files/1/sha256"
    larger = files[1].model_copy(update={"size": 99})
    with pytest.raises(InvalidInputError) as differs, open_unit(platform, people.emil) as context:
        register_version(context, MODEL, RegisterVersion(files=[files[0], larger]))
    assert differs.value.pointer == "/files/1/size"
    for ref in (DatasetRef(name="evaluation", version=3), DatasetRef(name="unheard-of", version=1)):
        lineage = LineageRefs(training=[*training(1), ref])
        with pytest.raises(NotFoundError, match=ref.name), open_unit(platform, people.emil) as context:
            register_version(context, MODEL, RegisterVersion(files=files, lineage=lineage))
    with pytest.raises(NotFoundError), open_unit(platform, people.emil, read_only=True) as context:
        get_version(context, MODEL, 1)


def test_permission_comes_before_all(platform: Platform, people: People, files: list[FileRef]) -> None:
    """Neither what is not theirs nor what is not there is told to whoever may not register."""
    absent = files[0].model_copy(update={"sha256": f"sha256:{'0' * 64}"})
    with pytest.raises(ForbiddenError), open_unit(platform, people.otto) as context:
        register_version(context, MODEL, RegisterVersion(files=[absent]))
    with pytest.raises(NotFoundError, match="No such thing"), open_unit(platform, people.olga) as context:
        register_version(context, MODEL, RegisterVersion(files=[absent]))


def test_registering_asks_the_database_no_oftener_than_it_must(
    platform: Platform, people: People, files: list[FileRef]
) -> None:
    """However many files, tags and refs there are."""
    tags = {f"tag-{number}": "x" for number in range(20)}
    command = RegisterVersion(files=files, tags=tags, lineage=LineageRefs(training=training(1, 2)))
    emil = people.emil
    with questions(platform) as asked, open_unit(platform, emil) as context:
        register_version(context, MODEL, command)
    assert len(asked) == _QUESTIONS, asked


@contextmanager
def questions(platform: Platform) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(platform.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(platform.engine, "before_cursor_execute", note)
