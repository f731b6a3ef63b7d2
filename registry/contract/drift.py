"""Drift: how far the columns of one table lie from those of another, by their profiles."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Count, Digest, Shape


class ColumnDrift(Shape):
    """One column in both tables.

    `distance` is the total variation distance, from 0 (the same shares) to 1 (nothing in common): the share
    of rows that would have to move to another bin. `by_chance` is about what samples of these sizes from one
    and the same source would show. `mean_shift` is in standard deviations of the reference. `reason` says
    why there is no distance.
    """

    name: str
    distance: float | None
    by_chance: float | None
    missing: float
    reference_missing: float
    mean_shift: float | None
    reason: str = ""


class DriftView(Shape):
    """A table against a reference: the training data, or what another version was evaluated on."""

    digest: Digest
    rows: Count
    reference: str
    reference_kind: Literal["training", "evaluation"]
    reference_digest: Digest
    reference_rows: Count
    columns: list[ColumnDrift]
    only_here: list[str]
    only_there: list[str]


class DriftsView(Shape):
    """All comparisons of a data profile: with training data first, then with other versions, newest first."""

    digest: Digest
    drifts: list[DriftView]
