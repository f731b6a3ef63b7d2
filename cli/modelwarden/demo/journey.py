"""The steps: register, evaluate, refuse, repair, approve, promote, report."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelwarden.client import Client
from modelwarden.demo.commits import training_commit
from modelwarden.demo.credit_data import DATASHEET, LABEL, SENSITIVE, CreditData
from modelwarden.demo.narrator import Narrator
from modelwarden.demo.people import PROJECT, Cast, Person
from modelwarden.demo.training import THRESHOLD, TrainedModel

if TYPE_CHECKING:
    from modelwarden.objects.datasets import DatasetVersion
    from modelwarden.objects.evidence import Evidence
    from modelwarden.objects.promotions import Promotion
    from modelwarden.objects.reports import Report
    from modelwarden.objects.versions import Version

MODEL = "credit-scoring"
TRAINING, EVALUATION = "german-credit-training", "german-credit-evaluation"
MEANINGS = {
    "risk_reviewer": "I have examined the evidence; the measured risks are acceptable for this use.",
    "legal_reviewer": "I have examined the evidence; I know of no legal obstacle to this use.",
}


@dataclass(frozen=True)
class Journey:
    """Where it happens, who takes part, who tells it, and where its files are written."""

    url: str
    cast: Cast
    narrator: Narrator
    files: Path

    def log_in(self, person: Person) -> Client:
        """A client for one of the people."""
        return Client.log_in(self.url, person.username, person.password)

    def register_model(self, client: Client) -> None:
        """The model, with the people and papers behind it."""
        client.models.create(
            PROJECT,
            MODEL,
            risk_tier="high",
            owner="Credit analytics",
            accountable_person="Head of retail credit",
            intended_purpose="Scores applications for consumer credit; an underwriter sees the score.",
            on_call="credit-models-on-call",
            escalation_path="Credit analytics, then head of credit risk",
            runbook="Runbook CR-12: scoring service",
            fallback="Manual underwriting with the rule card of 2025",
        )

    def register_data(self, client: Client, data: CreditData) -> tuple[DatasetVersion, ...]:
        """Both halves, fingerprinted and profiled by the worker."""
        versions = []
        for name, table in ((TRAINING, data.training), (EVALUATION, data.evaluation)):
            path = self.files / f"{name}.csv"
            table.to_csv(path, index=False, lineterminator="\n")
            client.datasets.create(PROJECT, name, description="Statlog German Credit, one half")
            version = client.datasets.register_version(PROJECT, name, path, datasheet=DATASHEET)
            self.narrator.say(f"{name} v{version.version}: {version.rows} rows, fingerprint {version.digest}")
            versions.append(version)
        columns = (f"{column['name']} ({column['type']})" for column in versions[0].columns)
        self.narrator.say(f"schema: {', '.join(columns)}")
        return tuple(versions)

    def register_version(self, client: Client, model: TrainedModel) -> Version:
        """The files, with run, code and lineage."""
        commit = training_commit()
        run = client.runs.create(
            PROJECT,
            f"train the {model.title}",
            code_commit=commit,
            parameters=model.parameters,
            started_at=model.started_at,
            ended_at=model.ended_at,
        )
        version = client.versions.register(
            MODEL,
            {"model.onnx": self._write_model(model)},
            description=model.description,
            framework="scikit-learn, as ONNX",
            parameters=model.parameters,
            inputs=dict.fromkeys(model.numbers, "number") | dict.fromkeys(model.categories, "string"),
            outputs={"probabilities": "number"},
            code_commit=commit,
            environment=f"Python {platform.python_version()}",
            run=run.id,
            training=[(TRAINING, 1)],
            evaluation=[(EVALUATION, 1)],
        )
        self.narrator.say(f"{MODEL} v{version.version} is {version.digest}")
        self.narrator.say(f"code {commit[:12]}, run {run.id}, trained on {TRAINING} v1")
        return version

    def evaluate(
        self, client: Client, data: CreditData, model: TrainedModel, version: Version
    ) -> tuple[Evidence, ...]:
        """Evidence from the evaluation half with the model's scores; the worker computes it all."""
        table = data.evaluation.assign(score=model.scores)
        path = self.files / f"evaluation_v{version.version}.csv"
        table.to_csv(path, index=False, float_format="%.17g", lineterminator="\n")
        found = client.evidence.compute(
            MODEL,
            version.version,
            table=path,
            dataset=(EVALUATION, 1),
            spec={
                "label": LABEL,
                "score": "score",
                "threshold": str(THRESHOLD),
                "sensitive": [*SENSITIVE],
                "intersections": True,
                "features": [*model.features],
                "model_path": "model.onnx",
                "explained_rows": 100,
                "background_rows": 50,
            },
            on_progress=self.narrator.on_job,
        )
        for one in found:
            self.narrator.say(f"{one.kind}: {one.assurance}, {one.digest}")
        return found

    def ask(self, client: Client, version: Version, reason: str) -> Promotion:
        """Open a promotion request and tell what the gate said."""
        promotion = client.promotions.open(MODEL, version.version, environment="production", reason=reason)
        self.narrator.say(f"[bold]{promotion.summary}[/bold]")
        self.narrator.findings(promotion.checks_failing)
        for warning in promotion.decision.document.warnings if promotion.decision else ():
            self.narrator.say(f"[yellow]![/yellow] {warning.rule_id} {warning.msg}")
        for owed in promotion.obligations_owed:
            self.narrator.say(f"owed: {owed.title} ({owed.given} of {owed.required})")
        return promotion

    def sign(self, person: Person, promotion: Promotion) -> Promotion:
        """Have a reviewer approve what they see."""
        role = person.roles[0]
        with self.log_in(person) as client:
            seen = client.promotions.get(promotion.id)
            signed = client.promotions.review(seen, role=role, verdict="approve", meaning=MEANINGS[role])
        self.narrator.say(f'{person.display_name} ({role.replace("_", " ")}): "{MEANINGS[role]}"')
        self.narrator.say(f"[bold]{signed.summary}[/bold]")
        return signed

    def apply(self, client: Client, promotion: Promotion) -> Promotion:
        """Move the alias: the gate is asked once more."""
        applied = client.promotions.apply(promotion.id)
        self.narrator.say(f"[bold]{applied.summary}[/bold]")
        for alias in client.aliases.list(MODEL):
            self.narrator.say(f"@{alias.alias} of {MODEL} points to version {alias.version}")
        return applied

    def report(self, client: Client, promotion: Promotion) -> tuple[Report, ...]:
        """Audit report of the decision, and the version's model card in four formats."""
        reports = (
            *client.reports.create_audit_report(promotion.id, on_progress=self.narrator.on_job),
            *client.reports.create_model_card(MODEL, promotion.version, on_progress=self.narrator.on_job),
        )
        for report in reports:
            self.narrator.say(f"{report.file_name}: {report.size:,} bytes, {report.sha256}")
        return reports

    def _write_model(self, model: TrainedModel) -> Path:
        path = self.files / f"{model.title.replace(' ', '_')}.onnx"
        path.write_bytes(model.onnx)
        return path
