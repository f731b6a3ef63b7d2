"""A report is refused when an attachment is not what it speaks of."""

from __future__ import annotations

import json

import pytest

from registry.domain.canonical import canonical_json
from registry.domain.errors import IntegrityError, InvalidInputError
from reports.audit_report import render_audit_report_html
from reports.consistency import check_attachments
from tests.reports.sample import attachments, audit_report_input

DATA = audit_report_input("refused")


def test_the_stored_bytes_are_accepted() -> None:
    check_attachments(DATA, attachments(DATA))


@pytest.mark.parametrize("name", sorted(attachments(DATA)))
def test_a_changed_attachment_is_refused(name: str) -> None:
    files = attachments(DATA)
    document = json.loads(files[name].splitlines()[0])
    document["generated_by"] = "somebody else"
    files[name] = canonical_json(document)
    with pytest.raises(IntegrityError, match=name.replace(".", r"\.")):
        check_attachments(DATA, files)


@pytest.mark.parametrize(
    "name", [n for n in sorted(attachments(DATA)) if n[:5] in {"input", "decis", "evide"}]
)
def test_other_bytes_that_say_the_same_are_refused(name: str) -> None:
    """The digest is of the stored bytes; a file that was written anew is another file."""
    files = attachments(DATA)
    files[name] = json.dumps(json.loads(files[name]), indent=1).encode()
    with pytest.raises(IntegrityError, match="SHA-256"):
        check_attachments(DATA, files)


@pytest.mark.parametrize("name", sorted(attachments(DATA)))
def test_a_missing_attachment_is_refused(name: str) -> None:
    files = attachments(DATA)
    del files[name]
    with pytest.raises(InvalidInputError, match="not complete"):
        check_attachments(DATA, files)


def test_an_unknown_attachment_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"invoice\.pdf"):
        check_attachments(DATA, attachments(DATA) | {"invoice.pdf": b""})


def test_evidence_that_the_gate_saw_cannot_be_left_out() -> None:
    with pytest.raises(IntegrityError, match="lacks evidence"):
        render_audit_report_html(DATA.model_copy(update={"evidence": {}}))
