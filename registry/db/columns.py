"""Reading less of a row than it has."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import load_only
from sqlalchemy.orm.interfaces import LoaderOption


def just(*columns: Any) -> LoaderOption:  # noqa: ANN401 - attributes of one row class
    """Read these columns of a row, and its key; another is read by itself when it is touched.

    Each column costs every row that is read about as much as a line of Python, so statements that every
    request asks name theirs.
    """
    return load_only(*columns)
