"""A report as a page for people: `python -m tests.bench.table report.json` writes Markdown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

Found = Mapping[str, Any]


def as_markdown(report: Found) -> str:
    """The goals, and the median of every figure."""
    parts = [
        _machine(report["machine"]),
        "## Goals",
        _table(("goal", "wanted", "measured", "reached"), (_goal(one) for one in report["goals"])),
        "## Requests",
        _table(
            ("database", "versions", "operation", "clients", "requests/s", "p50", "p95", "p99", "CPU ms"),
            (_figure(one) for one in report["figures"]),
        ),
        "## Memory",
        _table(
            ("database", "versions", "when", "each process, RSS MB", "ours, RSS", "ours, PSS", "all, PSS"),
            (row for one in report["memory"] for row in _memory(one)),
        ),
        *_gates(report["gate"]),
        *_pdfs(report["pdf"]),
    ]
    return "\n\n".join(parts) + "\n"


def _machine(machine: Found) -> str:
    facts = ("processor", "cores", "memory", "kernel", "python", "postgresql", "sqlite", "opa", "fsync_ms")
    told = "; ".join(f"{name.replace('_', ' ')} {machine[name]}" for name in facts)
    loads = [f"{machine[name][0]:.1f}" for name in ("load_average", "load_average_at_the_end")]
    return f"Measured on: {told}; load average {loads[0]} when it began, {loads[1]} when it ended."


def _goal(goal: Found) -> tuple[object, ...]:
    allowed = goal.get("processor_time_would_allow")
    measured = f"{goal['measured']}" + (f" (processor time would allow {allowed})" if allowed else "")
    return goal["goal"], goal["wanted"], measured, "yes" if goal["reached"] else "no"


def _figure(one: Found) -> tuple[object, ...]:
    middle = one["median"]
    figures = (middle[name] for name in ("per_second", "p50_ms", "p95_ms", "p99_ms", "cpu_ms"))
    where = (one["database"], f"{one['versions']:,}", one["operation"], one["clients"])
    return (*where, *(f"{figure:.1f}" for figure in figures))


def _memory(one: Found) -> Iterator[tuple[object, ...]]:
    for when in ("idle", "loaded"):
        found = one[when]
        each = ", ".join(f"{p['name']} {p['rss_kib'] * 1024 / 1e6:.0f}" for p in found["processes"])
        sums = (found["ours_rss_mb"], found["ours_pss_mb"], found["all_pss_mb"])
        yield (one["database"], f"{one['versions']:,}", when, each, *sums)


def _gates(gates: Iterable[Found]) -> Iterator[str]:
    for one in gates:
        parts = [(name, f"{value:.1f}") for name, value in one["parts_ms"].items()]
        whole = f"{one['whole_ms']['p50']:.1f} ms against {one['bare_opa_ms']['p50']:.1f} ms of the bare call"
        yield f"## A decision, {one['database']}"
        yield f"The whole takes {whole}, {one['ratio']} times as long; medians of {one['decisions']}."
        yield _table(("part", "ms"), parts)


def _pdfs(pdfs: Iterable[Found]) -> Iterator[str]:
    rows = [
        (one["report"], _middle(one["render_seconds"]), _middle(one["seal_seconds"]), one["peak_rss_mb"])
        for one in pdfs
    ]
    if rows:
        yield "## PDFs"
        yield _table(("report", "seconds to render", "seconds to seal", "peak RSS MB"), rows)


def _middle(values: list[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    written = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(lines[0]), *written[1:]])


if __name__ == "__main__":
    print(as_markdown(json.loads(Path(sys.argv[1]).read_text())), end="")  # noqa: T201 - its answer
