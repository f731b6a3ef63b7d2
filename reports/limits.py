"""Which parameter limits which disparity: for drawing a line and naming the limit, never for judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.contract.decision import ParameterUsed
from registry.contract.rates import Fraction
from reports.figures import parameter
from reports.wording import METRICS

_SHORT = {
    "parity_difference": "demographic_parity_difference",
    "parity_ratio": "demographic_parity_ratio",
    "opportunity_difference": "equal_opportunity_difference",
    "opportunity_ratio": "equal_opportunity_ratio",
    "odds_difference": "equalized_odds_difference",
    "odds_ratio": "equalized_odds_ratio",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A parameter that the decision used, and the metric that it limits."""

    parameter: str
    metric: str
    bound: str
    value: Fraction
    source: str

    @property
    def words(self) -> str:
        """The limit as a reader says it."""
        return f"{self.bound} {parameter(self.value.to_json())}"


def limits_by_metric(used: dict[str, ParameterUsed]) -> dict[str, Limit]:
    """The limits among the parameters, by metric.

    The last part of such a parameter's name is the metric's, in full or short, with `_min` or `_max`.
    """
    found: dict[str, Limit] = {}
    for name, item in sorted(used.items()):
        metric, bound = _meaning(name)
        value = _fraction(item.value)
        if metric and value:
            found[metric] = Limit(name, metric, bound, value, item.source)
    return found


def _meaning(name: str) -> tuple[str, str]:
    words = name.rsplit(".", 1)[-1]
    for suffix, text in (("_min", "at least"), ("_max", "at most")):
        bare = words.removesuffix(suffix)
        metric = _SHORT.get(bare, bare)
        if words.endswith(suffix) and metric in METRICS:
            return metric, text
    return "", ""


def _fraction(value: Any) -> Fraction | None:  # noqa: ANN401 - a parameter is any JSON value
    match value:
        case {"num": int(num), "den": int(den)}:
            return Fraction(num=num, den=den)
        case int() if not isinstance(value, bool):
            return Fraction(num=value, den=1)
        case _:
            return None
