"""Published numbers, exactly.

COMPAS: ProPublica, compas-analysis (bafff5da), two-year file; positive means a medium or high score. Adult:
UCI Census Income, training file. EEOC: Uniform Guidelines Questions and Answers (1979), adverse impact by the
four-fifths rule. Covey: audit by Idiro, 2024, collected by the ACLU. Fairlearn: user guide, assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence import Attribute, Disparity, Group
from registry.contract.rates import Confusion
from registry.evidence.disparities import measure_disparities
from registry.evidence.fairness import measure_fairness
from registry.evidence.table import read_table

WriteCounts = Callable[[Mapping[str, Mapping[str, int]], tuple[str, ...]], Path]
Selected = Callable[[int, int], Confusion]


def compas(write: WriteCounts, groups: Mapping[str, Mapping[str, int]], **spec: object) -> Attribute:
    named = {name: counts for name, counts in groups.items() if name != "ALL"}
    settings = {"label": "label", "prediction": "prediction", "sensitive": ["race"], **spec}
    return measure_fairness(
        read_table(write(named, ("race",)), EvaluationSpec.model_validate(settings))
    ).attributes[0]


def group(attribute: Attribute, name: str) -> Group:
    return next(entry for entry in attribute.groups if entry.group == name)


def disparity(attribute: Attribute, metric: str) -> Disparity:
    return next(entry for entry in attribute.disparities if entry.metric == metric)


def ratio(*groups: tuple[str, Confusion]) -> Fraction:
    found = measure_disparities(groups, minimum_size=1)[1]
    assert found.metric == "demographic_parity_ratio"
    assert found.exact is not None
    return Fraction(found.exact.num, found.exact.den)


@pytest.mark.parametrize("cohort", ["all_7214", "filtered_6172"])
@pytest.mark.parametrize("cut", ["medhigh_ge5", "high_ge8"])
def test_compas_counts_come_back_from_the_rows(
    golden: dict[str, Any], write_counts: WriteCounts, cohort: str, cut: str
) -> None:
    groups = golden["compas"][cohort][cut]
    attribute = compas(write_counts, groups)
    found = {entry.group: {"n": entry.n, **entry.counts.to_json()} for entry in attribute.groups}
    assert found == {name: counts for name, counts in groups.items() if name != "ALL"}


@pytest.mark.parametrize(
    ("cohort", "cut", "name", "false_positive", "false_negative"),
    [
        ("all_7214", "medhigh_ge5", "African-American", 44.85, 27.99),
        ("all_7214", "medhigh_ge5", "Caucasian", 23.45, 47.72),
        ("all_7214", "medhigh_ge5", "Hispanic", 21.48, 55.60),
        ("all_7214", "medhigh_ge5", "Other", 14.75, 67.67),
        ("all_7214", "high_ge8", "African-American", 15.82, 61.02),
        ("all_7214", "high_ge8", "Caucasian", 5.44, 79.81),
        ("filtered_6172", "medhigh_ge5", "African-American", 42.34, 28.48),
        ("filtered_6172", "medhigh_ge5", "Caucasian", 22.01, 49.64),
    ],
)
def test_compas_error_rates_are_those_of_the_notebook(
    golden: dict[str, Any],
    write_counts: WriteCounts,
    cohort: str,
    cut: str,
    name: str,
    false_positive: float,
    false_negative: float,
) -> None:
    rates = group(compas(write_counts, golden["compas"][cohort][cut]), name).rates
    assert rates.false_positive_rate.value is not None
    assert rates.false_negative_rate.value is not None
    assert round(100 * rates.false_positive_rate.value, 2) == false_positive
    assert round(100 * rates.false_negative_rate.value, 2) == false_negative


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("demographic_parity_difference", 0.24020020),
        ("demographic_parity_ratio", 0.59163756),
        ("equalized_odds_difference", 0.21392496),
        ("equalized_odds_ratio", 0.52298721),
        ("equal_opportunity_difference", 0.19737296),
    ],
)
def test_compas_disparities_of_two_groups_are_those_of_fairlearn(
    golden: dict[str, Any], write_counts: WriteCounts, metric: str, expected: float
) -> None:
    groups = golden["compas"]["all_7214"]["medhigh_ge5"]
    pair = {name: groups[name] for name in ("African-American", "Caucasian")}
    assert disparity(compas(write_counts, pair), metric).value == pytest.approx(expected, abs=5e-9)


def test_compas_with_a_low_score_as_the_favourable_outcome(
    golden: dict[str, Any], write_counts: WriteCounts
) -> None:
    groups = golden["compas"]["all_7214"]["medhigh_ge5"]
    pair = {name: groups[name] for name in ("African-American", "Caucasian")}
    attribute = compas(write_counts, pair, favourable_label="0")
    selection = [group(attribute, name).rates.selection_rate.value for name in pair]
    assert selection == [pytest.approx(0.411797, abs=5e-7), pytest.approx(0.651997, abs=5e-7)]
    found = disparity(attribute, "demographic_parity_ratio")
    assert found.value == pytest.approx(0.63159294, abs=5e-9)
    assert (found.lowest_group, found.highest_group) == ("African-American", "Caucasian")


def test_compas_wilson_intervals(golden: dict[str, Any], write_counts: WriteCounts) -> None:
    attribute = compas(write_counts, golden["compas"]["all_7214"]["medhigh_ge5"])
    for name, low, high in (("African-American", 0.425595, 0.471561), ("Caucasian", 0.213715, 0.256738)):
        interval = group(attribute, name).rates.false_positive_rate.interval
        assert interval is not None
        assert (round(interval.low, 6), round(interval.high, 6)) == (low, high)


def test_eighteen_people_are_no_yardstick_for_everyone_else(
    golden: dict[str, Any], write_counts: WriteCounts
) -> None:
    """The most selected category of COMPAS has 18 members; of 30 and more, it is African-American."""
    groups = golden["compas"]["all_7214"]["medhigh_ge5"]
    anyone = disparity(compas(write_counts, groups, minimum_group_size=1), "demographic_parity_ratio")
    assert anyone.highest_group == "Native American"
    attribute = compas(write_counts, groups)
    found = disparity(attribute, "demographic_parity_ratio")
    assert found.highest_group == "African-American"
    assert found.note == "Left out, fewer than 20 rows: Native American (18)."
    assert [entry.group for entry in attribute.groups if not entry.sufficient] == ["Native American"]


def test_compas_intersections(golden: dict[str, Any], write_counts: WriteCounts) -> None:
    groups = golden["compas"]["all_7214"]["medhigh_ge5_race_sex"]
    spec = EvaluationSpec(
        label="label",
        prediction="prediction",
        sensitive=["race", "sex"],
        intersections=True,
        favourable_label="0",
    )
    body = measure_fairness(read_table(write_counts(groups, ("race", "sex")), spec))
    assert [attribute.name for attribute in body.attributes] == ["race", "sex", "race & sex"]
    crossed = body.attributes[2]
    assert {entry.group: entry.n for entry in crossed.groups} == {
        name.replace("|", " & "): counts["n"] for name, counts in groups.items()
    }
    # Two Asian women, both with a low score: a rate of one that must not be everybody's comparator.
    assert group(crossed, "Asian & Female").rates.selection_rate.value == 1.0
    assert disparity(crossed, "demographic_parity_ratio").highest_group != "Asian & Female"


def test_compas_share_of_recidivists_in_the_filtered_cohort(golden: dict[str, Any]) -> None:
    everyone = golden["compas"]["filtered_6172"]["medhigh_ge5"]["ALL"]
    assert Fraction(everyone["tp"] + everyone["fn"], everyone["n"]) == Fraction(2809, 6172)


def test_adult_by_sex(golden: dict[str, Any], selected: Selected) -> None:
    groups = [(name, selected(*counts)) for name, counts in golden["adult_gt50k"]["sex"].items()]
    difference, quotient = measure_disparities(groups, minimum_size=30)[:2]
    assert difference.value == pytest.approx(0.196276, abs=5e-7)
    assert quotient.value == pytest.approx(0.358023, abs=5e-7)
    assert (quotient.lowest_group, quotient.highest_group) == ("Female", "Male")


@pytest.mark.parametrize(("race", "expected"), [("Black", 0.466344), ("White", 0.963183)])
def test_adult_by_race_is_measured_against_the_highest_rate_not_against_the_majority(
    golden: dict[str, Any], selected: Selected, race: str, expected: float
) -> None:
    groups = {name: selected(*counts) for name, counts in golden["adult_gt50k"]["race"].items()}
    everyone = measure_disparities(list(groups.items()), minimum_size=30)[1]
    assert everyone.highest_group == "Asian-Pac-Islander"
    found = ratio((race, groups[race]), ("Asian-Pac-Islander", groups["Asian-Pac-Islander"]))
    assert float(found) == pytest.approx(expected, abs=5e-7)


def test_eeoc_flags_below_four_fifths_and_not_at_four_fifths(
    golden: dict[str, Any], selected: Selected
) -> None:
    rates = golden["eeoc_qa"]["rates_percent"]
    white = ("White", selected(rates["White"], 100))
    ratios = {
        name: ratio(white, (name, selected(percent, 100)))
        for name, percent in rates.items()
        if name != "White"
    }
    assert ratios == {name: Fraction(p, 100) for name, p in golden["eeoc_qa"]["ratios_percent"].items()}
    assert [name for name, value in ratios.items() if value < Fraction(4, 5)] == golden["eeoc_qa"]["flagged"]


def test_the_float_trap(golden: dict[str, Any], selected: Selected) -> None:
    trap = golden["float_trap"]
    low, high = (trap["s_g"], trap["n_g"]), (trap["s_max"], trap["n_max"])
    assert (low[0] / low[1]) / (high[0] / high[1]) < 0.8, "binary floating point would flag it"
    exact = ratio(("low", selected(*low)), ("high", selected(*high)))
    assert (exact < Fraction(4, 5)) is trap["expected_flag"]
    assert measure_disparities([("low", selected(*low)), ("high", selected(*high))], 1)[1].value == 0.8


@pytest.mark.parametrize("attribute", ["sex", "race"])
def test_covey_ratios_as_published_which_are_cut_to_two_decimals(
    golden: dict[str, Any], selected: Selected, attribute: str
) -> None:
    audit = golden["covey_idiro_2024"][attribute]
    highest = max(audit, key=lambda name: Fraction(audit[name][1], audit[name][0]))
    for name, (n, k, published) in audit.items():
        against = (highest, selected(audit[highest][1], audit[highest][0]))
        found = ratio((name, selected(k, n)), against)
        assert f"{int(100 * found) / 100:.2f}" == published, name


def test_the_example_of_fairlearns_user_guide(write_counts: WriteCounts) -> None:
    groups = {
        "a": {"tp": 1, "fp": 2, "fn": 1, "tn": 0},
        "b": {"tp": 3, "fp": 0, "fn": 2, "tn": 1},
        "c": {"tp": 2, "fp": 2, "fn": 3, "tn": 1},
    }
    attribute = compas(write_counts, groups, minimum_group_size=1)
    found = {entry.metric: entry.value for entry in attribute.disparities}
    assert found["demographic_parity_difference"] == 0.25
    assert found["demographic_parity_ratio"] == pytest.approx(2 / 3, abs=1e-15)
    assert found["equalized_odds_difference"] == 1.0
    assert found["equalized_odds_ratio"] == 0.0
    assert found["equal_opportunity_difference"] == pytest.approx(0.2, abs=1e-15)
