"""The audit report: what it must say, on which pages, and what it must never say."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from registry.contract.dossier import AuditReportInput
from registry.contract.gate_evidence import EvidenceSet
from reports.audit_report import SECTIONS, render_audit_report_html
from tests.reports.conftest import Rendered
from tests.reports.elements import DRAWING, Elements
from tests.reports.hostile import renamed
from tests.reports.pdf_text import attached, pages, text
from tests.reports.sample import SCENARIOS, Scenario, attachments, audit_report_input

_AGAIN = """
import sys, hashlib
from reports.audit_report import render_audit_report
from tests.reports.sample import attachments, audit_report_input
data = audit_report_input("refused")
sys.stdout.write(hashlib.sha256(render_audit_report(data, attachments(data))).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_another_process(audit_report: Rendered) -> None:
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    again = subprocess.run(
        [sys.executable, "-c", _AGAIN], env=environment, capture_output=True, text=True, check=True
    )
    assert again.stdout == hashlib.sha256(audit_report("refused").read_bytes()).hexdigest()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_attachments_come_out_as_they_went_in(
    audit_report: Rendered, scenario: Scenario, tmp_path: Path
) -> None:
    assert attached(audit_report(scenario), tmp_path) == attachments(audit_report_input(scenario))


def test_every_page_says_that_the_keys_are_for_development(audit_report: Rendered) -> None:
    for page in pages(audit_report("applied")):
        assert "development CA: it proves integrity, not identity" in page


def test_without_development_keys_no_page_says_so() -> None:
    html = render_audit_report_html(audit_report_input("applied", development=False))
    assert "development CA" not in html


def test_break_glass_is_on_every_page(audit_report: Rendered) -> None:
    for page in pages(audit_report("break_glass")):
        assert "BREAK-GLASS" in page


def test_no_other_report_mentions_break_glass(audit_report: Rendered) -> None:
    assert "BREAK-GLASS" not in text(audit_report("applied"))


def test_every_page_has_its_number(audit_report: Rendered) -> None:
    found = pages(audit_report("applied"))
    assert [f"Page {n} of {len(found)}" in page for n, page in enumerate(found, start=1)] == [True] * len(
        found
    )


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("refused", "The gate denied this promotion: 2 rules are violated and 1 rule has no evidence."),
        (
            "applied",
            "The gate allowed this promotion, and @champion moved on 21 November 2026, 09:12:44 UTC.",
        ),
        ("break_glass", "Mira Engel (mira.engineer) and Jonas Richter (jonas.risk) answer for it"),
    ],
)
def test_the_cover_says_what_was_decided(audit_report: Rendered, scenario: Scenario, words: str) -> None:
    assert words in " ".join(pages(audit_report(scenario))[0].split())


def test_failing_checks_come_first_and_in_full(audit_report: Rendered) -> None:
    found = text(audit_report("refused"))
    checks = found[found.index("1 Checks What stands") : found.index("Rules that passed or do not apply")]
    disparity = audit_report_input("refused").decision.violations[0]
    positions = [checks.index(rule) for rule in ("FAIR-001", "FAIR-002", "OWN-002", "FAIR-003")]
    assert positions == sorted(positions)
    for words in (disparity.observed, disparity.threshold, disparity.solution, "Article 10(2)(f)"):
        assert words in checks


def test_reviews_show_person_role_meaning_and_what_they_are_bound_to(audit_report: Rendered) -> None:
    found = text(audit_report("applied"))
    review = audit_report_input("applied").gate_input.reviews[0]
    for words in (
        "Approved Jonas Richter (jonas.risk), risk reviewer",
        review.meaning,
        "This review stands.",
    ):
        assert words in found
    for digest in (review.version_digest, *review.evidence_digests):
        assert digest in found


def test_a_fallen_review_says_why() -> None:
    data = audit_report_input("applied")
    review = data.gate_input.reviews[0].model_copy(update={"standing": False})
    asked = data.gate_input.model_copy(update={"reviews": [review]})
    fallen = data.model_copy(update={"gate_input": asked, "fallen": {review.id: ["fairness was recomputed"]}})
    html = render_audit_report_html(fallen)
    assert "This review has fallen</strong>: fairness was recomputed" in html


def test_it_never_speaks_a_verdict_that_is_not_its_own(audit_report: Rendered) -> None:
    for scenario in SCENARIOS:
        found = text(audit_report(scenario)).lower()
        for word in ("compliant", "compliance", "is fair", "unbiased", "bias-free"):
            assert word not in found


