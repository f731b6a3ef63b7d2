"""Charts of explanations, of precision and recall, and of drift: what they say is what the figures say."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest

from registry.contract.drift import ColumnDrift, DriftView
from registry.contract.evidence import PerformanceBody
from registry.contract.explanations import Contribution, ExplainedRow, ExplanationBody
from reports.charts.beeswarm import beeswarm_chart
from reports.charts.drift import drift_chart
from reports.charts.gallery import document_charts, explanation_charts
from reports.charts.precision_recall import curve, precision_recall_chart
from reports.charts.waterfall import steps, waterfall_chart
from tests.reports.sample import audit_report_input

DIGEST = "sha256:" + "a" * 64


def explanation() -> ExplanationBody:
    given = audit_report_input("refused").gate_input.evidence.explanation
    assert given
    return given.body


def performance() -> PerformanceBody:
    given = audit_report_input("refused").gate_input.evidence.performance
    assert given
    return given.body


def row(contributions: list[float], others: float | None = None) -> ExplainedRow:
    named = [Contribution(feature=f"f{at}", contribution=value) for at, value in enumerate(contributions)]
    return ExplainedRow(row=3, score=0.4, base_value=0.7, reasons=[], contributions=named, others=others)


def test_a_waterfall_leads_from_the_base_value_to_the_score() -> None:
    found = steps(row([-0.5, 0.1], others=0.1))
    assert [(step.feature, step.contribution) for step in found] == [
        ("f0", -0.5),
        ("f1", 0.1),
        ("all other features", 0.1),
    ]
    assert found[0].start == 0.7
    assert found[-1].end == pytest.approx(0.4)
    assert all(one.end == other.start for one, other in pairwise(found))


def test_each_step_says_its_direction_in_text() -> None:
    chart = waterfall_chart(explanation(), row([-0.4, 0.1]))
    assert chart
    assert "-0.4000" in chart.svg
    assert "+0.1000" in chart.svg
    assert "it was moved furthest by f0 (-0.4000) and f1 (+0.1000)" in chart.sentence


def test_older_documents_have_neither_beeswarm_nor_waterfall_nor_precision() -> None:
    body = explanation()
    bare = [example.model_copy(update={"contributions": [], "others": None}) for example in body.examples]
    old = body.model_copy(update={"spread": [], "examples": bare})
    assert [chart.name for chart in explanation_charts(old, where="x", examples=5)] == ["importance"]
    points = [point.model_copy(update={"precision": None}) for point in performance().roc]
    assert precision_recall_chart(performance().model_copy(update={"roc": points}), where="x") is None


def test_an_older_document_is_read_and_written_as_it_was() -> None:
    """Its digest is its name: what is new must not appear in it."""
    body = explanation()
    bare = [example.model_copy(update={"contributions": [], "others": None}) for example in body.examples]
    old = body.model_copy(update={"spread": [], "examples": bare}).canonical()
    assert b"spread" not in old
    assert b"contributions" not in old
    assert b"others" not in old
    assert ExplanationBody.from_bytes(old).canonical() == old


def test_the_marks_of_a_beeswarm_differ_in_shape_and_are_named() -> None:
    chart = beeswarm_chart(explanation(), where="x")
    assert chart
    for word in ("low", "middle", "high"):
        assert f">{word}</text>" in chart.svg
    assert len({row["values"] for row in chart.figures}) == 3
    assert chart.sentence.startswith("The SHAP values of checking_account lie, from their 5 % to their 95 %")


def test_the_precision_at_the_decision_rule_is_that_of_the_counts() -> None:
    body = performance()
    chart = precision_recall_chart(body, where="x")
    assert chart
    assert f"precision is {body.rates.precision.k / body.rates.precision.n:.4f}"[:19] in chart.sentence
    assert curve(body)[-1].precision == pytest.approx((body.counts.tp + body.counts.fn) / body.rows)


def test_figures_as_csv_are_unrounded_and_whole() -> None:
    for chart in explanation_charts(explanation(), where="x", examples=1):
        rows = list(csv.DictReader(io.StringIO(chart.csv(), newline="")))
        assert len(rows) == len(chart.figures)
        assert list(rows[0]) == list(chart.figures[0])


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text() -> None:
    body = explanation()
    first, *others = body.global_importance
    hostile = body.model_copy(
        update={"global_importance": [first.model_copy(update={"feature": "=1+1"}), *others]}
    )
    (chart, *_) = explanation_charts(hostile, where="x", examples=0)
    assert "'=1+1" in chart.csv()
    assert "\n=1+1" not in chart.csv()


def test_all_charts_of_a_document_have_names_of_their_own() -> None:
    for document in audit_report_input("refused").evidence.values():
        names = [chart.name for chart in document_charts(document)]
        assert len(names) == len(set(names))


def drift(distance: float, by_chance: float) -> ColumnDrift:
    return ColumnDrift(
        name=f"x{distance}",
        distance=distance,
        by_chance=by_chance,
        missing=0.0,
        reference_missing=0.0,
        mean_shift=None,
    )


def drifts(*columns: ColumnDrift) -> DriftView:
    return DriftView(
        digest=DIGEST,
        rows=100,
        reference="training data loans 1",
        reference_kind="training",
        reference_digest=DIGEST,
        reference_rows=200,
        columns=list(columns),
        only_here=[],
        only_there=[],
    )


def test_drift_says_what_lies_furthest_apart_beside_chance() -> None:
    chart = drift_chart(drifts(drift(0.1, 0.06), drift(0.3, 0.06)))
    assert chart
    assert [row[0] for row in chart.table.rows] == ["x0.3", "x0.1"]
    assert "x0.3 lies furthest apart: a share of 0.3000 of the 100 rows" in chart.sentence
    assert "1 of 2 columns lie more than twice" in chart.sentence


def test_without_a_column_to_compare_no_drift_is_drawn() -> None:
    alone = drift(0.0, 0.0).model_copy(update={"distance": None, "by_chance": None, "reason": "no rows"})
    assert drift_chart(drifts(alone)) is None
