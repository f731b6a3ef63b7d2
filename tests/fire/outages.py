"""A running installation for tests of what it loses, and ways to take it away for a while."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from modelwarden.client import Client
from modelwarden.objects.promotions import Promotion
from tests.fire.load import MODEL, Load, credit_files
from tests.fire.processes import Processes, processes
from tests.postgres import PostgresServer
from tests.small_disk import SmallDisk, small_disk, small_postgres

Problem = dict[str, Any]


@dataclass
class Installation:
    """Processes, the disk that their database lies on, and PostgreSQL where there is one."""

    processes: Processes
    load: Load
    disk: SmallDisk
    postgres: PostgresServer | None

    def open_ready(self) -> Promotion:
        """A request of version 1 that the gate would allow."""
        with self.client("emil") as emil, self.client("rita") as rita:
            asked = emil.promotions.open(MODEL, 1, environment="production", reason="outage")
            return rita.promotions.review(asked, role="risk_reviewer", verdict="approve", meaning="Seen.")

    def client(self, name: str) -> Client:
        return Client(self.load.url, self.load.tokens[name])

    def ask(self, promotion: str, step: str) -> httpx.Response:
        """One request, sent once: what the client would try again is seen as it is."""
        return httpx.post(
            f"{self.load.url}/api/v1/promotions/{promotion}/{step}",
            headers={"Authorization": f"Bearer {self.load.tokens['emil']}"},
            timeout=120,
            trust_env=False,
        )

    def refuses(self, promotion: str, step: str = "apply") -> Problem:
        """The problem with which an apply is not served."""
        answer = self.ask(promotion, step)
        problem: Problem = answer.json()
        assert answer.status_code == 503, problem
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert all(problem[name] for name in ("title", "detail", "remedy")), problem
        return problem

    def doctor(self, part: str) -> dict[str, str]:
        """What `modelwarden doctor` says of a part."""
        done = self.processes.run("doctor", "--json")
        found: list[dict[str, str]] = json.loads(done.stdout)["diagnoses"]
        return next(one for one in found if one["subject"] == part)

    def is_told(self, part: str, *words: str) -> None:
        """`/-/health` and `doctor` both say that a part has failed, with these words, and what to do."""
        self.is_shown(part, *words)
        seen = self.doctor(part)
        assert (seen["health"], bool(seen["remedy"])) == ("failed", True), seen
        assert all(word in seen["finding"] for word in words), seen

    def is_shown(self, part: str, *words: str) -> None:
        """`/-/health` alone says so."""
        self.becomes(part, "failed")
        health = self.processes.health()
        assert health is not None
        (shown,) = (one for one in health.parts if one.part == part)
        assert (shown.health, bool(shown.remedy)) == ("failed", True), shown
        assert all(word in shown.finding for word in words), shown

    def champion(self) -> int:
        """How often the alias of production has moved."""
        with self.client("emil") as emil:
            return sum(move.alias == "champion" for move in emil.aliases.history(MODEL))

    def becomes(self, part: str, health: str, seconds: float = 60) -> None:
        """Wait until `/-/health` says so of a part."""
        until(lambda: self.processes.part(part) == health, f"{part} {health}", seconds)

    def is_applying(self) -> bool:
        """Whether somebody is in the middle of a transaction that changes something, and stays in it."""
        looks = 3
        for _ in range(looks):
            if not self._is_held():
                return False
            time.sleep(0.1)
        return True

    def _is_held(self) -> bool:
        if self.postgres is None:
            with closing(sqlite3.connect(self.database_file, timeout=0)) as connection:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    return True
                return False
        engine = create_engine(self.postgres.url)
        with engine.connect() as connection:
            held = connection.scalar(
                text("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")
            )
        engine.dispose()
        return bool(held)

    @property
    def database_file(self) -> Path:
        """SQLite's."""
        return self.processes.directory / "data" / "modelwarden.sqlite"


@contextmanager
def running_installation(
    directory: Path, database: str, versions: int = 1, **variables: str
) -> Iterator[Installation]:
    """An installation with its load set up, whose database lies on a small disk."""
    with ExitStack() as stack:
        postgres, url, disk = None, None, None
        if database == "postgresql":
            postgres, url, disk = stack.enter_context(small_postgres(64))
        else:
            (directory / "data").mkdir(mode=0o700)
            disk = stack.enter_context(small_disk(directory / "data", 64))
        running = stack.enter_context(
            processes(
                directory,
                url,
                clock=directory / "clock",
                job_lease="5",
                opa_deadline="6",
                database_lock_seconds="2",
                database_pool_seconds="3",
                **variables,
            )
        )
        load = Load(running.url, credit_files(directory / "files"))
        load.set_up(versions)
        yield Installation(running, load, disk, postgres)


def until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"it never came true: {what}"
        time.sleep(0.1)


@contextmanager
def halfway(installation: Installation, promotion: str) -> Iterator[Future[Problem]]:
    """Somebody applies, and is in the middle of the transaction until the block ends; the problem to come."""
    opa = installation.processes.opa_pid()
    assert opa is not None
    os.kill(opa, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        try:
            going = pool.submit(installation.refuses, promotion)
            until(installation.is_applying, "an apply that waits for OPA", 5)
            yield going
        finally:
            with suppress(ProcessLookupError):
                os.kill(opa, signal.SIGCONT)


@contextmanager
def hanging(running: Processes) -> Iterator[int]:
    """OPA is stopped in its tracks, and so is any that takes its place meanwhile; nobody lets it go on."""
    first, ended = running.opa_pid(), threading.Event()
    assert first is not None

    def hold() -> None:
        while not ended.wait(0.1):
            if (pid := running.opa_pid()) is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)

    os.kill(first, signal.SIGSTOP)
    holder = threading.Thread(target=hold)
    holder.start()
    try:
        yield first
    finally:
        ended.set()
        holder.join()


@contextmanager
def gone(installation: Installation) -> Iterator[None]:
    """PostgreSQL is stopped; SQLite's file is held by somebody who writes and does not end."""
    if installation.postgres:
        installation.postgres.stop()
        try:
            yield
        finally:
            installation.postgres.start()
    else:
        with closing(sqlite3.connect(installation.database_file)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield


@contextmanager
def clock_off(installation: Installation, seconds: int) -> Iterator[None]:
    """The clock is wrong by this much."""
    clock = installation.processes.clock
    assert clock is not None
    clock.write_text(str(seconds), "utf-8")
    try:
        yield
    finally:
        clock.unlink()


@contextmanager
def spoilt(key: Path, what: str) -> Iterator[None]:
    """A key as it should not be, and as it was again at the end."""
    kept = key.read_bytes()
    match what:
        case "missing":
            key.unlink()
        case "damaged":
            key.write_bytes(kept[: len(kept) // 2])
        case _:
            key.chmod(0o644)
    try:
        yield
    finally:
        key.write_bytes(kept)
        key.chmod(0o600)
