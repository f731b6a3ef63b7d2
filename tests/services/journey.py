"""Steps of a version's journey through the services, as tests need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from registry.contract.data import CreateDataset, CreateRun, JobView, RegisterDatasetVersion
from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence_requests import ComputeEvidence
from registry.contract.gate_input import Datasheet, SignatureInput
from registry.contract.models import (
    CreateModel,
    DatasetRef,
    FileRef,
    LineageRefs,
    RegisterVersion,
    VersionView,
)
from registry.contract.promotions import OpenPromotion, PromotionDetailView, SignReview
from registry.services.artifacts import add_artifact
from registry.services.context import Actor, open_unit
from registry.services.datasets import create_dataset, request_dataset_version
from registry.services.evidence import request_evidence
from registry.services.jobs import get_job
from registry.services.models import create_model
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotions import get_promotion, open_promotion
from registry.services.reviews import sign_review
from registry.services.runs import create_run
from registry.services.versions import register_version
from tests.services.credit import Credit

PROJECT, MODEL = "retail-credit", "credit-scoring"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SHEET = Datasheet(
    source="Generated for tests",
    licence="CC0-1.0",
    collection="Drawn from a seeded generator",
    intended_use="Testing",
    known_gaps="It is not real",
    sensitive_attributes=["sex", "age_band"],
)
SPEC = EvaluationSpec(
    label="risk",
    score="score",
    threshold="0.5",
    sensitive=["sex", "age_band"],
    features=["income", "debt", "young"],
    model_path="model.onnx",
    explained_rows=40,
    background_rows=20,
)


@dataclass(frozen=True)
class Journey:
    """The installation, who acts, and how its jobs get done."""

    platform: Platform
    work_off: Callable[[], None]

    def upload(self, actor: Actor, path: Path) -> FileRef:
        stored = self.platform.storage.put([path.read_bytes()])
        with open_unit(self.platform, actor) as context:
            add_artifact(context, find_project(context, PROJECT), stored)
        return FileRef(path=path.name, size=stored.size, sha256=stored.sha256)

    def set_up(self, actor: Actor, credit: Credit) -> None:
        """Model and datasets."""
        with open_unit(self.platform, actor) as context:
            create_model(
                context,
                CreateModel(
                    project=PROJECT,
                    name=MODEL,
                    risk_tier="high",
                    owner="Credit analytics",
                    accountable_person="Ada",
                    intended_purpose="Scores applications for consumer credit.",
                    on_call="credit-oncall",
                    escalation_path="Head of credit risk",
                    runbook="runbook.example/credit",
                    fallback="Manual underwriting",
                ),
            )
        for name, path in (("training", credit.training), ("evaluation", credit.held_out)):
            file = self.upload(actor, path)
            with open_unit(self.platform, actor) as context:
                project = find_project(context, PROJECT)
                create_dataset(context, project, CreateDataset(name=name))
                request_dataset_version(
                    context, project, name, RegisterDatasetVersion(artifact=file.sha256, datasheet=SHEET)
                )
            self.work_off()

    def register(self, actor: Actor, credit: Credit) -> VersionView:
        """A version with run and lineage; its files are scanned."""
        file = self.upload(actor, credit.model)
        with open_unit(self.platform, actor) as context:
            run = create_run(
                context, find_project(context, PROJECT), CreateRun(name="training run", code_commit=COMMIT)
            )
            version = register_version(
                context,
                MODEL,
                RegisterVersion(
                    files=[file],
                    description="A logistic regression.",
                    framework="scikit-learn",
                    environment="Python 3.11",
                    code_commit=COMMIT,
                    signature=SignatureInput.model_validate(
                        {
                            "inputs": [
                                {"name": "income", "type": "number"},
                                {"name": "debt", "type": "number"},
                            ],
                            "outputs": [{"name": "score", "type": "number"}],
                        }
                    ),
                    run=run.id,
                    lineage=LineageRefs(
                        training=[DatasetRef(name="training", version=1)],
                        evaluation=[DatasetRef(name="evaluation", version=1)],
                    ),
                ),
            )
        self.work_off()
        return version

    def evaluate(self, actor: Actor, credit: Credit, number: int) -> JobView:
        """All four kinds of evidence."""
        file = self.upload(actor, credit.evaluation)
        with open_unit(self.platform, actor) as context:
            job = request_evidence(
                context,
                MODEL,
                number,
                ComputeEvidence(
                    artifact=file.sha256,
                    dataset=DatasetRef(name="evaluation", version=1),
                    spec=SPEC,
                    kinds=["performance", "fairness", "explanation", "data_profile"],
                ),
            )
        self.work_off()
        with open_unit(self.platform, actor, read_only=True) as context:
            return get_job(context, UUID(job.id))

    def open(self, actor: Actor, number: int) -> PromotionDetailView:
        with open_unit(self.platform, actor) as context:
            return open_promotion(
                context, OpenPromotion(model=MODEL, version=number, environment="production", reason="Better")
            )

    def look(self, actor: Actor, promotion: str) -> PromotionDetailView:
        with open_unit(self.platform, actor, read_only=True) as context:
            return get_promotion(context, UUID(promotion))

    def sign(self, actor: Actor, promotion: str, role: str, verdict: str = "approve") -> PromotionDetailView:
        seen = self.look(actor, promotion).decision
        assert seen is not None
        command = SignReview.model_validate(
            {
                "decision": seen.id,
                "role": role,
                "verdict": verdict,
                "meaning": "I have examined the evidence.",
            }
        )
        with open_unit(self.platform, actor) as context:
            return sign_review(context, UUID(promotion), command)
