"""Clients who do everything at once."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx

from modelwarden.client import Client
from modelwarden.errors import GateRefusedError, ModelwardenError
from modelwarden.objects.promotions import Promotion
from tests.fire.ledger import Ledger
from tests.fire.processes import ADMIN_PASSWORD
from tests.services.credit import Credit

PROJECT, MODEL = "campaign", "score"
PEOPLE = {"emil": ["contributor"], "ada": ["owner"], "rita": ["risk_reviewer"]}
SPEC = {"label": "risk", "score": "score", "threshold": "0.5", "sensitive": ["sex"]}
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TIMEOUT = httpx.Timeout(20.0, connect=2.0)
_TEXT = {"source": "s", "licence": "CC0-1.0", "collection": "c", "intended_use": "i", "known_gaps": "k"}


@dataclass
class Load:
    """The people and files that clients work with, and what is alive at the moment."""

    url: str
    files: Credit
    ledger: Ledger = field(default_factory=Ledger)
    tokens: dict[str, str] = field(default_factory=dict)
    living: set[str] = field(default_factory=set)

    def set_up(self, versions: int = 2) -> None:
        """Project, people, data, and versions with evidence that the gate is content with."""
        with Client.log_in(self.url, "admin", ADMIN_PASSWORD) as admin:
            admin.projects.create(PROJECT, title="Campaign", risk_tier="minimal", packs=[])
            for name, roles in PEOPLE.items():
                admin.users.create(name, display_name=name.title(), password=ADMIN_PASSWORD)
                admin.members.set_roles(PROJECT, name, roles)
        for name in PEOPLE:
            with Client(self.url) as client:
                self.tokens[name] = client.tokens.log_in(name, ADMIN_PASSWORD).token
        with Client(self.url, self.tokens["emil"]) as emil:
            emil.models.create(
                PROJECT,
                MODEL,
                risk_tier="minimal",
                owner="somebody",
                accountable_person="somebody",
                intended_purpose="something",
                on_call="somebody",
                escalation_path="somewhere",
                runbook="somewhere",
                fallback="somewhere",
            )
            for name, path in (("training", self.files.training), ("evaluation", self.files.held_out)):
                emil.datasets.create(PROJECT, name)
                emil.datasets.register_version(
                    PROJECT, name, path, datasheet=_TEXT | {"sensitive_attributes": ["sex"]}
                )
            jobs = [self.register(emil) for _ in range(versions)]
            for job in jobs:
                emil.jobs.wait(job, timeout=120)

    def register(self, client: Client) -> str:
        """A version with a file of its own and evidence on its way; the job that computes it."""
        note = self.files.model.with_name(f"{secrets.token_hex(4)}.txt")
        note.write_text(secrets.token_hex(16))
        run = client.runs.create(PROJECT, "train", code_commit=COMMIT)
        version = client.versions.register(
            MODEL,
            {"model.onnx": self.files.model, "note.csv": note},
            description="d",
            framework="onnx",
            environment="e",
            code_commit=COMMIT,
            run=run.id,
            inputs={"income": "number"},
            outputs={"score": "number"},
            training=[("training", 1)],
            evaluation=[("evaluation", 1)],
        )
        with self.ledger.lock:
            self.ledger.versions[version.version] = version.digest
        job = client.evidence.compute(
            MODEL,
            version.version,
            table=self.files.evaluation,
            spec=SPEC,
            kinds=["performance"],
            dataset=("evaluation", 1),
            wait=False,
        )
        with self.ledger.lock:
            self.ledger.jobs.add(job.id)
        note.unlink()
        return job.id


class Worker(threading.Thread):
    """One client thread: one operation after another, chosen by its own seed, until it is told to stop."""

    def __init__(self, load: Load, seed: int, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self._load, self._stopping = load, stopping
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
        operations: dict[str, tuple[Callable[[], object], int]] = {
            "open": (self._open, 22),
            "review": (self._review, 25),
            "apply": (self._apply, 25),
            "check": (self._check, 4),
            "withdraw": (self._withdraw, 4),
            "move_alias": (self._move_alias, 12),
            "declare": (self._declare, 4),
            "register": (self._register, 2),
            "cancel": (self._cancel, 1),
            "read": (self._read, 6),
        }
        self._operations = {name: do for name, (do, _) in operations.items()}
        self._weights = [weight for _, weight in operations.values()]

    def run(self) -> None:
        """Until it is told to stop."""
        with ExitStack() as stack:
            self._clients = {
                name: stack.enter_context(Client(self._load.url, token, timeout=TIMEOUT))
                for name, token in self._load.tokens.items()
            }
            while not self._stopping.is_set():
                (name,) = self._random.choices(list(self._operations), self._weights)
                self._attempt(name)
                self._stopping.wait(self._random.uniform(0, 0.05))

    def _attempt(self, name: str) -> None:
        ledger = self._load.ledger
        try:
            done = self._operations[name]()
        except GateRefusedError:
            ledger.note(name, "refused")
        except ModelwardenError as error:
            status = error.status or 0
            outcome = "conflicted" if 400 <= status < 500 else "failed"
            fault = f"{name}: {status} {error}"[:400] if status == HTTPStatus.INTERNAL_SERVER_ERROR else ""
            ledger.note(name, outcome, fault)
        except Exception as error:  # noqa: BLE001 - a client that breaks is a finding, not the end
            ledger.note(name, "broken", f"{name}: {type(error).__name__}: {error}"[:400])
        else:
            ledger.note(name, "succeeded" if done is not None else "nothing to do")

    def _some(self) -> str:
        with self._load.ledger.lock:
            return self._random.choice(sorted(self._load.living) or [""])

    def _version(self) -> int:
        with self._load.ledger.lock:
            return self._random.choice(sorted(self._load.ledger.versions)[-4:])

    def _open(self) -> object:
        with self._load.ledger.lock:
            if len(self._load.living) > 3:
                return None
        done = self._clients["emil"].promotions.open(
            MODEL, self._version(), environment="production", reason="campaign"
        )
        with self._load.ledger.lock:
            self._load.living.add(done.id)
        return done

    def _review(self) -> object:
        if not (chosen := self._some()):
            return None
        client = self._clients["rita"].promotions
        seen = client.get(chosen)
        if self._ended(seen) or any(one.standing for one in seen.reviews):
            return None
        verdict = self._random.choice(["approve"] * 9 + ["reject"])
        done = client.review(seen, role="risk_reviewer", verdict=verdict, meaning="Looked at.")
        with self._load.ledger.lock:
            self._load.ledger.reviews |= {one.id for one in done.reviews}
        return done

    def _apply(self) -> object:
        if not (chosen := self._some()):
            return None
        if self._ended(seen := self._clients["emil"].promotions.get(chosen)):
            return None
        if seen.outcome != "allow" and self._random.random() < 0.8:
            return None
        done = self._clients["emil"].promotions.apply(chosen)
        with self._load.ledger.lock:
            assert chosen not in self._load.ledger.applied, f"{chosen} was applied twice"
            self._load.ledger.applied.add(chosen)
        self._ended(done)
        return done

    def _check(self) -> object:
        return self._clients["emil"].promotions.check(chosen) if (chosen := self._some()) else None

    def _withdraw(self) -> object:
        if not (chosen := self._some()):
            return None
        done = self._clients["emil"].promotions.withdraw(chosen)
        with self._load.ledger.lock:
            self._load.ledger.withdrawn.add(chosen)
        self._ended(done)
        return done

    def _move_alias(self) -> object:
        alias = self._random.choice(["shadow", "canary"])
        aliases = self._clients["ada"].aliases
        if self._random.random() < 0.2:
            return aliases.remove(MODEL, alias)
        return aliases.set(MODEL, alias, self._version())

    def _declare(self) -> object:
        done = self._clients["emil"].evidence.declare(
            MODEL, self._version(), title="Note", statement=secrets.token_hex(8)
        )
        with self._load.ledger.lock:
            self._load.ledger.evidence.add(done.digest)
        return done

    def _register(self) -> object:
        waiting = sum(not job.has_ended for job in self._clients["emil"].jobs.list())
        return self._load.register(self._clients["emil"]) if waiting < 6 else None

    def _cancel(self) -> object:
        alive = [job for job in self._clients["emil"].jobs.list() if not job.has_ended]
        return self._clients["emil"].jobs.cancel(self._random.choice(alive).id) if alive else None

    def _read(self) -> object:
        return self._clients["rita"].promotions.list(model=MODEL)

    def _ended(self, seen: Promotion) -> bool:
        ended = seen.state in {"applied", "withdrawn"}
        if ended:
            with self._load.ledger.lock:
                self._load.living.discard(seen.id)
        return ended


def credit_files(folder: Path) -> Credit:
    """The model and tables that everybody uploads."""
    from tests.services.credit import make_credit

    return make_credit(folder, penalty=0.0)
