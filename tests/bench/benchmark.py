"""The whole benchmark: what was measured, on what, how, and which goals that reaches."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from tests.bench.gate_decision import measure_gate
from tests.bench.goals import judge_goals
from tests.bench.machine import machine_facts
from tests.bench.pdf_rendering import KINDS, measure_pdf
from tests.bench.plan import Plan
from tests.bench.requests_measured import Found, Say, measure_requests

_DECISIONS, _PDFS = 40, 3


def run_benchmark(plan: Plan, directory: Path, say: Say) -> dict[str, object]:
    """Measure everything that the plan names; `directory` is on the disk that is to be measured."""
    machine = machine_facts(directory)
    pdfs = [_pdf(kind, plan, say) for kind in KINDS] if "pdf" in plan.only else []
    gates = [_gate(name, plan, directory, say) for name in plan.databases] if "gate" in plan.only else []
    figures, memory = measure_requests(plan, directory, say) if plan.operations else ([], [])
    return {
        "machine": machine | {"load_average_at_the_end": os.getloadavg()},
        "plan": asdict(plan),
        "goals": judge_goals(figures, memory, gates, len(os.sched_getaffinity(0))),
        "figures": figures,
        "memory": memory,
        "gate": gates,
        "pdf": pdfs,
    }


def _gate(database: str, plan: Plan, directory: Path, say: Say) -> Found:
    found = measure_gate(database, directory / f"gate-{database}", plan.repetitions * _DECISIONS)
    say(f"gate, {database}: {found['ratio']} times the bare OPA call")
    return found


def _pdf(kind: str, plan: Plan, say: Say) -> Found:
    found = measure_pdf(kind, plan.repetitions * _PDFS)
    say(f"{kind}: {found['render_seconds']} s, {found['peak_rss_mb']} MB")
    return found
