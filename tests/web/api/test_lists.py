"""Lists: pages that miss nothing, filters that find what they say, no more queries for many than for few."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from registry.services.platform import Platform
from tests.web.api.conftest import Api

pytestmark = pytest.mark.database

PROJECT = "/projects/retail-credit"
BYTES = b"not really a model"
DIGEST = f"sha256:{hashlib.sha256(BYTES).hexdigest()}"
FEW, MANY = 2, 7


@contextmanager
def counted_queries(platform: Platform) -> Iterator[list[str]]:
    """Every statement that the installation sends to its database meanwhile."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(platform.engine, "before_cursor_execute", note)
    yield statements
    event.remove(platform.engine, "before_cursor_execute", note)


@pytest.fixture
def emil(log_in: Callable[[str], Api]) -> Api:
    api = log_in("emil")
    api("POST", f"{PROJECT}/artifacts", None, data=BYTES)
    return api


def furnish(api: Api, first: int, last: int) -> None:
    """A model, a dataset, a run, a version, a request, a waiver and a token for each number."""
    for number in range(first, last):
        stage = "trial" if number % 2 else "live"
        name = f"model-{number}"
        made = [
            api(
                "POST",
                "/models",
                {"project": "retail-credit", "name": name, "risk_tier": "high", "tags": {"stage": stage}},
            ),
            api("POST", f"{PROJECT}/datasets", {"name": f"data-{number}"}),
            api("POST", f"{PROJECT}/runs", {"name": f"run {number}"}),
            register(api, name, stage),
            register(api, "model-0", stage),
            api(
                "POST",
                "/promotions",
                {"model": name, "version": 1, "environment": "production", "reason": "r"},
            ),
            api("POST", "/waivers", waiver("model-0")),
            api("PUT", f"/models/model-0/aliases/alias-{number}", {"version": 1}),
            api(
                "POST",
                "/models/model-0/versions/1/evidence",
                {"kind": "document", "title": "t", "statement": "s"},
            ),
            api("POST", "/tokens", {"name": name, "scopes": ["read"]}),
        ]
        assert {answer.status_code for answer in made} <= {200, 201}, [answer.text for answer in made]


def register(api: Api, model: str, stage: str) -> Any:  # noqa: ANN401 - an answer
    files = [{"path": "model.bin", "size": len(BYTES), "sha256": DIGEST}]
    return api("POST", f"/models/{model}/versions", {"files": files, "tags": {"stage": stage, "team": "a"}})


def waiver(model: str) -> dict[str, str]:
    return {
        "model": model,
        "environment": "production",
        "rule_id": "FAIR-001",
        "reason": "r",
        "compensating_controls": "c",
        "expires_at": "2027-01-01T00:00:00.000Z",
    }


LISTS = [
    "/projects",
    "/models",
    "/models?tag=stage=live&order_by=created_at&order=desc",
    "/models/model-0/versions",
    "/models/model-0/versions?tag=stage=live&tag=team=a&order=asc",
    "/models/model-0/versions?order_by=registered_at",
    "/models/model-0/waivers",
    "/models/model-0/alias-history",
    "/models/model-0/versions/1/evidence",
    "/models/model-0/versions/1/reports",
    "/promotions",
    "/promotions?project=retail-credit&environment=production&order=asc",
    f"{PROJECT}/datasets",
    f"{PROJECT}/runs",
    f"{PROJECT}/members",
    "/jobs",
    "/jobs?kind=scan_version&state=queued",
    "/tokens",
    "/users",
    "/environments",
    "/keys",
]


def test_a_list_takes_as_many_queries_for_many_as_for_few(platform: Platform, emil: Api) -> None:
    furnish(emil, 0, FEW)
    needed = {}
    for path in LISTS:
        with counted_queries(platform) as statements:
            assert emil("GET", path).status_code == 200, path
        needed[path] = len(statements)
    furnish(emil, FEW, MANY)
    for path in LISTS:
        with counted_queries(platform) as statements:
            emil("GET", path)
        assert len(statements) <= needed[path], (path, statements)
        assert len(statements) <= 25, path


