"""What a table holds, independent of the file that carries it."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Count, Digest, Shape
from registry.contract.evidence import DataProfileBody

ColumnType = Literal["integer", "number", "string", "boolean", "timestamp"]


class TableColumn(Shape):
    """One column of the schema, with the digest of its content: it tells which column has changed."""

    name: str
    type: ColumnType
    digest: Digest


class TableDescription(Shape):
    """A table's content digest, schema and profile, and the digest of the file that it was read from."""

    digest: Digest
    file_sha256: Digest
    rows: Count
    columns: list[TableColumn]
    profile: DataProfileBody
