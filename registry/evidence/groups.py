"""Who belongs to which group: sensitive columns and their pairwise intersections as codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from registry.domain.errors import EvidenceError
from registry.evidence.columns import Column

MISSING_GROUP = "(missing)"
MAXIMUM_GROUPS = 200
_AND = " & "


@dataclass(frozen=True, slots=True)
class Grouping:
    """A partition of the rows: `codes[i]` is the position of row i's group in `names`.

    Rows without a value are a group of their own, the last one, so that nobody leaves the comparison by
    leaving the attribute out.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: NDArray[np.int64]
    missing: int

    @property
    def name(self) -> str:
        """The attribute's name, such as `sex` or `sex & age_band`."""
        return _AND.join(self.columns)


def group_by(column: Column) -> Grouping:
    """The groups of one sensitive column, sorted by name; raises `EvidenceError` for more than 200."""
    codes, names = column.encoded()
    if MISSING_GROUP in names:
        raise EvidenceError(
            f"Column {column.name!r} holds the value {MISSING_GROUP!r}.",
            why="That is how rows without a value are called.",
            remedy="Leave the field empty where the value is missing.",
        )
    if column.missing:
        codes = np.where(codes < 0, len(names), codes)
        names = [*names, MISSING_GROUP]
    _check_number(column.name, len(names))
    return Grouping((column.name,), tuple(names), codes, column.missing)


def intersections(groupings: list[Grouping]) -> Iterator[Grouping]:
    """Every pair of attributes as a grouping of its own, with the combinations that occur."""
    for left, right in combinations(groupings, 2):
        pair = left.codes * len(right.names) + right.codes
        occurring, codes = np.unique(pair, return_inverse=True)
        names = [
            _AND.join((left.names[p // len(right.names)], right.names[p % len(right.names)]))
            for p in occurring
        ]
        columns = (*left.columns, *right.columns)
        _check_number(_AND.join(columns), len(names))
        if len(set(names)) < len(names):
            raise EvidenceError(
                f"Two intersections of {left.name!r} and {right.name!r} would have the same name.",
                why=f"Some of their values contain {_AND!r}.",
                remedy="Rename these values.",
            )
        missing = np.zeros(len(pair), dtype=bool)
        for part in (left, right):
            if part.missing:
                missing |= part.codes == len(part.names) - 1
        yield Grouping(columns, tuple(names), codes.astype(np.int64), int(missing.sum()))


def _check_number(name: str, groups: int) -> None:
    if groups > MAXIMUM_GROUPS:
        raise EvidenceError(
            f"Attribute {name!r} has {groups} groups.",
            why=f"More than {MAXIMUM_GROUPS} cannot be compared meaningfully.",
            remedy="Bin the values, for instance ages into bands, or leave the attribute out.",
        )
