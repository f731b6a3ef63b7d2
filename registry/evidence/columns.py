"""Columns in one canonical form, whatever file they came from.

Five types (integer, number, string, boolean, timestamp), each with one Arrow representation: int64, float64,
string, bool, and microseconds since the epoch in UTC. Missing is null; NaN is missing too, and minus zero is
zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from registry.contract.tables import ColumnType
from registry.domain.errors import EvidenceError

_LARGEST_EXACT_INTEGER = 2**53
# 0001-01-01T00:00:00 and 9999-12-31T23:59:59.999999 in microseconds since 1970: RFC 3339 has four digits.
_FIRST_MOMENT, _LAST_MOMENT = -62_135_596_800_000_000, 253_402_300_799_999_999


@dataclass(frozen=True, slots=True)
class Column:
    """A named column in canonical form; `values` is an Arrow chunked array."""

    name: str
    type: ColumnType
    values: Any

    @property
    def missing(self) -> int:
        """How many values are missing."""
        return int(self.values.null_count)

    def numbers(self) -> NDArray[np.float64]:
        """The values as binary64, NaN where missing; raises `EvidenceError` for text and times."""
        if self.type not in ("integer", "number", "boolean"):
            raise EvidenceError(
                f"Column {self.name!r} holds {self.type} values where numbers are needed.",
                why=f"For instance {self._example()!r} is not a number.",
                remedy="Correct the column, or name another one.",
            )
        return np.asarray(self.values.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)

    def encoded(self) -> tuple[NDArray[np.int64], list[str]]:
        """The values as codes (-1 where missing) into their distinct texts, which are sorted."""
        dictionary = self.values.combine_chunks().dictionary_encode()
        if isinstance(dictionary, pa.ChunkedArray):
            dictionary = dictionary.combine_chunks()
        texts = [value_text(value) for value in dictionary.dictionary.to_pylist()]
        names = sorted(set(texts))
        rank = {name: position for position, name in enumerate(names)}
        order = np.array([rank[text] for text in texts] or [0], dtype=np.int64)
        codes = np.asarray(dictionary.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
        return np.where(codes < 0, -1, order[codes]), names

    def _example(self) -> str:
        """The first value that is no number, or the first of all where each could be one."""
        first = ""
        for text in (value_text(value.as_py()) for value in self.values if value.is_valid):
            if not _is_number(text):
                return text
            first = first or text
        return first


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def value_text(value: object) -> str:
    """A value as the text that a person would write: 1 for 1.0, true for True, RFC 3339 for times."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT_INTEGER:
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime) else str(value)


def canonical_column(name: str, values: Any) -> Column:  # noqa: ANN401 - an Arrow chunked array
    """An Arrow column of any file format in canonical form; raises `EvidenceError` for nested types."""
    if pa.types.is_dictionary(values.type):
        values = pa.chunked_array(
            [chunk.dictionary_decode() for chunk in values.chunks], values.type.value_type
        )
    for applies, column_type, convert in _CONVERSIONS:
        if applies(values.type):
            return Column(name, column_type, _converted(name, values, convert))
    raise EvidenceError(
        f"Column {name!r} has the type {values.type}, which is not supported.",
        why="Columns hold integers, numbers, text, booleans or times.",
        remedy="Leave the column out, or convert it before registering the table.",
    )


def _converted(name: str, values: Any, convert: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - Arrow
    try:
        return convert(values)
    except pa.ArrowException as error:
        raise EvidenceError(
            f"Column {name!r} of type {values.type} cannot be read without loss.",
            why=f"{str(error)[:300].rstrip('.')}.",
            remedy="Store integers within 64 bits and times to the microsecond.",
        ) from error


def _floats(values: Any) -> Any:  # noqa: ANN401 - Arrow
    numbers = values.cast(pa.float64(), safe=False)
    numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    if pc.any(pc.is_inf(numbers)).as_py():
        msg = "it holds an infinite value"
        raise pa.ArrowInvalid(msg)
    # Adding zero turns minus zero into zero, so that equal numbers have equal bytes.
    return pc.add(numbers, 0.0)


def _times(values: Any) -> Any:  # noqa: ANN401 - Arrow
    moments = _as_microseconds(values)
    ends = pc.min_max(moments.cast(pa.int64())).as_py()
    if ends["min"] is not None and not _FIRST_MOMENT <= ends["min"] <= ends["max"] <= _LAST_MOMENT:
        msg = "it holds a time outside the years 1 to 9999"
        raise pa.ArrowInvalid(msg)
    return moments


def _as_microseconds(values: Any) -> Any:  # noqa: ANN401 - Arrow
    zoned = pa.types.is_timestamp(values.type) and values.type.tz is not None
    return values.cast(pa.timestamp("us", values.type.tz) if zoned else pa.timestamp("us")).cast(
        pa.timestamp("us")
    )


_Test = Callable[[Any], bool]
_CONVERSIONS: tuple[tuple[_Test, ColumnType, Callable[[Any], Any]], ...] = (
    (pa.types.is_boolean, "boolean", lambda values: values),
    (pa.types.is_integer, "integer", lambda values: values.cast(pa.int64())),
    (pa.types.is_floating, "number", _floats),
    (pa.types.is_decimal, "number", _floats),
    (lambda kind: pa.types.is_date(kind) or pa.types.is_timestamp(kind), "timestamp", _times),
    (
        lambda kind: (
            pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        ),
        "string",
        lambda values: values.cast(pa.string()),
    ),
    (pa.types.is_null, "string", lambda values: values.cast(pa.string())),
)
