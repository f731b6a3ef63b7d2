"""Tables of applications for credit, as somebody has them in a notebook."""

from __future__ import annotations

import numpy as np
import pandas as pd

NUMBERS = ["income", "debt"]
FEATURES = [*NUMBERS, "age", "purpose"]
QUICK = {"explained_rows": 20, "background_rows": 10}


def credit_frame(rows: int = 500, seed: int = 0) -> pd.DataFrame:
    """Income and debt decide; sex and purpose do not."""
    draw = np.random.default_rng(seed)
    income, debt = draw.normal(0, 1, rows).round(4), draw.normal(0, 1, rows).round(4)
    return pd.DataFrame(
        {
            "income": income,
            "debt": debt,
            "age": draw.integers(18, 80, rows),
            "purpose": draw.choice(["car", "home"], rows),
            "sex": draw.choice(["female", "male"], rows),
            "repaid": (draw.random(rows) < 1 / (1 + np.exp(-(1.5 * income - debt + 0.8)))).astype(int),
        }
    )
