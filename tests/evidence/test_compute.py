"""From a table and a real ONNX model to evidence: what is reproduced, and why somebody was refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.helper as oh
import pandas as pd
import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence import FairnessBody
from registry.contract.explanations import ExplanationBody
from registry.domain.errors import EvidenceError
from registry.evidence.compute import compute_evidence
from registry.evidence.files import file_digest
from registry.evidence.requests import ComputedKind, ComputeRequest, EvidenceResult, LocalFile, Progress

SPEC: dict[str, object] = {
    "label": "repaid",
    "score": "score",
    "threshold": "0.6",
    "sensitive": ["sex", "region"],
    "model_path": "model.onnx",
    "explained_rows": 60,
    "background_rows": 40,
}


Change = Callable[[pd.DataFrame], object]


def compute(
    table: Path,
    model: Path | None,
    *kinds: ComputedKind,
    progress: list[Progress] | None = None,
    **spec: object,
) -> list[EvidenceResult]:
    request = ComputeRequest(
        kinds=list(kinds),
        table=LocalFile(path=table),
        spec=EvaluationSpec.model_validate({**SPEC, **spec}),
        model=LocalFile(path=model) if model else None,
    )
    return compute_evidence(request, (progress if progress is not None else []).append)


def explain(table: Path, model: Path, **spec: object) -> ExplanationBody:
    (result,) = compute(table, model, "explanation", progress=None, **spec)
    assert isinstance(result.body, ExplanationBody)
    return result.body


def rewrite(table: Path, target: Path, change: Change) -> Path:
    frame = pd.read_csv(table)
    change(frame)
    frame.to_csv(target, index=False)
    return target


def save_model(
    path: Path,
    inputs: Sequence[onnx.ValueInfoProto],
    nodes: Sequence[onnx.NodeProto],
    outputs: Sequence[onnx.ValueInfoProto],
    *tensors: onnx.TensorProto,
) -> Path:
    graph = oh.make_graph(list(nodes), "g", list(inputs), list(outputs), list(tensors))
    path.write_bytes(
        oh.make_model(graph, opset_imports=[oh.make_opsetid("", 17)], ir_version=9).SerializeToString()
    )
    return path


def test_figures_that_the_model_gives_itself_are_reproduced(scored: Path, model_path: Path) -> None:
    progress: list[Progress] = []
    kinds: tuple[ComputedKind, ...] = ("performance", "fairness", "explanation", "data_profile")
    results = compute(scored, model_path, *kinds, progress=progress)
    assert [(r.body.kind, r.assurance) for r in results] == [
        ("performance", "reproduced"),
        ("fairness", "reproduced"),
        ("explanation", "reproduced"),
        ("data_profile", "recomputed"),
    ]
    assert [(i.name, i.sha256, i.rows) for i in results[0].inputs] == [
        ("evaluation table", file_digest(scored), 240),
        ("model model.onnx", file_digest(model_path), None),
    ]
    assert results[0].method.parameters["rows_where_the_model_agrees"] == 240
    assert results[0].method.software["shap"].count(".") == 2
    assert [p.percent for p in progress] == sorted(p.percent for p in progress)
    assert progress[-1].percent == 100


def test_one_decision_that_the_model_did_not_make_and_nothing_is_reproduced(
    scored: Path, model_path: Path, tmp_path: Path
) -> None:
    def flip(frame: pd.DataFrame) -> None:
        frame["score"] = frame.score.where(frame.index != 3, (frame.score < 0.6) * 0.8 + 0.1)

    flipped = rewrite(scored, tmp_path / "flipped.csv", flip)
    results = compute(flipped, model_path, "performance", "fairness", "explanation")
    assert [r.assurance for r in results] == ["recomputed", "recomputed", "reproduced"]
    explanation = results[2].body
    assert isinstance(explanation, ExplanationBody)
    assert (explanation.prediction_agreement.k, explanation.prediction_agreement.n) == (239, 240)


def test_scores_that_differ_without_changing_a_decision_spoil_performance_only(
    scored: Path, model_path: Path, tmp_path: Path
) -> None:
    def raise_highest(frame: pd.DataFrame) -> None:
        frame["score"] = frame.score.where(frame.score < frame.score.max(), 1.0)

    table = rewrite(scored, tmp_path / "raised.csv", raise_highest)
    results = compute(table, model_path, "performance", "fairness")
    assert [r.assurance for r in results] == ["recomputed", "reproduced"]


def test_without_the_model_figures_are_recomputed(scored: Path) -> None:
    results = compute(scored, None, "performance", "fairness", model_path=None)
    assert [(r.assurance, len(r.inputs)) for r in results] == [("recomputed", 1), ("recomputed", 1)]


def test_decisions_without_a_threshold_are_compared_with_the_models_own_label(
    scored: Path, model_path: Path, tmp_path: Path
) -> None:
    def decide(frame: pd.DataFrame) -> None:
        frame["decision"] = (frame.score >= 0.5).astype(int)

    table = rewrite(scored, tmp_path / "decided.csv", decide)
    (result,) = compute(table, model_path, "fairness", prediction="decision", score=None, threshold=None)
    assert result.assurance == "reproduced"
    assert isinstance(result.body, FairnessBody)
    assert result.body.decision_rule == "decision = 1"


def test_an_explanation_adds_up_and_names_every_feature(scored: Path, model_path: Path) -> None:
    body = explain(scored, model_path)
    assert body.additivity.passed
    assert body.additivity.rows == 60
    assert body.additivity.max_abs_error < 1e-9
    assert sorted(entry.feature for entry in body.global_importance) == [
        "housing",
        "income",
        "region",
        "years",
    ]
    assert body.output == "probability of repaid = 1"
    assert [(g.attribute, g.group) for g in body.by_group] == [
        ("sex", "female"),
        ("sex", "male"),
        ("region", "north"),
        ("region", "south"),
    ]
    assert sum(g.n for g in body.by_group) == 2 * 60


def test_group_means_average_to_the_global_mean(scored: Path, model_path: Path) -> None:
    """An identity: weighted by n, the groups' mean contributions are everyone's."""
    body = explain(scored, model_path)
    for feature in body.global_importance:
        groups = [
            (g.n, next(i.mean for i in g.importance if i.feature == feature.feature))
            for g in body.by_group
            if g.attribute == "sex"
        ]
        assert sum(n * mean for n, mean in groups) / 60 == pytest.approx(feature.mean, abs=1e-12)


def test_reasons_lower_the_score_of_refused_rows_nearest_to_the_threshold(
    scored: Path, model_path: Path
) -> None:
    body = explain(scored, model_path, explained_rows=240, example_rows=3)
    scores = pd.read_csv(scored).score
    refused = scores[scores < 0.6].sort_values(ascending=False)
    assert [example.row for example in body.examples] == list(refused.index[:3])
    for example in body.examples:
        assert example.score == pytest.approx(refused[example.row], abs=1e-7)
        contributions = [reason.contribution for reason in example.reasons]
        assert contributions == sorted(contributions)
        assert all(value < 0 for value in contributions)
        assert 1 <= len(contributions) <= 4


def test_the_seed_decides_the_background_and_its_digest_tells(scored: Path, model_path: Path) -> None:
    first, again, other = (explain(scored, model_path, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.background_digest != other.background_digest
    assert first.base_value != other.base_value


def test_the_background_digest_is_the_content_digest_of_the_whole_table_when_it_is_small(
    scored: Path, model_path: Path, tmp_path: Path
) -> None:
    """With a background as large as the table, anyone can recompute it: describe the feature columns."""
    from registry.evidence.profile import describe_table

    body = explain(scored, model_path, background_rows=240, explained_rows=1)
    columns = pd.read_csv(scored)[["income", "years", "housing", "region"]]
    columns.to_csv(tmp_path / "features.csv", index=False)
    assert body.background_rows == 240
    assert body.background_digest == describe_table(tmp_path / "features.csv").digest


@pytest.fixture
def linear(tmp_path: Path) -> Path:
    """The score is 0.35 + 0.5 a - 0.3 b, as one matrix of floats in and one probability out."""
    return save_model(
        tmp_path / "linear.onnx",
        [oh.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 2])],
        [oh.make_node("Gemm", ["x", "w", "c"], ["p"])],
        [oh.make_tensor_value_info("p", onnx.TensorProto.FLOAT, [None, 1])],
        oh.make_tensor("w", onnx.TensorProto.FLOAT, [2, 1], [0.5, -0.3]),
        oh.make_tensor("c", onnx.TensorProto.FLOAT, [1], [0.35]),
    )


@pytest.fixture
def linear_table(tmp_path: Path) -> Path:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"a": random.random(50).round(3), "b": random.random(50).round(3) * 0.5})
    frame["score"] = 0.35 + 0.5 * frame.a - 0.3 * frame.b
    frame["y"] = (frame.score > 0.5).astype(int)
    frame.to_csv(tmp_path / "linear.csv", index=False)
    return tmp_path / "linear.csv"


def test_a_linear_onnx_model_has_the_closed_form(linear: Path, linear_table: Path) -> None:
    """Mean |phi| = |w| mean |x - mean x| with the whole table as background; binary32 holds seven digits."""
    spec = {"label": "y", "threshold": "0.5", "sensitive": [], "features": ["a", "b"]}
    body = explain(linear_table, linear, background_rows=50, explained_rows=50, **spec)
    frame = pd.read_csv(linear_table)
    found = {entry.feature: entry for entry in body.global_importance}
    for name, weight in (("a", 0.5), ("b", -0.3)):
        expected = (weight * (frame[name] - frame[name].mean())).abs().mean()
        assert found[name].mean_abs == pytest.approx(expected, abs=1e-6)
        assert found[name].mean == pytest.approx(0.0, abs=1e-6)
    assert body.base_value == pytest.approx(frame.score.mean(), abs=1e-6)


def test_features_in_another_order_are_another_model_and_it_shows(linear: Path, linear_table: Path) -> None:
    spec = {"label": "y", "threshold": "0.5", "sensitive": []}
    right = explain(linear_table, linear, features=["a", "b"], **spec)
    wrong = explain(linear_table, linear, features=["b", "a"], **spec)
    assert right.prediction_agreement.value == 1.0
    assert wrong.prediction_agreement.value is not None
    assert wrong.prediction_agreement.value < 1.0


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        (
            {"features": ["income", "years", "housing"]},
            "The model's inputs are not the features of the specification.",
        ),
        ({"sensitive": []}, "Fairness needs a sensitive column."),
    ],
)
def test_a_specification_that_does_not_fit_is_refused(
    scored: Path, model_path: Path, spec: dict[str, Any], what: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        compute(scored, model_path, "fairness", **spec)
    assert caught.value.what == what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda f: f.pop("housing"), "The table has no column 'housing'."),
        (
            lambda f: f.__setitem__("income", f.income + 0.5),
            "Feature 'income' has missing or fractional values.",
        ),
        (
            lambda f: f.__setitem__("years", "many"),
            "Column 'years' holds string values where numbers are needed.",
        ),
    ],
    ids=["no column", "fractional", "text"],
)
def test_features_that_the_model_cannot_take_are_refused(
    scored: Path, model_path: Path, tmp_path: Path, change: Change, what: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        compute(rewrite(scored, tmp_path / "odd.csv", change), model_path, "explanation")
    assert caught.value.what == what


@pytest.mark.parametrize("kind", ["explanation", "fairness"])
def test_a_model_that_was_named_and_not_given_is_missed(scored: Path, kind: ComputedKind) -> None:
    with pytest.raises(EvidenceError) as caught:
        compute(scored, None, kind)
    assert caught.value.what == "The model is needed and was not given."


def test_a_file_that_is_not_what_was_registered_is_refused(scored: Path) -> None:
    request = ComputeRequest(
        kinds=["data_profile"],
        table=LocalFile(path=scored, sha256="sha256:" + "0" * 64),
        spec=EvaluationSpec.model_validate(SPEC),
    )
    with pytest.raises(EvidenceError) as caught:
        compute_evidence(request, lambda _: None)
    assert caught.value.what == "A file is not what was registered."


def test_an_output_that_is_no_probability_is_refused(linear_table: Path, tmp_path: Path) -> None:
    margin = save_model(
        tmp_path / "margin.onnx",
        [oh.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 2])],
        [oh.make_node("Gemm", ["x", "w"], ["p"])],
        [oh.make_tensor_value_info("p", onnx.TensorProto.FLOAT, [None, 1])],
        oh.make_tensor("w", onnx.TensorProto.FLOAT, [2, 1], [7.0, -3.0]),
    )
    with pytest.raises(EvidenceError) as caught:
        explain(linear_table, margin, label="y", threshold="0.4", sensitive=[], features=["a", "b"])
    assert caught.value.what == "The model's output is not a probability."


def test_two_unlabelled_columns_are_not_guessed_at(linear_table: Path, tmp_path: Path) -> None:
    softmax = save_model(
        tmp_path / "softmax.onnx",
        [oh.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 2])],
        [oh.make_node("Softmax", ["x"], ["p"])],
        [oh.make_tensor_value_info("p", onnx.TensorProto.FLOAT, [None, 2])],
    )
    with pytest.raises(EvidenceError) as caught:
        explain(linear_table, softmax, label="y", threshold="0.4", sensitive=[], features=["a", "b"])
    assert caught.value.what == "It is not clear which output of the model is the favourable probability."


def test_a_favourable_label_that_is_the_other_class_is_explained_as_such(
    scored: Path, model_path: Path, tmp_path: Path
) -> None:
    """With 0 as favourable, base values add up to one and every mean changes its sign."""

    def turn(frame: pd.DataFrame) -> None:
        frame["score"] = 1 - frame.score

    good = explain(scored, model_path)
    turned = rewrite(scored, tmp_path / "turned.csv", turn)
    bad = explain(turned, model_path, favourable_label="0", threshold="0.4")
    assert good.base_value + bad.base_value == pytest.approx(1.0, abs=1e-6)
    means = {entry.feature: entry.mean for entry in bad.global_importance}
    for entry in good.global_importance:
        assert means[entry.feature] == pytest.approx(-entry.mean, abs=1e-6)
