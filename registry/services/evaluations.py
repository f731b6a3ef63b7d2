"""An evaluation table that somebody sends: made an artifact, and evidence asked for, in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from registry.contract.data import DatasetView, JobView
from registry.contract.evidence_requests import ComputeEvidence, EvaluateTable
from registry.contract.models import VersionView
from registry.contract.paging import Page
from registry.db.projects import ProjectRow
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.artifacts import add_artifact, reserve_upload
from registry.services.context import Context
from registry.services.datasets import list_datasets
from registry.services.evidence import request_evidence, require_computable
from registry.services.models import find_model
from registry.services.version_views import view_version
from registry.services.versions import read_version
from registry.storage import Stored


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody who evaluates a version can choose from."""

    version: VersionView
    datasets: Page[DatasetView]


def list_choices(context: Context, model_name: str, number: int) -> Choices:
    """The version, and the datasets that its table may be a version of; for who may send one."""
    model, version = read_version(context, model_name, number)
    project = context.session.get_one(ProjectRow, model.project_id)
    require(context, Action.VERSION_REGISTER, project.id)
    return Choices(view_version(context, version), list_datasets(context, project))


def reserve_evaluation(
    context: Context, model_name: str, number: int, asked: EvaluateTable, size: int
) -> UUID | None:
    """Refuse what would be refused afterwards, and set room aside, before the first byte is taken."""
    wanted = require_computable(context, model_name, number, asked)
    return reserve_upload(context, wanted.project, size)


def evaluate_table(
    context: Context, model_name: str, number: int, asked: EvaluateTable, stored: Stored, room: UUID | None
) -> JobView:
    """Make stored bytes an artifact of the model's project, and have evidence computed from it."""
    project = context.session.get_one(ProjectRow, find_model(context, model_name).project_id)
    artifact = add_artifact(context, project, stored, room)
    command = ComputeEvidence(
        artifact=artifact.sha256, dataset=asked.dataset, spec=asked.spec, kinds=asked.kinds
    )
    return request_evidence(context, model_name, number, command)
