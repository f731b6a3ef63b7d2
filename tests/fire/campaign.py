"""Kill web, worker and OPA at random points under load, start them again, and look at what is left."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from registry.db.jobs import JobRow
from registry.domain.job_states import FINAL_JOB_STATES
from registry.services.context import open_unit
from registry.services.invariants import check_invariants
from registry.services.platform import Platform
from tests.fire.load import Load, Worker, broken_promises, credit_files, summary
from tests.fire.processes import Processes, processes

_WEB_PATIENCE = 20.0
_DRAIN_SECONDS = 240.0


@dataclass(frozen=True)
class Plan:
    """How much of it. The same seed chooses the same victims and pauses."""

    kills: int = 150
    seed: int = 0
    clients: int = 6
    check_every: int = 5
    pause: tuple[float, float] = (0.2, 2.0)


@dataclass
class Outcome:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    during_start: int = 0
    checks: int = 0
    violations: list[dict[str, str]] = field(default_factory=list)


def run_campaign(
    directory: Path, database_url: str | None, plan: Plan, say: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Everything from an empty directory to the report; raises when the installation does not come back."""
    started = time.monotonic()
    with processes(directory, database_url, job_lease="5", threads="8", opa_deadline="5") as installation:
        load = Load(installation.url, credit_files(directory / "files"))
        load.set_up()
        platform, outcome = installation.platform(), Outcome()
        stopping = threading.Event()
        clients = [Worker(load, plan.seed * 1000 + number, stopping) for number in range(plan.clients)]
        for client in clients:
            client.start()
        _kill_all(installation, platform, plan, outcome, say)
        stopping.set()
        for client in clients:
            client.join()
        installation.wait_until_sound()
        left = _drain(platform)
        _look(platform, outcome)
        jobs = _jobs(platform)
        broken = broken_promises(load)
        platform.engine.dispose()
    return {
        "database": "postgresql" if database_url else "sqlite",
        "seed": plan.seed,
        "clients": plan.clients,
        "seconds": round(time.monotonic() - started),
        "kills": {
            "total": sum(outcome.kills.values()),
            **outcome.kills,
            "during_start": outcome.during_start,
        },
        **summary(load.ledger),
        "jobs": jobs,
        "jobs_not_ended": left,
        "checks": outcome.checks,
        "violations": outcome.violations,
        "broken_promises": broken,
    }


def _kill_all(
    installation: Processes, platform: Platform, plan: Plan, outcome: Outcome, say: Callable[[str], None]
) -> None:
    chance = random.Random(plan.seed)  # noqa: S311 - to be repeatable, not secret
    while (done := sum(outcome.kills.values())) < plan.kills:
        # One in five victims dies while it, or another, is still starting.
        if chance.random() < 0.8:
            _wait_for_web(installation)
        else:
            outcome.during_start += 1
        time.sleep(chance.uniform(*plan.pause))
        victim = chance.choice(["web", "worker", "opa"])
        if not installation.kill(victim):
            continue
        outcome.kills[victim] += 1
        if victim != "opa":
            installation.start(victim)
        if done % plan.check_every == plan.check_every - 1:
            _look(platform, outcome)
            say(f"{done + 1} kills, {len(outcome.violations)} violations")


def _wait_for_web(installation: Processes) -> None:
    ends_at = time.monotonic() + _WEB_PATIENCE
    while time.monotonic() < ends_at:
        health = installation.health()
        if health and all(part.health != "failed" for part in health.parts if part.part != "worker"):
            return
        time.sleep(0.1)


def _look(platform: Platform, outcome: Outcome) -> None:
    outcome.checks += 1
    known = [tuple(one.values()) for one in outcome.violations]
    for violation in check_invariants(platform).violations:
        if tuple(asdict(violation).values()) not in known:
            outcome.violations.append(asdict(violation))


def _drain(platform: Platform) -> int:
    """Wait for the jobs; how many have not ended in time."""
    ends_at = time.monotonic() + _DRAIN_SECONDS
    while (left := _jobs_alive(platform)) and time.monotonic() < ends_at:
        time.sleep(0.5)
    return left


def _jobs_alive(platform: Platform) -> int:
    with open_unit(platform, None, read_only=True) as context:
        alive = select(JobRow.id).where(col(JobRow.state).not_in(list(FINAL_JOB_STATES)))
        return len(context.session.exec(alive).all())


def _jobs(platform: Platform) -> dict[str, int]:
    with open_unit(platform, None, read_only=True) as context:
        rows = context.session.exec(select(JobRow)).all()
        found = Counter(row.state.value for row in rows)
        found["taken_up_again"] = sum(row.attempts > 1 for row in rows)
        found["given_up"] = sum((row.error or {}).get("what") == "The job was given up." for row in rows)
        return dict(found)
