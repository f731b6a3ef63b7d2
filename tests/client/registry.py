"""What the tests of client and command line share: people, a model, and two versions on a real registry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from modelwarden import Client
from modelwarden.objects.promotions import Promotion
from tests.client.command_line import Done, invoke
from tests.services.credit import Credit, make_credit

ADMIN, PASSWORD = "admin", "a long enough password"
PROJECT, MODEL = "retail-credit", "credit-scoring"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROLES = {
    "emil": ["contributor"],
    "ada": ["owner"],
    "rita": ["risk_reviewer"],
    "leo": ["legal_reviewer"],
    "otto": ["auditor"],
}
DATASHEET = {
    "source": "Generated for tests",
    "licence": "CC0-1.0",
    "collection": "Drawn from a seeded generator",
    "intended_use": "Testing",
    "known_gaps": "It is not real",
    "sensitive_attributes": ["sex", "age_band"],
}
SPEC = {
    "label": "risk",
    "score": "score",
    "threshold": "0.5",
    "sensitive": ["sex", "age_band"],
    "features": ["income", "debt", "young"],
    "model_path": "model.onnx",
    "explained_rows": 40,
    "background_rows": 20,
}


@dataclass
class Registry:
    """A running registry; `refused` and `waiting` are there once `prepare_versions` has run."""

    url: str
    directory: Path
    requests: dict[int, str] = field(default_factory=dict)

    def client(self, username: str) -> Client:
        """A client for one of the people."""
        return Client.log_in(self.url, username, PASSWORD)

    def run(self, username: str, *arguments: str, typed: str = "") -> Done:
        """One command as one of the people, who is logged in."""
        environment = {"XDG_CONFIG_HOME": str(self.directory / username), "MODELWARDEN_PROJECT": PROJECT}
        if not (self.directory / username).exists():
            login = ("login", self.url, "--username", username, "--password-stdin")
            assert invoke(login, environment, typed=f"{PASSWORD}\n").code == 0
        return invoke(arguments, environment, typed=typed)

    def populate(self) -> None:
        """A high-risk project with its people."""
        with self.client(ADMIN) as admin:
            admin.projects.create(PROJECT, title="Retail credit", risk_tier="high")
            for username, roles in ROLES.items():
                admin.users.create(username, display_name=username.title(), password=PASSWORD)
                admin.members.set_roles(PROJECT, username, roles)


def prepare_versions(registry: Registry) -> None:
    """Version 1 takes points off the young, version 2 does not; a promotion request for each."""
    with registry.client("emil") as emil:
        first = make_credit(registry.directory / "first", penalty=3.0)
        repaired = make_credit(registry.directory / "repaired", penalty=0.0)
        emil.models.create(
            PROJECT,
            MODEL,
            risk_tier="high",
            owner="Credit analytics",
            accountable_person="Ada",
            intended_purpose="Scores applications for consumer credit.",
            on_call="credit-oncall",
            escalation_path="Head of credit risk",
            runbook="runbook.example/credit",
            fallback="Manual underwriting",
        )
        for name, path in (("training", first.training), ("evaluation", first.held_out)):
            emil.datasets.create(PROJECT, name)
            emil.datasets.register_version(PROJECT, name, path, datasheet=DATASHEET)
        for number, credit in ((1, first), (2, repaired)):
            promotion = register_and_open(emil, number, credit)
            registry.requests[number] = promotion.id


def register_and_open(client: Client, number: int, credit: Credit) -> Promotion:
    """A version with run, lineage and all evidence, and the request that it may enter production."""
    run = client.runs.create(PROJECT, f"run {number}", code_commit=COMMIT, parameters={"C": 1.0})
    version = client.versions.register(
        MODEL,
        credit.model,
        description="A logistic regression.",
        framework="scikit-learn",
        environment="Python",
        code_commit=COMMIT,
        run=run.id,
        training=[("training", 1)],
        evaluation=[("evaluation", 1)],
        inputs={"income": "number", "debt": "number", "young": "number"},
        outputs={"score": "number"},
    )
    assert version.version == number
    assert version.scan_job is not None
    client.jobs.wait(version.scan_job, timeout=60)
    client.evidence.compute(
        MODEL, number, table=credit.evaluation, spec=SPEC, dataset=("evaluation", 1), timeout=120
    )
    return client.promotions.open(MODEL, number, environment="production", reason=f"Candidate {number}")


def write_spec(directory: Path) -> Path:
    """The specification as a file."""
    path = directory / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path
