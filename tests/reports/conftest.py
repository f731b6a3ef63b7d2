"""Each sample is rendered once; reading a page again costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from reports.audit_report import render_audit_report
from reports.model_card import render_model_card_pdf
from tests.reports.sample import Scenario, attachments, audit_report_input, model_card_input

Rendered = Callable[[Scenario], Path]


@pytest.fixture(scope="session")
def audit_report(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The path of the audit report of a sample."""
    folder = tmp_path_factory.mktemp("audit-reports")

    @cache
    def render(scenario: Scenario) -> Path:
        data = audit_report_input(scenario)
        path = folder / f"{scenario}.pdf"
        path.write_bytes(render_audit_report(data, attachments(data)))
        return path

    return render


@pytest.fixture(scope="session")
def model_card(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The path of the model card of a sample."""
    folder = tmp_path_factory.mktemp("model-cards")

    @cache
    def render(scenario: Scenario) -> Path:
        path = folder / f"{scenario}.pdf"
        path.write_bytes(render_model_card_pdf(model_card_input(scenario)))
        return path

    return render
