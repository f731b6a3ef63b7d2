"""Charts: the sentence and the table say what is drawn, and the drawing is safe to embed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from registry.contract.evidence import Attribute
from registry.contract.rates import Fraction
from reports.charts.calibration import calibration_chart
from reports.charts.chart import Chart
from reports.charts.fairness import fairness_chart, limit_position
from reports.charts.importance import importance_chart
from reports.charts.labels import labels
from reports.charts.roc import roc_chart
from reports.limits import Limit
from tests.reports.sample import audit_report_input
from tests.reports.sample_rows import Row, group

SVG = "{http://www.w3.org/2000/svg}"
FOUR_FIFTHS = Limit(
    "fairness.parity_ratio_min", "demographic_parity_ratio", "at least", Fraction(num=4, den=5), "tier"
)
LIMITS = {FOUR_FIFTHS.metric: FOUR_FIFTHS}


def rows(approved: int, refused: int) -> list[Row]:
    return [Row("", "", good=True, score=0.9)] * approved + [Row("", "", good=True, score=0.1)] * refused


def charts() -> list[Chart]:
    given = audit_report_input("refused").gate_input.evidence
    assert given.fairness
    assert given.performance
    assert given.explanation
    made = [fairness_chart(item, LIMITS, where="evidence.json") for item in given.fairness.body.attributes]
    others = (
        roc_chart(given.performance.body, where="evidence.json"),
        calibration_chart(given.performance.body),
        importance_chart(given.explanation.body, where="evidence.json"),
    )
    return [*made, *(chart for chart in others if chart)]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.title)
def test_a_chart_is_one_accessible_drawing_that_fetches_nothing(chart: Chart) -> None:
    root = ET.fromstring(chart.svg)  # noqa: S314 - our own drawing
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", chart.title)
    assert (description.tag, description.text) == (f"{SVG}desc", chart.sentence)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "line", "rect", "text", "tspan", "defs", "clipPath"}
    assert "href" not in chart.svg.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', "")


def test_a_chart_is_drawn_the_same_each_time() -> None:
    assert [chart.svg for chart in charts()] == [chart.svg for chart in charts()]


def test_the_limit_lies_at_its_share_of_the_highest_rate() -> None:
    """Rates 45/90 and 30/50; four fifths of the higher, 3/5, is 0.48."""
    groups = (group("a", rows(45, 45)), group("b", rows(30, 20)))
    assert limit_position(groups, "selection_rate", FOUR_FIFTHS) == 0.48


def test_a_group_too_small_to_judge_sets_no_limit() -> None:
    """The small group has rate 1; the limit still hangs on 45/90."""
    groups = (group("a", rows(45, 45)), group("small", rows(5, 0)))
    assert limit_position(groups, "selection_rate", FOUR_FIFTHS) == 0.4
    assert limit_position((group("small", rows(5, 0)),), "selection_rate", FOUR_FIFTHS) is None


def test_the_limit_is_drawn_only_where_the_decision_has_one() -> None:
    attribute = Attribute(
        name="sex", columns=["sex"], missing=0, groups=[group("a", rows(45, 45))], disparities=[]
    )
    assert "limit: 0.8 of highest" in fairness_chart(attribute, LIMITS, where="x").svg
    assert "of highest" not in fairness_chart(attribute, {}, where="x").svg


def test_small_groups_are_marked_by_word_and_shape() -> None:
    attribute = Attribute(
        name="sex", columns=["sex"], missing=0, groups=[group("a", rows(5, 5))], disparities=[]
    )
    svg = fairness_chart(attribute, {}, where="x").svg
    words = [element.text for element in ET.fromstring(svg).iter() if element.text]  # noqa: S314 - our own
    assert words[words.index("a") + 1] == "n = 10, insufficient"
    assert 'stroke-dasharray="2,2"' in svg
    assert 'fill="white"' in svg


def test_the_sentence_tells_the_disparity_with_its_groups_and_counts() -> None:
    given = audit_report_input("refused").gate_input.evidence.fairness
    assert given
    attribute = given.body.attributes[0]
    low = next(g for g in attribute.groups if g.group == attribute.disparities[0].lowest_group)
    selected = low.rates.selection_rate
    sentence = fairness_chart(attribute, LIMITS, where="x").sentence
    begins = (
        "Demographic parity ratio by sex: 0.5969, below the limit of 0.8, between female (selection rate "
    )
    assert sentence.startswith(begins)
    assert f"{selected.k} of {selected.n}" in sentence


def test_a_disparity_that_was_not_measured_is_not_stated() -> None:
    given = audit_report_input("refused").gate_input.evidence.fairness
    assert given
    sentence = fairness_chart(given.body.attributes[1], LIMITS, where="x").sentence
    assert sentence == "No disparity by age_group is stated: below the minimum of 30 rows: over 60."


def test_long_names_stay_apart() -> None:
    assert labels(["short", "x" * 40, "x" * 41]) == [
        "short",
        "x" * 20 + "... (row 2)",
        "x" * 20 + "... (row 3)",
    ]


def test_many_groups_are_cut_with_a_note() -> None:
    groups = [group(f"group {n}", rows(30, 10)) for n in range(25)]
    attribute = Attribute(name="branch", columns=["branch"], missing=0, groups=groups, disparities=[])
    chart = fairness_chart(attribute, {}, where="evidence.json")
    assert chart.table.note == "20 of 25 rows are shown; all of them are in evidence.json."
    assert len(chart.table.rows) == 20


def test_without_scores_there_is_no_curve() -> None:
    given = audit_report_input("refused").gate_input.evidence.performance
    assert given
    without = given.body.model_copy(update={"roc": [], "calibration": []})
    assert roc_chart(without, where="x") is None
    assert calibration_chart(without) is None


def test_importances_are_ranked() -> None:
    given = audit_report_input("refused").gate_input.evidence.explanation
    assert given
    shuffled = given.body.model_copy(update={"global_importance": given.body.global_importance[::-1]})
    chart = importance_chart(shuffled, where="x")
    assert chart
    assert [row[0] for row in chart.table.rows][:3] == ["checking_account", "duration", "credit_amount"]
    assert "checking_account (0.4123), duration (0.3377) and credit_amount (0.2051)" in chart.sentence
