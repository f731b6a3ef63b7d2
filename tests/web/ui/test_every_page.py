"""Every page that links lead to, as each kind of person: whole, well formed, and usable without eyes."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from modelwarden.cli.app import app as command_line
from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.models import VersionView
from registry.evidence.requests import EvidenceResult
from registry.services.context import Actor, open_unit
from registry.services.evidence import declare_evidence
from registry.services.reports import request_model_card
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People
from tests.web.ui.browser import Browser, Page, words_of
from tests.web.ui.conftest import OpenBrowser

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.usefixtures("furnished")]


SOME = 4
"""How many pages of a kind the short walks look at; the long one looks at all."""
_NAMED = re.compile(r"[0-9a-f-]{36}|sha256(:|%3A)[0-9a-f]{64}|[A-Z]{3,5}-\d{3}|\d+")


@pytest.fixture
def furnished(
    journey: Journey,
    people: People,
    unfair: Credit,
    unfair_results: list[EvidenceResult],
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
) -> None:
    """A model with a refused request, evidence of all kinds, a review and a model card."""
    journey.set_up(people.emil, unfair)
    evaluated(people.emil, unfair, unfair_results)
    with open_unit(journey.platform, people.emil) as context:
        letter = DeclareEvidence(
            kind="document", title="A letter", statement="Read.\nFound good.", figures={"n": 1}
        )
        declare_evidence(context, MODEL, 1, letter)
    request = journey.open(people.emil, 1).request.id
    journey.sign(people.rita, request, "risk_reviewer", "request_changes")
    with open_unit(journey.platform, people.emil) as context:
        request_model_card(context, MODEL, 1)
    journey.work_off()


def reachable(browser: Browser, of_a_kind: int = SOME) -> Iterator[Page]:
    """Pages that links lead to, from the inbox on; of those that differ in names and numbers alone, some."""
    waiting, seen, kinds = ["/"], {"/"}, Counter[str]()
    while waiting:
        page = browser.open(waiting.pop(0))
        if page.html is None:
            assert page.status == 200, page.path
            if page.path.endswith(".json") and page.response.mimetype == "application/json":
                assert page.response.json, page.path
            continue
        yield page
        for link in sorted(page.links - laws_of(page)):
            address = link.split("#")[0]
            assert address.startswith("/") or link.startswith("#"), link
            if address and address not in seen and not address.startswith("/log-out"):
                seen.add(address)
                kinds[kind := kind_of(address)] += 1
                if kinds[kind] <= of_a_kind:
                    waiting.append(address)


def kind_of(address: str) -> str:
    """An address without what names one thing of many, and what each filter is set to."""
    path, _, query = address.partition("?")
    return _NAMED.sub("ONE", path) + "?" + "&".join(sorted(re.findall(r"(\w+)=", query)))


def laws_of(page: Page) -> set[str]:
    """The links to the texts that packs are about: the only ones that lead away from here."""
    packs = page.path.startswith("/policies")
    return {link for link in page.links if packs and link.startswith("https://")}


def check_structure(page: Page) -> None:
    """What WCAG 2.2 asks of a page's bones (1.3.1, 2.4.1, 2.4.2, 2.4.6, 3.1.1, 4.1.2)."""
    html, where = page.html, page.path
    assert html.get("lang") == "en", where
    assert html.findtext(".//title").strip(), where
    assert len(html.findall(".//main")) == 1, where
    levels = [int(h.tag[1]) for h in html.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1, where
    assert levels.count(1) == 1, where
    assert all(after <= before + 1 for before, after in pairwise(levels)), (where, levels)
    ids = html.xpath("//@id")
    assert len(ids) == len(set(ids)), (where, sorted(one for one in ids if ids.count(one) > 1))
    for kind in ("aria-labelledby", "aria-describedby", "for", "list"):
        assert set(" ".join(html.xpath(f"//@{kind}")).split()) <= set(ids), (where, kind)
    for table in html.iter("table"):
        assert table.findtext("caption") is not None, where
        assert all(cell.get("scope") for cell in table.iter("th")), where
    labelled = set(html.xpath("//label/@for"))
    for control in html.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert control.get("id") in labelled or control.getparent().tag == "label", (
            where,
            control.get("name"),
        )


def check_content_policy(page: Page) -> None:
    """Nothing that our Content-Security-Policy would have to forbid."""
    html = page.html
    assert not list(html.iter("style", "iframe", "object", "base")), page.path
    assert not [one for one in html.iter("script") if (one.text or "").strip()], page.path
    assert not [name for name in map(attribute, html.xpath("//@*")) if "hx-on" in name], page.path
    assert "js:" not in " ".join(html.xpath("//@*[starts-with(name(), 'hx-')]")), page.path
    assert not html.xpath("//@style"), page.path
    assert not [name for name in map(attribute, html.xpath("//@*")) if name.startswith("on")], page.path
    loaded = html.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src | //script/@src")
    assert all(str(one).startswith("/assets/") for one in loaded), page.path


def attribute(found: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The name of an attribute that an XPath has found."""
    return str(getattr(found, "attrname", ""))


def check_frame(page: Page) -> None:
    """What every page has around its content: its twin, its address, the command that does the same."""
    if page.status == 200:
        [twin] = page.html.xpath("//link[@rel='alternate'][@type='application/json']/@href")
        [address] = page.html.xpath("//link[@rel='canonical']/@href")
        assert {twin, address} <= page.links, page.path
        [foot] = page.html.find_class("site-foot")
        assert "As of " in words_of(foot), page.path
        assert [one for one in foot.iter("code") if words_of(one).startswith("modelwarden ")], page.path


@pytest.mark.parametrize("of_a_kind", [SOME, pytest.param(10**6, marks=pytest.mark.long)])
def test_every_link_leads_somewhere_and_every_page_is_well_formed(
    browser: OpenBrowser, of_a_kind: int
) -> None:
    for username in ("emil", "rita", "otto", "root"):
        seen = set()
        for page in reachable(browser(username), of_a_kind):
            # A contributor has no business in the audit log, and is told so.
            allowed = {200, 403} if username == "emil" and page.path.endswith("/events") else {200}
            assert page.status in allowed, (username, page.path, page.text[:300])
            check_structure(page)
            check_content_policy(page)
            check_frame(page)
            seen.add(re.sub(r"[0-9a-f-]{36}|sha256:[0-9a-f]{64}", "ID", page.path))
        assert len(seen) >= 20, (username, sorted(seen))


EVERYBODYS = {
    "/",
    "/events",
    "/jobs",
    "/models",
    "/password",
    "/people",
    "/projects",
    "/promotions",
    "/reports",
    "/tokens",
}


def test_who_belongs_to_no_project_sees_bare_lists_that_teach(browser: OpenBrowser) -> None:
    pages = {page.path: page for page in reachable(browser("olga"))}
    assert {path for path in pages if not path.startswith("/policies")} == EVERYBODYS
    for page in pages.values():
        check_structure(page)
        check_frame(page)
        check_content_policy(page)
    assert "modelwarden model create MODEL --risk-tier high --project PROJECT" in pages["/models"].text


def test_each_kind_of_evidence_has_its_page(browser: OpenBrowser) -> None:
    otto = browser("otto")
    headings = {otto.page.heading for page in reachable(otto, 20) if page.path.startswith("/evidence/")}
    assert headings == {
        "Performance",
        "Subgroup disparity",
        "Explanation",
        "Data profile",
        "File scan",
        "Document",
    }


def test_every_command_that_a_page_shows_is_one(
    browser: OpenBrowser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for stand_in in ("TABLE", "DIRECTORY", "FILE"):
        Path(stand_in).touch()
    shown = set()
    for person in ("rita", "olga"):
        for page in reachable(browser(person)):
            codes = [words_of(code) for code in page.html.iter("code")]
            shown |= {code for code in codes if code.startswith("modelwarden ")}
    assert len(shown) > 15
    for line in shown:
        parse(shlex.split(line.replace("VERSION", "1"))[1:])


def parse(arguments: list[str]) -> None:
    """Have the real command line read the arguments, as far as running the command."""
    # Typer brings a Click of its own, so its groups are known by what they can do.
    command: Any = get_command(command_line)
    context = command.make_context("modelwarden", arguments)
    while rest := [*context._protected_args, *context.args]:
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