def test_rates_on_the_pages_are_those_of_the_input(audit_report: Rendered) -> None:
    """Every number with four decimals, and every exact fraction, can be found in the attached report.json."""
    data = audit_report_input("refused")
    known = _figures(data.to_json())
    printed = set(re.findall(r"(?<![\w.])\d+\.\d{4}(?![\w.])", text(audit_report("refused"))))
    assert len(printed) > 100
    assert printed - known == set()


def _figures(node: object) -> set[str]:
    """All numbers of a document with four decimals: to the nearest, cut off, and rounded up."""
    if isinstance(node, dict):
        over, under = node.get("k", node.get("num")), node.get("n", node.get("den"))
        exact = set[str]()
        if isinstance(over, int) and isinstance(under, int) and under:
            cut, up = over * 10_000 // under, -(-over * 10_000 // under)
            exact = {f"{cut / 10_000:.4f}", f"{up / 10_000:.4f}"}
        return exact.union(*(_figures(value) for value in node.values()))
    if isinstance(node, list):
        return set[str]().union(*(_figures(value) for value in node))
    if isinstance(node, (int, float)) and not isinstance(node, bool):
        scaled = abs(node) * 10_000
        return {f"{abs(node):.4f}", f"{int(scaled) / 10_000:.4f}", f"{-(-scaled // 1) / 10_000:.4f}"}
    return set()


def test_digests_can_be_copied_in_one_piece(audit_report: Rendered) -> None:
    data, found = audit_report_input("applied"), text(audit_report("applied"))
    for digest in (
        data.provenance.input_digest,
        data.provenance.bundle_sha256,
        data.gate_input.version.digest,
    ):
        assert digest in found


def test_a_reader_is_told_how_to_ask_the_gate_again(audit_report: Rendered) -> None:
    command = "opa eval --format raw -b bundle.tar.gz -i input.json data.modelwarden.gate.decision"
    assert command in text(audit_report("refused"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fairness", "evidence of disparities between groups"),
        ("performance", "evidence of performance"),
        ("explanation", "an explanation of the model&#39;s scores"),
        ("data_profile", "a profile of the evaluation data"),
        ("scan", "a scan of the version&#39;s files"),
    ],
)
def test_evidence_that_was_not_given_is_named(kind: str, words: str) -> None:
    data = audit_report_input("refused")
    without = data.gate_input.evidence.model_copy(update={kind: None})
    html = render_audit_report_html(_with_evidence(data, without))
    assert f"Not provided. The decision was made without {words}." in html


def test_a_report_without_anything_still_has_every_section() -> None:
    html = render_audit_report_html(_with_evidence(audit_report_input("refused"), EvidenceSet()))
    for section in SECTIONS:
        assert f'<section id="{section.name}"' in html
    assert html.count("Not provided.") == 6


def _with_evidence(data: AuditReportInput, evidence: EvidenceSet) -> AuditReportInput:
    return data.model_copy(update={"gate_input": data.gate_input.model_copy(update={"evidence": evidence})})


def test_long_tables_are_cut_and_say_so() -> None:
    data = audit_report_input("applied")
    event = data.events[0]
    many = data.model_copy(update={"events": [event] * 1240})
    html = render_audit_report_html(many)
    assert "60 of 1,240 rows are shown; all of them are in events.jsonl." in html
    assert html.count('<article class="event">') == 60


def test_names_stay_text() -> None:
    attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}' --"
    html = render_audit_report_html(renamed(audit_report_input("applied"), attack))
    before, after = Elements(render_audit_report_html(audit_report_input("applied"))), Elements(html)
    assert after.names == before.names
    assert after.attributes == before.attributes
    assert after.drawn <= DRAWING
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{7*7}}" in html


def test_characters_without_a_glyph_are_spelt_out_and_explained() -> None:
    html = render_audit_report_html(renamed(audit_report_input("applied"), "信 \u202e"))
    assert "[U+4FE1] [U+202E]" in html
    assert "信" not in html
    assert "They are printed as their" in html
    assert "They are printed as their" not in render_audit_report_html(audit_report_input("applied"))


def test_the_report_is_attached_in_canonical_form(audit_report: Rendered, tmp_path: Path) -> None:
    content = attached(audit_report("refused"), tmp_path)["report.json"]
    data = AuditReportInput.from_bytes(content)
    assert data == audit_report_input("refused")
    assert json.loads(content)["schema"] == "modelwarden.audit_report/v1"
