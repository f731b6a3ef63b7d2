"""What the pages name is there: variables, paths; and what they must not say is not."""

from __future__ import annotations

import re

import pytest

from registry.settings import READ_ELSEWHERE, Settings, variable
from tests.docs.pages import DOCS, REFERENCE, ROOT, Page, every_page, written_pages
from tools.reference.library import library
from tools.reference.settings_page import OTHER_VARIABLES

FOLDERS = r"(?:\.ci|cli|docs|migrations|policies|registry|reports|requirements|tests|tools)"
# A path of the tree in inline code: `registry/gate/`, `policies/packs/house.yaml`, `tests/docs/test_*.py`.
PATH = re.compile(rf"^{FOLDERS}/[\w./*-]*$")
# How-tos have the reader make these.
MADE_BY_THE_READER = {
    "policies/fixtures/HOUSE-001.json",
    "policies/modelwarden/rules/house/precision.rego",
    "policies/packs/house.yaml",
    "policies/packs/small_loans.yaml",
}
DECISIONS = [page for page in every_page() if page.path.parent == DOCS / "decisions"]


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_every_variable_is_a_setting(page: Page) -> None:
    known = {variable(name) for name in Settings.model_fields} | set(OTHER_VARIABLES)
    named = set(re.findall(r"\bMODELWARDEN_[A-Z0-9_]*[A-Z0-9]\b", page.text))
    assert named - known == set()


def test_the_server_takes_the_other_variables_for_what_they_are() -> None:
    assert set(OTHER_VARIABLES) == READ_ELSEWHERE


def test_the_other_variables_are_read_somewhere() -> None:
    sources = [path.read_text("utf-8") for top in ("cli", "registry") for path in (ROOT / top).rglob("*.py")]
    for name in OTHER_VARIABLES:
        assert any(f'"{name}"' in source for source in sources), name


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_every_path_of_the_tree_exists(page: Page) -> None:
    for named in {code for code in page.inline_code() if PATH.match(code)} - MADE_BY_THE_READER:
        assert list(ROOT.glob(named.rstrip("/"))), f"{page} names {named}"


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_no_page_claims_what_we_never_claim(page: Page) -> None:
    # In quotation marks the words are talked about, and not used.
    prose = re.sub(r"[\"“][^\"”]{1,40}[\"”]", "", page.prose())
    claims = r"\b(?:compliant|unbiased|bias-free|tamper-?proof|guarantee\w*|(?:is|are) [Ff]air)\b"
    assert re.findall(claims, prose) == []


@pytest.mark.parametrize("page", written_pages(), ids=str)
def test_the_glossarys_words_are_used(page: Page) -> None:
    others = r"\bpull request id\b|\bmerge request\b|\bmodel stage\b|\bpromotion ticket\b|\bexemption\b"
    assert re.findall(others, page.prose(), re.IGNORECASE) == []


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_no_page_names_a_package_registrys_host(page: Page) -> None:
    assert re.findall(r"pypi\.org|pythonhosted|npmjs|proxy\.golang|repo1?\.maven", page.text) == []


@pytest.mark.parametrize("page", DECISIONS, ids=str)
def test_a_decision_has_its_four_parts(page: Page) -> None:
    assert re.findall(r"^## (\w+)$", page.text, re.MULTILINE) == ["Context", "Choice", "Cost", "Exit"]
    assert len(page.text.split()) < 500, "one page at most"


def test_all_of_the_reference_is_generated() -> None:
    from tools.docs import PAGES

    assert {path.name for path in REFERENCE.iterdir()} == set(PAGES)


def test_the_readme_counts_the_rules_right() -> None:
    (said,) = re.findall(r"(\d+) rules in (\d+) packs", Page(ROOT / "README.md").text)
    assert said == (str(len(library().rules)), str(len(library().packs)))


def test_the_readmes_folders_exist() -> None:
    (tree,) = (
        block.text for block in Page(ROOT / "README.md").blocks("text") if block.text.startswith("registry/")
    )
    named = re.findall(r"[\w./]+(?:/|\.py)(?= )", tree)
    assert len(named) > 15
    for name in named:
        assert (ROOT / name).exists() or (ROOT / "registry" / name).exists(), name


@pytest.mark.parametrize("page", written_pages(), ids=str)
def test_checks_are_shown_with_the_titles_of_their_rules(page: Page) -> None:
    titles = {rule.id: rule.title for rule in library().rules}
    for block in page.blocks("text"):
        for rule, shown in re.findall(r"✗ ([A-Z]+-\d{3}) +(.+)", block.text):
            assert shown.startswith(titles[rule]), f"{rule} is {titles[rule]!r} now"
