"""Whether the model itself gives what the table says: what sets reproduced apart from recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from registry.contract.rates import Rate
from registry.evidence.onnx_model import OnnxModel
from registry.evidence.rates import rate
from registry.evidence.table import EvaluationTable, Scores

# The model answers in binary32 (24 bits of precision); its scores written as decimals agree to this.
SCORE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The model's answer on every row of the table, against the table's."""

    scores: Scores
    agreement: Rate
    score_difference: float | None

    @property
    def decisions_agree(self) -> bool:
        """Whether every decision in the table is the model's."""
        return self.agreement.k == self.agreement.n

    @property
    def scores_agree(self) -> bool:
        """Whether every score in the table is the model's; true when the table has none."""
        return self.score_difference is None or self.score_difference <= SCORE_TOLERANCE

    def assurance(self, *, with_scores: bool) -> Literal["recomputed", "reproduced"]:
        """How far figures from this table may be trusted to be the model's own."""
        agrees = self.decisions_agree and (self.scores_agree or not with_scores)
        return "reproduced" if agrees else "recomputed"


def reproduce(model: OnnxModel, table: EvaluationTable) -> Reproduction:
    """Run the model on all rows and compare."""
    scores = model.score(model.matrix)
    threshold = table.spec.threshold
    decided = model.decide(model.matrix) if threshold is None else scores >= float(threshold)
    agreeing = int(np.count_nonzero(decided == table.decision))
    difference = None if table.score is None else float(np.abs(scores - table.score).max())
    agreement = rate(agreeing, table.rows, table.spec.interval_level, "no rows")
    return Reproduction(scores=scores, agreement=agreement, score_difference=difference)
