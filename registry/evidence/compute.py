"""From a request to evidence, within this process: what the sandbox's child does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from registry.contract.evidence import EVALUATION_TABLE, EvidenceInput, EvidenceMethod
from registry.contract.tables import TableDescription
from registry.domain.errors import EvidenceError
from registry.evidence.dataset_claim import check_dataset, check_inputs
from registry.evidence.fairness import measure_fairness
from registry.evidence.files import check_digest
from registry.evidence.performance import measure_performance
from registry.evidence.pointing import pointing
from registry.evidence.profile import describe_table, profile_table
from registry.evidence.requests import (
    ComputedBody,
    ComputedKind,
    ComputeRequest,
    DescribeRequest,
    EvidenceResult,
    Progress,
)
from registry.evidence.software import software_versions
from registry.evidence.table import EvaluationTable, read_table

if TYPE_CHECKING:  # onnxruntime and SHAP take seconds to import, and most requests do without them.
    from registry.evidence.onnx_model import OnnxModel
    from registry.evidence.reproduction import Reproduction

OnProgress = Callable[[Progress], None]

_METHODS: dict[ComputedKind, str] = {
    "performance": "modelwarden-performance/1",
    "fairness": "modelwarden-fairness/1",
    "explanation": "modelwarden-explanation/1",
    "data_profile": "modelwarden-data-profile/1",
}
_READ, _BOUND, _DONE = 10, 20, 100


@dataclass(frozen=True, slots=True)
class _Bound:
    """The model on the table, and what it answered."""

    model: OnnxModel
    reproduction: Reproduction
    digest: str


def compute_evidence(request: ComputeRequest, on_progress: OnProgress) -> list[EvidenceResult]:
    """One result per kind asked for, in that order; raises `EvidenceError`, and then there is none at all."""
    on_progress(Progress(percent=0, message="Reading the table"))
    check_digest(request.table.path, request.table.sha256)
    table = read_table(request.table.path, request.spec, request.limits)
    if request.dataset is not None:
        check_dataset(table.source, request.spec, request.dataset)
    on_progress(
        Progress(percent=_READ, message="Running the model" if _needs_model(request) else "Table read")
    )
    bound = _bind(request, table) if _needs_model(request) else None
    kinds = list(dict.fromkeys(request.kinds))
    results = []
    for position, kind in enumerate(kinds):
        tell = _teller(on_progress, kind, position, len(kinds))
        tell(0.0)
        results.append(_result(kind, table, bound, _compute_body(kind, table, bound, tell)))
    on_progress(Progress(percent=_DONE, message="Done"))
    return results


def describe(request: DescribeRequest, on_progress: OnProgress) -> TableDescription:
    """Digest, schema and profile of a table; raises `EvidenceError`."""
    on_progress(Progress(percent=0, message="Reading the table"))
    check_digest(request.table.path, request.table.sha256)
    description = describe_table(request.table.path, request.limits)
    on_progress(Progress(percent=_DONE, message="Done"))
    return description


def _teller(
    on_progress: OnProgress, kind: ComputedKind, position: int, kinds: int
) -> Callable[[float], None]:
    """Progress within one kind, as a share of it."""
    message = f"Computing {kind.replace('_', ' ')}"

    def tell(share: float) -> None:
        percent = _BOUND + int((_DONE - _BOUND) * (position + share) / kinds)
        on_progress(Progress(percent=percent, message=message))

    return tell


def _needs_model(request: ComputeRequest) -> bool:
    named = request.model is not None or request.spec.model_path is not None
    return "explanation" in request.kinds or (named and set(request.kinds) != {"data_profile"})


def _bind(request: ComputeRequest, table: EvaluationTable) -> _Bound:
    from registry.evidence.onnx_model import bind_model
    from registry.evidence.reproduction import reproduce

    if request.model is None:
        raise EvidenceError(
            "The model is needed and was not given.",
            why="An explanation asks the model itself, and so does a specification that names one.",
            remedy="Register the version with an ONNX file and name it as `model_path`.",
        )
    digest = check_digest(request.model.path, request.model.sha256)
    with pointing("/spec/model_path"):
        model = bind_model(request.model.path, table)
        check_inputs((feature.name for feature in model.features), request.spec, request.dataset)
        return _Bound(model, reproduce(model, table), digest)


def _compute_body(
    kind: ComputedKind, table: EvaluationTable, bound: _Bound | None, tell: Callable[[float], None]
) -> ComputedBody:
    match kind:
        case "performance":
            return measure_performance(table)
        case "fairness":
            return measure_fairness(table)
        case "data_profile":
            return profile_table(table.source)
        case "explanation":
            from registry.evidence.explanation import explain_model

            if bound is None:
                raise EvidenceError("An explanation without a model.", why="This is a bug.")
            return explain_model(bound.model, table, bound.reproduction, tell)


def _result(
    kind: ComputedKind, table: EvaluationTable, bound: _Bound | None, body: ComputedBody
) -> EvidenceResult:
    inputs = [EvidenceInput(name=EVALUATION_TABLE, sha256=table.source.file_sha256, rows=table.rows)]
    parameters: dict[str, Any] = {}
    if kind != "data_profile":
        # What was left out of the specification is told by its absence: null would read as a choice.
        parameters = {name: value for name, value in table.spec.to_json().items() if value is not None}
        if bound is not None:
            inputs.append(
                EvidenceInput(name=f"model {table.spec.model_path or ''}".strip()[:200], sha256=bound.digest)
            )
            parameters["rows_where_the_model_agrees"] = bound.reproduction.agreement.k
            parameters["largest_score_difference"] = bound.reproduction.score_difference
    return EvidenceResult(
        assurance=_assurance(kind, bound),
        inputs=inputs,
        method=EvidenceMethod(name=_METHODS[kind], parameters=parameters, software=software_versions()),
        body=body,
    )


def _assurance(kind: ComputedKind, bound: _Bound | None) -> Literal["recomputed", "reproduced"]:
    """An explanation always runs the model; figures from the table count as such only if the model agrees."""
    match kind:
        case "explanation":
            return "reproduced"
        case "data_profile":
            return "recomputed"
        case "performance" | "fairness":
            return bound.reproduction.assurance(with_scores=kind == "performance") if bound else "recomputed"
