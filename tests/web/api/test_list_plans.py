"""Each filter and order of each list is served by an index: a page costs what it shows, not what is there."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from registry.contract.paging import PageQuery
from registry.db import metadata
from registry.services.platform import Platform
from registry.web.operations import operation_of
from tests.crowd import DATASET, DIGEST, MODEL, PROJECT, fill_many
from tests.web.api.conftest import Api

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]

COUNT, LIMIT = 6000, 10
# What a page may look at: rows in PostgreSQL; in SQLite, steps of its machine. Reading all rows takes more.
ROWS, STEPS = 2000, 20_000
# Nobody has thousands of these, so that a plan may read them whole.
SMALL = {"project", "environment", "bundle"}
NO_FILTERS = {"limit", "cursor", "order", "order_by"}
HERE = f"/projects/{PROJECT}"
VERSION = f"/models/{MODEL}/versions/1"
REQUEST = "01a1fe00-0000-7000-8000-000000000000"
TIMES = ("2026-11-21T08:20:00.000Z", "2026-11-21T08:40:00.000Z")
# Every list, with a value for each of its filters. One that is not here fails the test.
LISTS: dict[str, dict[str, Any]] = {
    "/projects": {"risk_tier": "high"},
    "/models": {
        "project": PROJECT,
        "name_prefix": "model-11",
        "risk_tier": "high",
        "owner": "team 7",
        "tag": ["stage=live", "team=team 7"],
        "environment": "production",
        "policy": "none",
    },
    f"/models/{MODEL}/versions": {
        "digest": DIGEST,
        "tag": ["stage=live", "team=team 8"],
        "registered_after": TIMES[0],
        "registered_before": TIMES[1],
    },
    f"/models/{MODEL}/waivers": {},
    f"/models/{MODEL}/alias-history": {},
    f"/models/{MODEL}/deployments": {},
    f"{VERSION}/evidence": {},
    f"{VERSION}/reports": {},
    "/promotions": {
        "project": PROJECT,
        "model": MODEL,
        "environment": "stage-1",
        "state": "withdrawn",
    },
    f"{HERE}/events": {
        "after": 1_003_000,
        "actor": "person-4",
        "action": "thing.done_4",
        "subject": "model/thing-6",
        "since": TIMES[0],
        "until": TIMES[1],
        "promotion": REQUEST,
    },
    "/events": {
        "after": 1_003_000,
        "actor": "person-4",
        "action": "thing.done_4",
        "subject": "model/thing-6",
        "since": TIMES[0],
        "until": TIMES[1],
        "promotion": REQUEST,
        "project": PROJECT,
    },
    f"{HERE}/members": {},
    f"{HERE}/runs": {},
    f"{HERE}/datasets": {},
    f"{HERE}/datasets/{DATASET}/versions": {},
    "/reports": {
        "project": PROJECT,
        "model": MODEL,
        "kind": "model_card_json",
        "sha256": DIGEST,
    },
    "/jobs": {"project": PROJECT, "state": "failed", "kind": "scan_version"},
    "/tokens": {},
    "/users": {},
    "/environments": {},
    "/keys": {},
}


# A filter by one thing in the order of another leaves rows to be sorted, and so do times in the order of
# numbers. Tags are looked up first, and what has them is sorted. Of members, evidence of one version and
# moves of one model's aliases there are few. What is in an environment is looked up model by model.
# PostgreSQL may walk names from their end to where a prefix begins. Reports of a model are looked up by its
# versions.
SORTED = re.compile(
    r"(owner|risk_tier|project)=.*order_by=created_at|(name_prefix|tag|registered_after|registered_before)="
    r"|^/models\?.*(environment|policy)=|^/reports\?.*model=|(since|until)=|/(members|evidence|alias-history)\?|^/projects\?"
)


@dataclass(frozen=True)
class Asked:
    """A statement that a list sends to the database. A `cheap` one looks at no more than a page's worth."""

    path: str
    statement: str
    parameters: Any = field(compare=False)

    @property
    def cheap(self) -> bool:
        return not SORTED.search(self.path)


def query_of(client: FlaskClient, path: str) -> type[PageQuery]:
    """What the list at a path can be asked."""
    endpoint, _ = client.application.url_map.bind("").match(f"/api/v1{path}")
    found = operation_of(client.application.view_functions[endpoint])
    assert found is not None
    assert found.query is not None
    assert issubclass(found.query, PageQuery)
    return found.query


