"""Kill web, worker and OPA at random points under load, start them again, and look at what is left."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select

from modelwarden.client import Client
from registry.db.jobs import JobRow
from registry.domain.job_states import FINAL_JOB_STATES
from registry.services.context import open_unit
from registry.services.invariants import check_invariants
from registry.services.platform import Platform
from tests.fire.ledger import broken_promises, summary
from tests.fire.load import MODEL, Load, Worker, credit_files
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
    ahead: int = 10
    """One of web, worker and OPA is killed at most this often more than another."""
    webs: int = 1

    @property
    def victims(self) -> tuple[str, ...]:
        """Where the web server has several processes, one of them may go, or the first and all with it."""
        return ("web", "worker", "opa", *(["web process"] if self.webs > 1 else []))


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
    webs = str(plan.webs)
    with processes(
        directory, database_url, job_lease="5", threads="8", opa_deadline="5", web_processes=webs
    ) as installation:
        load = Load(installation.url, credit_files(directory / "files"))
        load.set_up()
        return {"database": "postgresql" if database_url else "sqlite"} | attack(
            installation, load, plan, say
        )


def attack(
    installation: Processes, load: Load, plan: Plan, say: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Kill what runs while clients work, wait until all is well again, and report; `load` is set up."""
    started = time.monotonic()
    platform, outcome, ledger = installation.platform(), Outcome(), load.ledger
    with working(load, plan.clients, plan.seed):
        _kill_all(installation, platform, plan, outcome, say)
    installation.wait_until_sound()
    left = _drain(platform)
    _look(platform, outcome)
    jobs = _jobs(platform)
    platform.engine.dispose()
    with Client(load.url, load.tokens["emil"], timeout=httpx.Timeout(60.0)) as client:
        broken = broken_promises(ledger, MODEL, client)
    return {
        "seed": plan.seed,
        "clients": plan.clients,
        "seconds": round(time.monotonic() - started),
        "kills": {
            "total": sum(outcome.kills.values()),
            **outcome.kills,
            "during_start": outcome.during_start,
        },
        **summary(ledger),
        "jobs": jobs,
        "jobs_not_ended": left,
        "checks": outcome.checks,
        "violations": outcome.violations,
        "broken_promises": broken,
    }


@contextmanager
def working(load: Load, clients: int, seed: int) -> Iterator[None]:
    """Clients work until the block ends."""
    stopping = threading.Event()
    workers = [Worker(load, seed * 1000 + number, stopping) for number in range(clients)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        stopping.set()
        for worker in workers:
            worker.join()


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
        # Whoever was killed less often is next, so that a short campaign has all three.
        fewest = min(outcome.kills[name] for name in plan.victims)
        victim = chance.choice([name for name in plan.victims if outcome.kills[name] - fewest < plan.ahead])
        if not installation.kill(victim):
            continue
        outcome.kills[victim] += 1
        if victim in installation.running:
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
