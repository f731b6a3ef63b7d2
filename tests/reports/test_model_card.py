"""The model card in its four forms."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.contract.dossier import ModelCardInput
from reports.model_card import (
    render_model_card_html,
    render_model_card_json,
    render_model_card_markdown,
    render_model_card_pdf,
)
from tests.reports.conftest import Rendered
from tests.reports.elements import DRAWING, Elements
from tests.reports.hostile import renamed
from tests.reports.pdf_text import attached, text
from tests.reports.sample import SCENARIOS, Scenario, model_card_input

DATA = model_card_input("applied")


def metadata(card: str) -> dict[str, Any]:
    _, block, _ = card.split("---\n", 2)
    loaded: dict[str, Any] = yaml.safe_load(block)
    return loaded


def test_the_page_stands_alone() -> None:
    html = render_model_card_html(DATA)
    page = Elements(html)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "a"} & set(page.names)
    assert not [name for name in page.attributes if name in {"src", "href", "style"} or name.startswith("on")]
    assert page.drawn <= DRAWING
    css = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in css
    assert "@import" not in css


def test_the_page_lets_a_browser_fetch_nothing() -> None:
    """The policy's digest must be that of the page's own style, or a browser would show none."""
    import base64
    import hashlib

    html = render_model_card_html(DATA)
    css = html[html.index("<style>") + len("<style>") : html.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;" in html.replace("'", "&#39;")


def test_names_stay_text_in_html() -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    before, after = (
        Elements(render_model_card_html(DATA)),
        Elements(render_model_card_html(renamed(DATA, attack))),
    )
    assert after.names == before.names
    assert after.drawn <= DRAWING


def test_names_stay_text_in_markdown() -> None:
    """Read by markdown-it, with HTML and links switched on: what somebody named makes no element."""
    from markdown_it import MarkdownIt

    attack = "<script>x</script> [a](javascript:x) ![b](http://x/y.png) **bold** `code` | cell"
    card = render_model_card_markdown(renamed(DATA, attack))
    body = card.split("---\n", 2)[2]
    page = Elements(MarkdownIt("commonmark", {"html": True}).enable("table").render(body))
    plain = Elements(
        MarkdownIt("commonmark").enable("table").render(render_model_card_markdown(DATA).split("---\n", 2)[2])
    )
    assert page.names == plain.names
    assert not {"script", "img", "a", "code"} & set(page.names)


def test_the_metadata_is_what_hugging_face_reads() -> None:
    """Keys and nesting of the Hub's model card metadata; a result needs task, dataset and metrics."""
    found = metadata(render_model_card_markdown(DATA))
    assert found["license"] == "apache-2.0"
    assert found["library_name"] == "sklearn"
    assert found["datasets"] == ["german-credit-training", "german-credit-evaluation"]
    assert {"modelwarden", "tabular", "credit-scoring"} == set(found["tags"])
    assert {"accuracy", "roc_auc"} <= set(found["metrics"])
    (model,) = found["model-index"]
    assert model["name"] == "credit-risk"
    (result,) = model["results"]
    assert result["task"] == {"type": "tabular-classification"}
    assert result["dataset"]["type"] == "german-credit-evaluation"
    assert result["dataset"]["split"] == "evaluation"
    assert set(result["source"]) == {"name", "url"}
    for metric in result["metrics"]:
        assert set(metric) == {"type", "name", "value"}
        assert isinstance(metric["value"], float)


def test_the_metadata_has_the_exact_figures() -> None:
    body = next(item.body for item in DATA.evidence.values() if item.kind == "performance")
    (result,) = metadata(render_model_card_markdown(DATA))["model-index"][0]["results"]
    values = {metric["type"]: metric["value"] for metric in result["metrics"]}
    assert values["roc_auc"] == body.to_json()["roc_auc"]
    assert values["accuracy"] == body.to_json()["rates"]["accuracy"]["value"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("CC-BY-4.0", {"license": "cc-by-4.0"}),
        ("CC BY 4.0", {"license": "cc-by-4.0"}),
        ("Bank internal", {"license": "other", "license_name": "Bank internal"}),
        ("", {}),
    ],
)
def test_licences(licence: str, expected: dict[str, str]) -> None:
    found = metadata(render_model_card_markdown(DATA.model_copy(update={"licence": licence})))
    assert {key: value for key, value in found.items() if key.startswith("license")} == expected


def test_a_card_without_evidence_says_so_everywhere(tmp_path: Path) -> None:
    bare = DATA.model_copy(update={"evidence": {}, "decision": None, "placements": []})
    markdown = render_model_card_markdown(bare)
    assert "model-index" not in metadata(markdown)
    html = render_model_card_html(bare)
    path = tmp_path / "bare.pdf"
    path.write_bytes(render_model_card_pdf(bare))
    for card in (markdown, html.replace("&#39;", "'"), text(path)):
        for words in (
            "There is no evidence of performance.",
            "There is no evidence of disparities between groups.",
            "There is no explanation of the model's scores.",
            "No promotion of this version has been judged.",
        ):
            assert words in " ".join(card.split())


def test_the_json_is_the_canonical_input() -> None:
    content = render_model_card_json(DATA)
    assert ModelCardInput.from_bytes(content) == DATA
    assert json.loads(content)["schema"] == "modelwarden.model_card/v1"


def test_the_pdf_carries_the_json_and_is_the_same_each_time(model_card: Rendered, tmp_path: Path) -> None:
    assert attached(model_card("applied"), tmp_path) == {"model_card.json": render_model_card_json(DATA)}
    assert render_model_card_pdf(DATA) == model_card("applied").read_bytes()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_card_speaks_a_verdict_that_is_not_its_own(scenario: Scenario) -> None:
    data = model_card_input(scenario)
    for card in (render_model_card_html(data), render_model_card_markdown(data)):
        assert not re.search(r"compliant|compliance|is fair\b|unbiased", card, re.IGNORECASE)


def test_break_glass_heads_the_card(model_card: Rendered) -> None:
    assert "Applied under break-glass" in render_model_card_html(model_card_input("break_glass"))
    assert "BREAK-GLASS" in text(model_card("break_glass"))


def test_the_newest_evidence_of_a_kind_is_shown() -> None:
    digest, old = next((name, item) for name, item in DATA.evidence.items() if item.kind == "performance")
    new = old.model_copy(
        update={"produced_at": "2026-11-22T00:00:00.000Z", "produced_by": "a later run of the worker"}
    )
    other = "sha256:" + "0" * 64
    html = render_model_card_html(DATA.model_copy(update={"evidence": DATA.evidence | {other: new}}))
    assert "a later run of the worker" in html
    assert f"Document <code>{other}</code>" in html
    assert f"Document <code>{digest}</code>" not in html
