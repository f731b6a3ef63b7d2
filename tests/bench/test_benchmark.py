"""The benchmark in small: what it measures is there and counted. How fast it was is never asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from registry.services.invariants.checking import check_invariants
from tests.bench.benchmark import run_benchmark
from tests.bench.figures import figures_of, medians, percentile
from tests.bench.goals import judge_goals
from tests.bench.grounds import grounds_on
from tests.bench.load import FailedRequestError, run_load
from tests.bench.plan import OPERATIONS, Plan
from tests.bench.table import as_markdown


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_operation_is_measured(database: str, tmp_path: Path) -> None:
    plan = Plan(
        sizes=(125,),
        clients=(2,),
        databases=(database,),
        seconds=0.3,
        repetitions=2,
        only=OPERATIONS,
    )
    report: Any = json.loads(json.dumps(run_benchmark(plan, tmp_path, lambda _line: None)))
    measured = [(one["versions"], one["operation"], one["clients"]) for one in report["figures"]]
    assert measured == [(125, name, 2) for name in OPERATIONS]
    for one in report["figures"]:
        assert len(one["repetitions"]) == 2
        assert all(again["requests"] >= 1 for again in one["repetitions"])
        assert one["median"]["p50_ms"] <= one["median"]["p95_ms"] <= one["median"]["p99_ms"]
        assert one["median"].keys() >= {"web_cpu_ms", "worker_cpu_ms", "per_second"}
    for one in report["memory"]:
        names = {process["name"] for process in one["loaded"]["processes"]}
        assert names >= {"web", "worker", "opa"}
        assert all(process["rss_kib"] > 0 for process in one["loaded"]["processes"])
        assert (one["loaded"]["postgres_processes"] > 0) == (database == "postgresql")
    assert report["machine"]["cores"] >= 1
    page = as_markdown(report)
    assert all(f"| {database} | 125 | {name} | 2 |" in page for name in OPERATIONS)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_is_filled_in_is_what_the_registry_would_have_written(database: str, tmp_path: Path) -> None:
    with grounds_on(database, tmp_path / "grounds") as grounds:
        grounds.grow_to(250)
        grounds.grow_to(375)
        platform = grounds.processes.platform()
        report = check_invariants(platform)
        platform.engine.dispose()
    # The files of filled-in versions were never uploaded, and that is all that is missing.
    assert {one.invariant for one in report.violations} == {"artifact-blob"}
    assert len(report.violations) == 375 + 3


@pytest.mark.slow
def test_answers_that_are_errors_are_no_figures(tmp_path: Path) -> None:
    with grounds_on("sqlite", tmp_path / "grounds") as grounds:
        grounds.token = "nobody's"  # noqa: S105 - it is none
        grounds.grow_to(125)
        with grounds.serving() as target, pytest.raises(FailedRequestError, match="401"):
            run_load(target, "get", 1, 0.3, seed=1)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    hundred = [float(number) for number in range(100, 0, -1)]
    assert [percentile(hundred, percent) for percent in (50, 95, 99)] == [50.0, 95.0, 99.0]
    assert percentile([7.0], 95) == 7.0


def test_figures_are_counted_by_the_time_asked_for() -> None:
    assert figures_of([1.0, 2.0, 3.0, 10.0], 2.0) == {
        "requests": 4,
        "per_second": 2.0,
        "p50_ms": 2.0,
        "p95_ms": 10.0,
        "p99_ms": 10.0,
    }


def test_the_median_of_repetitions_is_not_moved_by_one_of_them() -> None:
    assert medians([{"a": 1.0, "b": 5.0}, {"a": 2.0}, {"a": 90.0, "b": 1.0}]) == {"a": 2.0}


def test_a_goal_that_is_missed_is_said() -> None:
    at = {"database": "postgresql", "clients": 8, "operation": "get"}
    figures = [
        at | {"versions": 10_000, "median": {"per_second": 600.0, "p95_ms": 10.0, "cpu_ms": 3.0}},
        at | {"versions": 100_000, "median": {"per_second": 499.0, "p95_ms": 12.0, "cpu_ms": 3.2}},
        at | {"versions": 1_000_000, "median": {"per_second": 480.0, "p95_ms": 15.0, "cpu_ms": 3.3}},
    ]
    found = judge_goals(figures, [], [{"database": "sqlite", "ratio": 1.51}], 2)
    assert [(one["measured"], one["reached"]) for one in found] == [
        (499.0, False),
        (1.5, True),
        (1.51, False),
    ]
    assert found[0]["processor_time_would_allow"] == 625
