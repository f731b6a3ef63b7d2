"""A registry to measure: real processes on one database, with as many versions as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from modelwarden.client import Client
from tests.bench.bulk import grow, open_tables
from tests.bench.load import Target
from tests.bench.operations import Facts
from tests.bench.population import SHELF
from tests.bench.process_memory import family_of
from tests.fire.processes import ADMIN_PASSWORD, Processes
from tests.postgres import PostgresServer, running_postgres_server

PROJECT = "bench"


@dataclass
class Grounds:
    """Grows while it stands still, and serves in between."""

    processes: Processes
    postgres: PostgresServer | None
    shelves: int = 0
    facts: Facts = field(init=False)
    token: str = field(init=False)

    def settle(self) -> None:
        """People, the model and the dataset, and the one file that new versions are made of."""
        self.processes.prepare()
        with self.serving():
            self._settle()

    def grow_to(self, versions: int) -> None:
        """Fill up to this many versions."""
        with closing(open_tables(self._database)) as tables:
            tables.cancel_jobs()
            grow(tables, self.shelves, versions // SHELF)
        self.shelves = versions // SHELF

    @contextmanager
    def serving(self) -> Iterator[Target]:
        """Web, worker and OPA, freshly started."""
        try:
            for name in ("web", "worker"):
                self.processes.start(name)
            self.processes.wait_until_sound()
            made = hasattr(self, "facts")
            facts = Facts(self.shelves, self.facts.sha256, self.facts.size) if made else Facts(0, "", 0)
            yield Target(self.processes.port, self.token if made else "", facts)
        finally:
            self.processes.stop()

    def family(self) -> dict[int, str]:
        """The processes that serve, the database's included."""
        pids = {name: process.pid for name, process in self.processes.running.items()}
        if self.postgres is not None:
            pids["postgres"] = self.postgres.pid
        return family_of(pids)

    @property
    def _database(self) -> str:
        where = self.processes.directory.resolve() / "data" / "modelwarden.sqlite"
        return self.processes.database_url or f"sqlite:///{where}"

    def _settle(self) -> None:
        url = self.processes.url
        with Client.log_in(url, "admin", ADMIN_PASSWORD) as admin:
            admin.projects.create(PROJECT, title="Bench", risk_tier="minimal", packs=[])
            admin.users.create("bert", display_name="Bert", password=ADMIN_PASSWORD)
            admin.members.set_roles(PROJECT, "bert", ["contributor"])
        with Client(url) as anybody:
            self.token = anybody.tokens.log_in("bert", ADMIN_PASSWORD).token
        file = self.processes.directory / "model.csv"
        file.write_text("weight\n0.5\n")
        with Client(url, self.token) as bert:
            bert.models.create(PROJECT, "large", risk_tier="minimal")
            bert.datasets.create(PROJECT, "training")
            stored = bert.artifacts.upload(PROJECT, file)
        self.facts = Facts(0, stored.sha256, stored.size)


@contextmanager
def grounds_on(database: str, directory: Path, *, webs: int = 1) -> Iterator[Grounds]:
    """An installation in this directory, on SQLite or on a PostgreSQL that keeps what it has committed."""
    directory.mkdir(parents=True)
    variables = {"MODELWARDEN_WEB_PROCESSES": str(webs)}
    if database == "sqlite":
        made = Grounds(Processes(directory, None, variables), None)
        made.settle()
        yield made
        return
    with running_postgres_server(durable=True) as server:
        made = Grounds(Processes(directory, server.url, variables), server)
        made.settle()
        yield made
