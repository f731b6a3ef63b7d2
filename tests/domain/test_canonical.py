"""Canonical JSON is what the library of RFC 8785 writes, whatever the value."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.canonical import Canonical, canonical_json
from registry.domain.errors import InvalidInputError

_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.builds(
    lambda digits, power: float(f"{digits}e{power}"), st.integers(-(10**17), 10**17), st.integers(-25, 25)
)


class Colour(StrEnum):
    RED = "red"


@given(VALUES)
def test_any_value_is_written_as_the_library_writes_it(value: Any) -> None:  # noqa: ANN401 - any JSON value
    assert canonical_json(value) == rfc8785.dumps(value)


@given(FLOATS)
def test_a_number_is_written_as_the_library_writes_it(value: float) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "\r": 4, "1": 5, "\u0080": 6, "\u00f6": 7},
        '\x00\x08\t\n\x0b\x0c\r\x1f"\\/\x7f\u2028\U0001f600',
        [
            0.0,
            -0.0,
            1e-4,
            9.999e-5,
            1e16,
            9007199254740993.0,
            1e21,
            1e-7,
            -1.0,
            5e-324,
            1.7976931348623157e308,
        ],
        {"b": ({"a": True},), "a": Colour.RED, Colour.RED: []},
    ],
    ids=["keys by code unit", "escapes", "numbers at the edges", "kinds of kinds"],
)
def test_what_is_easily_done_otherwise_is_done_as_the_library_does(value: Any) -> None:  # noqa: ANN401
    assert canonical_json(value) == rfc8785.dumps(value)


@given(VALUES, VALUES)
def test_what_was_written_before_stands_as_it_is(before: Any, beside: Any) -> None:  # noqa: ANN401
    whole = {"before": before, "beside": [beside, before]}
    written = {"before": Canonical(before), "beside": [beside, Canonical(before)]}
    assert canonical_json(written) == rfc8785.dumps(whole)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("-inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"a": 1, 2: 3},
        {None: 1},
        b"{}",
        {1, 2},
        pytest.param(object(), id="object"),
    ],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:  # noqa: ANN401
    for whole in (value, [value], {"a": {"b": value}}):
        with pytest.raises(InvalidInputError, match="no canonical form"):
            canonical_json(whole)


def test_what_is_nested_too_deep_is_refused() -> None:
    value = json.loads("[" * 400 + "]" * 400)
    assert canonical_json(value) == rfc8785.dumps(value)
    for _ in range(2000):
        value = [value]
    with pytest.raises(InvalidInputError, match="no canonical form"):
        canonical_json(value)
