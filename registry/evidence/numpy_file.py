"""NumPy array files: plain numbers, or a header before a pickle."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import numpy as np


def pickle_within(data: IO[bytes], limit: int) -> IO[bytes] | None:
    """The pickle that an array of Python objects is; None for an array of plain values.

    Raises `ValueError` when the header cannot be read or the pickle is larger than `limit` bytes.
    """
    data.seek(0)
    try:
        version = np.lib.format.read_magic(data)
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        _, _, dtype = read(data)
    except (
        Exception
    ) as error:  # The header is a Python literal, and parsing a hostile one may raise anything.
        msg = f"Its header cannot be read: {type(error).__name__}."
        raise ValueError(msg) from error
    if not dtype.hasobject:
        return None
    pickled = data.read(limit + 1)
    if len(pickled) > limit:
        msg = "It holds Python objects and is too large to be scanned."
        raise ValueError(msg)
    return BytesIO(pickled)
