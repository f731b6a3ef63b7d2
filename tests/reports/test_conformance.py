"""veraPDF's word on every sample: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.audit_report import render_audit_report_html
from reports.pdf import html_to_pdf
from tests.reports.conftest import Rendered
from tests.reports.hostile import renamed
from tests.reports.sample import SCENARIOS, Scenario, audit_report_input
from tests.verapdf import verapdf_report

pytestmark = pytest.mark.slow

FLAVOURS = ("3a", "ua1")


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_audit_report_conforms(audit_report: Rendered, scenario: Scenario, flavour: str) -> None:
    assert verapdf_report(audit_report(scenario), flavour).startswith("PASS")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_model_card_conforms(model_card: Rendered, flavour: str) -> None:
    assert verapdf_report(model_card("applied"), flavour).startswith("PASS")


def test_names_in_any_script_conform(tmp_path: Path) -> None:
    """A glyph that no font has would break PDF/A (6.2.11.8)."""
    data = renamed(audit_report_input("applied"), "信用 😀 \u202eevil\u202c نموذج")
    path = tmp_path / "names.pdf"
    path.write_bytes(
        html_to_pdf(
            render_audit_report_html(data), made_at=datetime(2026, 11, 21, tzinfo=UTC), attachments={}
        )
    )
    assert verapdf_report(path, "3a").startswith("PASS")


def test_the_validator_does_refuse(tmp_path: Path) -> None:
    """A plain PDF of the same typesetter passes neither profile, so that PASS above means something."""
    import weasyprint

    path = tmp_path / "plain.pdf"
    weasyprint.HTML(string="<p>plain</p>").write_pdf(path)
    assert verapdf_report(path, "3a").startswith("FAIL")
