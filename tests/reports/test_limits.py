"""Which parameter is drawn as the limit of which disparity."""

from __future__ import annotations

from registry.contract.decision import ParameterUsed
from reports.limits import limits_by_metric


def used(**values: object) -> dict[str, ParameterUsed]:
    return {f"fairness.{name}": ParameterUsed(value=value, source="tier") for name, value in values.items()}


def test_the_shipped_parameters_are_known() -> None:
    limits = limits_by_metric(
        used(parity_ratio_min={"num": 4, "den": 5}, opportunity_difference_max={"num": 3, "den": 20})
    )
    assert limits["demographic_parity_ratio"].words == "at least 0.8 (4/5)"
    assert limits["equal_opportunity_difference"].words == "at most 0.15 (3/20)"


def test_a_metric_may_be_named_in_full() -> None:
    assert set(limits_by_metric(used(accuracy_difference_max=1))) == {"accuracy_difference"}


def test_other_parameters_limit_nothing() -> None:
    assert (
        limits_by_metric(used(parity_ratio_min="4/5", parity_ratio={"num": 4, "den": 5}, groups_min=30)) == {}
    )
    assert limits_by_metric(used(parity_ratio_min=True)) == {}
