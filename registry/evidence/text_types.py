"""Which type a column of a CSV file has: decided from all its values, never from the first few.

A type holds only if every value has its form, so "007" stays text and one stray word makes a column text.
Only an empty field is missing; "NA" and "null" are words like any other.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_INTEGER = r"^-?(0|[1-9][0-9]*)$"
_NUMBER = r"^-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_BOOLEAN = r"^(true|false|True|False|TRUE|FALSE)$"
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?$"
_ZONED = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:?[0-9]{2})$"
)
_FORMS = (
    (_INTEGER, pa.int64()),
    (_NUMBER, pa.float64()),
    (_BOOLEAN, pa.bool_()),
    (_TIME, pa.timestamp("us")),
    (_ZONED, pa.timestamp("us", "UTC")),
)


def typed(texts: Any) -> Any:  # noqa: ANN401 - an Arrow chunked array of strings
    """The column as its narrowest type, or as it is when its values have no common form."""
    if texts.null_count == len(texts):
        return texts
    for form, arrow_type in _FORMS:
        if pc.all(pc.match_substring_regex(texts, form)).as_py():
            # What looks like a type and is none stays text: the 30th of February, an identifier of 70 bits.
            try:
                return texts.cast(arrow_type)
            except pa.ArrowInvalid:
                return texts
    return texts
