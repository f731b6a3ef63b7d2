"""Reading a table from a CSV or Parquet file that somebody sent us."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from registry.domain.errors import EvidenceError
from registry.evidence.columns import Column, canonical_column
from registry.evidence.files import file_digest
from registry.evidence.limits import TableLimits, is_memory_failure
from registry.evidence.pointing import pointing
from registry.evidence.text_types import typed

_CHUNK = 1 << 20
_CSV_REMEDY = "Save the table as CSV (RFC 4180: comma, UTF-8, one header line) or as Parquet."
_OTHER_FORMATS = {
    b"PARE": "an encrypted Parquet file",
    b"ARROW1": "an Arrow file",
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"\x89HDF": "an HDF5 file",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table in canonical form, and the digest of the file that it came from."""

    columns: tuple[Column, ...]
    rows: int
    file_sha256: str

    def column(self, name: str) -> Column:
        """The column of this name; raises `EvidenceError` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(repr(column.name) for column in self.columns[:20])
        raise EvidenceError(
            f"The table has no column {name!r}.",
            why=f"Its columns are {known}{', ...' if len(self.columns) > 20 else ''}.",  # noqa: PLR2004
            remedy="Correct the name in the specification, or add the column.",
        )


def open_table(path: Path, limits: TableLimits) -> Table:
    """Read a CSV or Parquet file, told apart by their first bytes; raises `EvidenceError`, never guesses."""
    with pointing("/artifact"):
        return _open(path, limits)


def _open(path: Path, limits: TableLimits) -> Table:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise _too_large(f"The file has {size} bytes", f"{limits.file_bytes} bytes")
    with path.open("rb") as file:
        head = file.read(8)
    parquet = head.startswith(b"PAR1")
    arrow = _read_parquet(path, limits) if parquet else _read_csv(path, head, limits)
    _check_shape(arrow, limits)
    names = arrow.schema.names
    columns = (values if parquet else typed(values) for values in arrow.columns)
    return Table(
        columns=tuple(canonical_column(name, values) for name, values in zip(names, columns, strict=True)),
        rows=arrow.num_rows,
        file_sha256=file_digest(path),
    )


def _read_parquet(path: Path, limits: TableLimits) -> Any:  # noqa: ANN401 - an Arrow table
    try:
        # The footer is the sender's claim. It is used to refuse early; what counts is what was read.
        with pa.parquet.ParquetFile(path) as file:
            groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
            claimed = sum(group.total_byte_size for group in groups)
            if claimed > limits.memory_bytes:
                raise _too_large(f"The table takes {claimed} bytes unpacked", f"{limits.memory_bytes} bytes")
            _check_rows(file.metadata.num_rows, limits)
            table = file.read(use_threads=False)
            if table.num_rows != file.metadata.num_rows:
                raise pa.ArrowInvalid("its footer claims another number of rows than it holds")
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:  # The last for a name that is not UTF-8.
        raise _unreadable("Parquet", error) from error
    return table


def _read_csv(path: Path, head: bytes, limits: TableLimits) -> Any:  # noqa: ANN401 - an Arrow table
    for magic, name in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise EvidenceError(
                f"The table is {name}.", why="Only CSV and Parquet are read.", remedy=_CSV_REMEDY
            )
    _check_text(path)
    read = pa.csv.ReadOptions(use_threads=False)
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    try:
        with pa.csv.open_csv(path, read_options=read, parse_options=parse) as reader:
            names = reader.schema.names
        _check_columns(names, limits)
        convert = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        )
        return pa.csv.read_csv(path, read_options=read, parse_options=parse, convert_options=convert)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable("CSV", error) from error


def _check_text(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    quotes = position = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise EvidenceError(
                    "The table is neither CSV nor Parquet.", why="It holds binary data.", remedy=_CSV_REMEDY
                )
            quotes += chunk.count(b'"')
            _decode(decoder, chunk, position)
            position += len(chunk)
    _decode(decoder, b"", position, final=True)
    if quotes % 2:
        raise EvidenceError(
            "The CSV has a quote that is never closed.",
            why="Everything after it would be read as one value.",
            remedy='Close it, or double it inside a quoted value ("").',
        )


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, position: int, *, final: bool = False) -> None:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise EvidenceError(
            "The CSV is not UTF-8.",
            why=f"Near byte {position + error.start}: {error.reason}.",
            remedy="Save it as UTF-8; Latin-1 and Windows-1252 are not guessed.",
        ) from error


def _check_shape(table: Any, limits: TableLimits) -> None:  # noqa: ANN401 - an Arrow table
    _check_columns(table.schema.names, limits)
    _check_rows(table.num_rows, limits)
    if table.num_rows == 0:
        raise EvidenceError(
            "The table has no rows.", why="Nothing can be measured on it.", remedy=_CSV_REMEDY
        )


def _check_columns(names: list[str], limits: TableLimits) -> None:
    if len(names) > limits.columns:
        raise _too_large(f"The table has {len(names)} columns", f"{limits.columns} columns")
    # Two ways to write one letter look alike on every screen.
    twice = sorted(
        name for name, n in Counter(unicodedata.normalize("NFC", name) for name in names).items() if n > 1
    )
    if twice:
        raise EvidenceError(
            f"The column {twice[0][:200]!r} stands twice in the table.",
            why="It would not be clear which of them is meant.",
            remedy="Rename or remove one of them.",
        )
    for name in names:
        if not name or not name.isprintable() or len(name) > 200:  # noqa: PLR2004 - contract.evaluation.Column
            raise EvidenceError(
                f"The table has a column named {name[:40]!r}.",
                why="Names are 1 to 200 printable characters.",
                remedy="Name every column in the header line.",
            )


def _check_rows(rows: int, limits: TableLimits) -> None:
    if rows > limits.rows:
        raise _too_large(f"The table has {rows} rows", f"{limits.rows} rows")


def _too_large(what: str, limit: str) -> EvidenceError:
    return EvidenceError(
        f"{what}.",
        why=f"The limit is {limit}.",
        remedy="Register a sample, or ask the operator to raise the limit.",
    )


def _unreadable(name: str, error: Exception) -> EvidenceError:
    """The error for a file that cannot be parsed; raises `MemoryError` when that was not the file's fault."""
    if isinstance(error, MemoryError) or is_memory_failure(str(error)):
        raise MemoryError from error
    return EvidenceError(
        f"The {name} file cannot be read.",
        why=f"{str(error).splitlines()[0][:300].rstrip('.')}." if str(error) else "It is damaged.",
        remedy=_CSV_REMEDY,
    )
