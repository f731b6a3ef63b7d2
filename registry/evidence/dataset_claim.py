"""Whether an evaluation table really holds the rows of the dataset version that was named for it."""

from __future__ import annotations

from registry.domain.errors import EvidenceError
from registry.evidence.fingerprint import fingerprint
from registry.evidence.requests import DatasetClaim
from registry.evidence.table_file import Table


def check_dataset(table: Table, claim: DatasetClaim) -> None:
    """Compare the content digest of the dataset's columns; a table may have more columns, and no other rows.

    Raises:
        EvidenceError: a column is missing, or values, types, rows or their order differ.
    """
    found = fingerprint([table.column(name) for name in claim.columns], table.rows).digest
    if found != claim.digest:
        raise EvidenceError(
            "The evaluation table does not hold the rows of the dataset version that was named.",
            why=f"The digest of these columns is {found}, and the dataset version's is {claim.digest}.",
            remedy="Add scores to the registered table and change nothing else, or register this table.",
            pointer="/dataset",
        )