def test_pages_put_together_are_the_list(emil: Api) -> None:
    furnish(emil, 0, MANY)
    for path in LISTS:
        mark = "&" if "?" in path else "?"
        whole = emil("GET", f"{path}{mark}limit=200").json
        found, address = [], f"{path}{mark}limit=2"
        while address:
            page = emil("GET", address)
            assert page.status_code == 200, (address, page.json)
            assert len(page.json["items"]) <= 2
            found += page.json["items"]
            link = page.headers.get("Link", "")
            assert bool(link) is ("next" in page.json)
            address = link.partition(">")[0].removeprefix("</api/v1")
        assert "next" not in whole
        assert found == whole["items"], path


def test_filters_find_what_they_say(emil: Api) -> None:
    furnish(emil, 0, MANY)

    def names(query: str) -> list[str]:
        return [model["name"] for model in emil("GET", f"/models?{query}").json["items"]]

    odd = ["model-1", "model-3", "model-5"]
    assert names("tag=stage=trial") == odd
    assert names("tag=stage=trial&order=desc") == odd[::-1]
    assert names("name_prefix=model-3") == ["model-3"]
    assert names("risk_tier=limited") == []
    emil("PATCH", "/models/model-1", {"tags": {"stage": "live"}, "owner": "Risk"})
    assert names("tag=stage=trial") == odd[1:]
    assert names("owner=Risk") == ["model-1"]
    versions = emil("GET", "/models/model-0/versions?tag=stage=trial&tag=team=a&order=asc").json["items"]
    assert [version["version"] for version in versions] == [3, 5, 7]
    assert emil("GET", "/models/model-0/versions?registered_before=2020-01-01T00:00:00Z").json == {
        "items": []
    }
    assert len(emil("GET", "/promotions?model=model-2&state=refused").json["items"]) == 1
    assert emil("GET", "/promotions?state=applied").json == {"items": []}


def test_events_are_found_by_who_did_what_to_what_and_when(emil: Api, log_in: Callable[[str], Api]) -> None:
    furnish(emil, 0, FEW)
    ada = log_in("ada")

    def actions(query: str) -> list[str]:
        return [one["action"] for one in ada("GET", f"{PROJECT}/events?{query}").json["items"]]

    assert actions("subject=model/model-1") == ["model.created"]
    assert set(actions("action=run.created")) == {"run.created"}
    assert actions("actor=rita") == []
    assert actions("until=2020-01-01T00:00:00Z") == []
    assert actions("order=desc&limit=1") == actions("")[-1:]


def test_a_cursor_belongs_to_its_list(emil: Api) -> None:
    furnish(emil, 0, MANY)
    cursor = emil("GET", "/models?limit=2").json["next"]
    for path in ("/models?order=desc&", "/models?risk_tier=high&", "/projects?", "/jobs?"):
        answer = emil("GET", f"{path}cursor={cursor}")
        assert (answer.status_code, answer.json["pointer"]) == (422, "/cursor")
    assert emil("GET", f"/models?limit=1&cursor={cursor}").json["items"][0]["name"] == "model-2"


def test_what_comes_in_meanwhile_shifts_no_page(emil: Api) -> None:
    furnish(emil, 0, 4)
    first = emil("GET", f"{PROJECT}/runs?limit=2").json
    emil("POST", f"{PROJECT}/runs", {"name": "later"})
    second = emil("GET", f"{PROJECT}/runs?limit=2&cursor={first['next']}").json
    assert [run["name"] for run in [*first["items"], *second["items"]]] == [
        "run 3",
        "run 2",
        "run 1",
        "run 0",
    ]


def test_what_is_asked_most_costs_few_queries(platform: Platform, emil: Api) -> None:
    """Each goes to the database and back: for who asks, for what they may see, and for the thing itself."""
    furnish(emil, 0, 2)
    version = "/models/model-0/versions/2"
    most = {version: 6, "/models/model-0/aliases/alias-0": 4, "/models/model-0": 6, f"{version}/lineage": 10}
    for path, allowed in most.items():
        assert emil("GET", path).status_code == 200
        with counted_queries(platform) as statements:
            assert emil("GET", path).status_code == 200
        asked = [one for one in statements if not one.startswith("BEGIN")]
        assert len(asked) <= allowed, (path, asked)
        # One transaction for all of it, also for finding out who asks.
        assert len(statements) - len(asked) == (platform.engine.dialect.name == "sqlite"), path
