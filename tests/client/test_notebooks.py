"""How a request and a registration look in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from modelwarden.notebooks import promotion_html, promotion_text
from modelwarden.objects.promotions import Promotion
from tests.client.samples import FAIRNESS, obligation, promotion

ALLOWED = {"b", "br", "div", "li", "p", "small", "table", "tbody", "td", "th", "thead", "tr", "ul"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m' onclick=\"x"


class Tags(HTMLParser):
    """The tags and attributes of a piece of HTML, and whether what was opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.opened: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "br":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


CASES = {
    "refused": promotion(violations=[FAIRNESS]),
    "waiting": promotion("open", "needs_approval", obligations=[obligation("risk_reviewer")]),
    "ready": promotion("ready", "allow"),
    "not judged": promotion("open", ""),
    "broken": promotion(
        outcome="error", config_errors=[{"rule_id": "", "reason": "No parameter", "pointer": "/p"}]
    ),
    "hostile": promotion(
        request={"model": HOSTILE, "environment": HOSTILE, "id": HOSTILE},
        violations=[FAIRNESS | dict.fromkeys(("title", "msg", "observed", "threshold", "solution"), HOSTILE)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_static_escaped_and_whole(case: str) -> None:
    found = Tags(promotion_html(CASES[case]))
    assert found.opened == []
    assert found.tags <= ALLOWED
    # One style of our own, and nothing that could bring in anything from elsewhere.
    assert {name for name, _ in found.attributes} == {"style"}
    assert not any("url(" in (value or "") for _, value in found.attributes)


def test_the_banner_and_the_failing_checks_are_there_with_what_to_do() -> None:
    text = promotion_html(CASES["refused"])
    for word in ("✗", CASES["refused"].summary, "FAIR-001", FAIRNESS["observed"], FAIRNESS["solution"]):
        assert str(word) in text
    assert "Approval by a risk_reviewer (0 of 1)" in promotion_html(CASES["waiting"])


@pytest.mark.parametrize("case", CASES)
def test_a_notebook_without_html_gets_text(case: str) -> None:
    shown: Promotion = CASES[case]
    bundle = shown._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"text/plain": promotion_text(shown), "text/html": promotion_html(shown)}
    assert "\x1b" not in bundle["text/plain"]
    assert shown.summary.split(":")[0] in bundle["text/plain"]
