"""The content digest of a table: equal for equal tables, whatever format, compression or chunking they have.

Column: SHA-256 over `modelwarden.column/v1`, the type and the number of rows (a line each), then blocks of
65,536 rows. A block is one validity byte per row, then the values, zero where missing: 8 bytes little-endian
(integer, binary64, microseconds since the epoch), 1 byte (boolean), or 8-byte lengths followed by all the
UTF-8 bytes (string). Table: SHA-256 over the RFC 8785 form of the row count and each column's name, type and
digest, in the order of the columns. Rows in another order are another table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from registry.contract.tables import TableColumn
from registry.domain.canonical import digest_json
from registry.evidence.columns import Column

_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of a table, and of each column: the latter tell which one has changed."""

    digest: str
    columns: list[TableColumn]


def fingerprint(columns: Iterable[Column], rows: int) -> Fingerprint:
    """The content digest of these columns, as described above."""
    described = [TableColumn(name=c.name, type=c.type, digest=_column_digest(c, rows)) for c in columns]
    root = {
        "schema": "modelwarden.table/v1",
        "rows": rows,
        "columns": [column.to_json() for column in described],
    }
    return Fingerprint(digest_json(root), described)


def _column_digest(column: Column, rows: int) -> str:
    hasher = hashlib.sha256(f"modelwarden.column/v1\n{column.type}\n{rows}\n".encode())
    for start in range(0, rows, _BLOCK):
        block = column.values.slice(start, _BLOCK).combine_chunks()
        if isinstance(block, pa.ChunkedArray):
            block = pa.concat_arrays(block.chunks)
        hasher.update(np.asarray(block.is_valid().to_numpy(zero_copy_only=False), dtype=np.uint8).tobytes())
        for part in _block_bytes(column, block):
            hasher.update(part)
    return f"sha256:{hasher.hexdigest()}"


def _block_bytes(column: Column, block: Any) -> Iterable[bytes]:  # noqa: ANN401 - an Arrow array
    match column.type:
        case "string":
            filled = block.fill_null("")
            yield np.asarray(pc.binary_length(filled).to_numpy(zero_copy_only=False), dtype="<u8").tobytes()
            yield "".join(filled.to_pylist()).encode()
        case "boolean":
            yield np.asarray(block.cast(pa.uint8()).fill_null(0).to_numpy(zero_copy_only=False)).tobytes()
        case "number":
            yield np.asarray(block.fill_null(0.0).to_numpy(zero_copy_only=False), dtype="<f8").tobytes()
        case "integer" | "timestamp":
            whole = block.cast(pa.int64()).fill_null(0)
            yield np.asarray(whole.to_numpy(zero_copy_only=False), dtype="<i8").tobytes()
