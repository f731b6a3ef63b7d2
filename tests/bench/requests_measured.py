"""Operations over HTTP: each with several clients, several times, and what memory the processes then have."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figures, figures_of, medians
from tests.bench.grounds import Grounds, grounds_on
from tests.bench.load import Target, run_load
from tests.bench.plan import Plan
from tests.bench.process_memory import memory_of, processor_seconds

Say = Callable[[str], None]
Found = dict[str, object]
_WARM_UP_SECONDS = 0.7


def measure_requests(plan: Plan, directory: Path, say: Say) -> tuple[list[Found], list[Found]]:
    """The figures of every operation, and memory, on each database at each size."""
    figures: list[Found] = []
    memory: list[Found] = []
    for database in plan.databases:
        with grounds_on(database, directory / database, webs=plan.webs) as grounds:
            for size in plan.sizes:
                began = time.monotonic()
                grounds.grow_to(size)
                seconds = time.monotonic() - began
                say(f"{database}: {size} versions, filled in {seconds:.0f} s")
                where: Found = {"database": database, "versions": size}
                with grounds.serving() as target:
                    idle = memory_of(grounds.family())
                    found = _operations(plan, grounds, target, say)
                    figures += [where | one for one in found]
                    loaded = memory_of(grounds.family())
                memory.append(where | {"fill_seconds": round(seconds, 1), "idle": idle, "loaded": loaded})
    return figures, memory


def _operations(plan: Plan, grounds: Grounds, target: Target, say: Say) -> list[Found]:
    found: list[Found] = []
    for operation in plan.operations:
        run_load(target, operation, max(plan.clients), min(plan.seconds, _WARM_UP_SECONDS), seed=0)
        for clients in plan.clients:
            repetitions = [
                _repetition(grounds, target, operation, clients, plan.seconds, seed)
                for seed in range(1, plan.repetitions + 1)
            ]
            middle = medians(repetitions)
            told = f"{middle['per_second']:.0f}/s, p95 {middle['p95_ms']:.1f} ms"
            say(f"  {operation}, {clients} clients: {told}")
            found.append(
                {"operation": operation, "clients": clients, "median": middle, "repetitions": repetitions}
            )
    return found


def _repetition(
    grounds: Grounds, target: Target, operation: str, clients: int, seconds: float, seed: int
) -> Figures:
    family = grounds.family()
    before = processor_seconds(family)
    milliseconds = run_load(target, operation, clients, seconds, seed * 100 + clients)
    after = processor_seconds(family)
    spent = {
        f"{name}_cpu_ms": round((after[name] - before[name]) * 1000 / len(milliseconds), 3)
        for name in sorted(before.keys() & after.keys())
    }
    return figures_of(milliseconds, seconds) | spent | {"cpu_ms": round(sum(spent.values()), 3)}