def questions(path: str, shape: type[PageQuery]) -> Iterator[str]:
    """The list in each order: with no filter, with each, and with all."""
    filters = LISTS[path]
    orders = [
        [(name, value) for value in get_args(field.annotation)]
        for name, field in shape.model_fields.items()
        if name in {"order", "order_by"}
    ]
    single = [{name: value} for name, value in filters.items()]
    for chosen, order in itertools.product([{}, *single, filters], itertools.product(*orders)):
        yield f"{path}?{urlencode({'limit': LIMIT} | chosen | dict(order), doseq=True)}"


def test_every_list_and_filter_is_asked_here(client: FlaskClient) -> None:
    there = {
        rule.endpoint
        for rule in client.application.url_map.iter_rules()
        if (promise := operation_of(client.application.view_functions[rule.endpoint])) and promise.listed
    }
    here = {client.application.url_map.bind("").match(f"/api/v1{path}")[0] for path in LISTS}
    assert here == there
    for path, filters in LISTS.items():
        assert set(filters) == set(query_of(client, path).model_fields) - {
            "limit",
            "cursor",
            "order",
            "order_by",
        }, path


def test_every_list_is_served_by_an_index(
    platform: Platform, client: FlaskClient, log_in: Callable[[str], Api]
) -> None:
    ada, emil, root = (log_in(name) for name in ("ada", "emil", "root"))
    fill_many(platform, COUNT)
    asked, pages = [], 0
    for path in LISTS:
        # Over all projects, who is in some asks, and the administrator, who is in all. Ada may read events.
        people = [ada if path == "/events" else emil, root] if path.count("/") == 1 else [ada]
        for question, api in itertools.product(questions(path, query_of(client, path)), people):
            found, some = ask(platform.engine, api, question)
            asked += found
            pages += some
    faults = judge(platform.engine, asked)
    assert not faults, f"{len(faults)} of {pages} pages:\n" + "\n".join(sorted(faults))


def ask(engine: Engine, api: Api, question: str) -> tuple[list[Asked], int]:
    """What the first two pages of a list send to the database, and how many pages there were."""
    sent: list[Asked] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        sent.append(Asked(question, statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    pages, address = 0, question
    while address and pages < 2:
        answer = api("GET", address)
        assert answer.status_code == 200, (address, answer.json)
        pages += 1
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    event.remove(engine, "before_cursor_execute", note)
    return [one for one in sent if one.statement.startswith("SELECT")], pages


def judge(engine: Engine, asked: list[Asked]) -> set[str]:
    """What is wrong with the plans of some statements."""
    look = _look_postgresql if engine.dialect.name == "postgresql" else _look_sqlite
    once = {(one.statement, str(one.parameters)): one for one in asked}.values()
    with engine.connect() as connection:
        found = {(one, fault) for one in once for fault in look(connection, one)}
    return {f"{one.path}: {fault}\n    {one.statement[:600]}" for one, fault in found}


def _look_postgresql(connection: Connection, asked: Asked) -> Iterator[str]:
    explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.statement}"
    answer = connection.exec_driver_sql(explained, asked.parameters).scalar_one()
    [plan] = json.loads(answer) if isinstance(answer, str) else answer
    read = 0
    for node in _nodes(plan["Plan"]):
        if "Relation Name" in node and node["Relation Name"] not in SMALL:
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            read += (node["Actual Rows"] + removed) * node["Actual Loops"]
            if node["Node Type"] == "Seq Scan":
                yield f"reads the whole table {node['Relation Name']}"
    if asked.cheap and read > ROWS:
        yield f"looks at {read} rows"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def _look_sqlite(connection: Connection, asked: Asked) -> Iterator[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.statement}", asked.parameters)
    details = [str(row[-1]) for row in plan]
    for detail in details:
        scanned = re.fullmatch(r"SCAN (\w+)", detail)
        # Events are stored in their order, and SQLite calls a walk along a page of them what it calls one
        # along all; the steps below tell the two apart.
        if scanned and scanned[1] in set(metadata.tables) - SMALL - {"event"}:
            yield f"reads the whole table {scanned[1]}"
        # What belongs to the rows of a page may be sorted; the rows themselves come in their order.
        if asked.cheap and detail == "USE TEMP B-TREE FOR ORDER BY" and " LIMIT " in asked.statement:
            yield f"sorts after {details}"
    steps = _steps(connection, asked)
    if asked.cheap and steps > STEPS:
        yield f"takes {steps} steps"


def _steps(connection: Connection, asked: Asked) -> int:
    """How many instructions SQLite's machine runs, in tens."""
    counted = itertools.count()
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(lambda: next(counted) < 0, 10)
    try:
        connection.exec_driver_sql(asked.statement, asked.parameters).all()
    finally:
        raw.set_progress_handler(None, 10)
    return next(counted) * 10
