"""Every relative link leads to a file that is there, every anchor to a heading, and no page is lost."""

from __future__ import annotations

import pytest

from tests.docs.pages import DOCS, ROOT, Page, every_page


def _targets(page: Page) -> list[tuple[str, Page, str]]:
    """The relative links of a page: as written, the page they lead to, and the anchor."""
    found = []
    for link in page.links():
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        found.append((link, Page((page.path.parent / path).resolve() if path else page.path), anchor))
    return found


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_every_relative_link_resolves(page: Page) -> None:
    for link, target, anchor in _targets(page):
        assert target.path.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in target.anchors(), f"{link}: there is no such heading"


@pytest.mark.parametrize("page", every_page(), ids=str)
def test_links_to_the_web_are_encrypted(page: Page) -> None:
    assert [link for link in page.links() if link.startswith("http://")] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    reached, waiting = set(), [Page(ROOT / "README.md"), Page(DOCS / "index.md")]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [target for _, target, _ in _targets(page) if target.path.suffix == ".md"]
    assert {str(page) for page in every_page()} - {str(page) for page in reached} == set()
