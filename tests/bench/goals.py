"""What was wanted, beside what was measured. A goal whose figures were not asked for is not mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PER_SECOND = {"get": 500, "get_by_alias": 650, "create": 250, "search": 100}
AT = {"database": "postgresql", "versions": 100_000, "clients": 8}
SMALL, LARGE, MOST_RATIO = 10_000, 1_000_000, 1.5
MOST_MB = 400
MOST_GATE_RATIO = 1.5

Found = Mapping[str, Any]


def judge_goals(
    figures: Sequence[Found], memory: Sequence[Found], gates: Sequence[Found], cores: int
) -> list[Found]:
    """Each goal with its figure, and whether it is reached."""
    return [*_speeds(figures, cores), *_growth(figures), *_memory(memory), *_gates(gates)]


def _speeds(figures: Sequence[Found], cores: int) -> Iterator[Found]:
    for operation, wanted in PER_SECOND.items():
        for one in _find(figures, operation=operation, **AT):
            goal = _goal(f"{operation}: requests per second", ">=", wanted, one["median"]["per_second"])
            # What others take of the processors lowers the figure, and hardly lengthens processor time.
            yield {**goal, "processor_time_would_allow": round(cores * 1000 / one["median"]["cpu_ms"])}


def _growth(figures: Sequence[Found]) -> Iterator[Found]:
    for large in _find(figures, versions=LARGE):
        same = {name: large[name] for name in ("database", "operation", "clients")}
        for small in _find(figures, versions=SMALL, **same):
            ratio = large["median"]["p95_ms"] / small["median"]["p95_ms"]
            name = "{operation}, {database}, {clients} clients".format_map(same)
            yield _goal(f"p95 at 1,000,000 by p95 at 10,000: {name}", "<=", MOST_RATIO, round(ratio, 2))


def _memory(memory: Sequence[Found]) -> Iterator[Found]:
    at = {name: AT[name] for name in ("database", "versions")}
    for one in _find(memory, **at):
        for sum_of in ("ours_rss_mb", "ours_pss_mb", "all_pss_mb"):
            yield _goal(f"memory under load: {sum_of}", "<=", MOST_MB, one["loaded"][sum_of])


def _gates(gates: Sequence[Found]) -> Iterator[Found]:
    for one in gates:
        name = f"whole decision by bare OPA call, {one['database']}"
        yield _goal(name, "<=", MOST_GATE_RATIO, one["ratio"])


def _find(rows: Sequence[Found], **wanted: object) -> Iterator[Found]:
    return (row for row in rows if all(row[name] == value for name, value in wanted.items()))


def _goal(name: str, relation: str, wanted: float, measured: float) -> Found:
    reached = measured >= wanted if relation == ">=" else measured <= wanted
    return {"goal": name, "wanted": f"{relation} {wanted}", "measured": measured, "reached": reached}
