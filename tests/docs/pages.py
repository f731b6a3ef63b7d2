"""The pages of the documentation, read as Markdown: what they link to, name, and have a reader type."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    language: str
    text: str


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text("utf-8")

    def blocks(self, language: str) -> list[Block]:
        """Its fenced blocks in a language."""
        found = (
            Block(token.info.strip(), token.content) for token in _tokens(self.path) if token.type == "fence"
        )
        return [block for block in found if block.language == language]

    def inline_code(self) -> list[str]:
        """Everything between backticks in running text."""
        return [token.content for token in self._inline() if token.type == "code_inline"]

    def links(self) -> list[str]:
        """What its links and pictures point to."""
        ends = (token.attrGet("href") or token.attrGet("src") for token in self._inline())
        return [str(end) for end in ends if end]

    def anchors(self) -> set[str]:
        """The anchors of its headings, as GitHub and MyST make them."""
        tokens = _tokens(self.path)
        titles = [
            after.content for token, after in itertools.pairwise(tokens) if token.type == "heading_open"
        ]
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    def prose(self) -> str:
        """Its running text, without code."""
        return " ".join(token.content for token in self._inline() if token.type == "text")

    def _inline(self) -> Iterator[Token]:
        for token in _tokens(self.path):
            yield from token.children or ()


def every_page() -> list[Page]:
    """README and all of `docs/`."""
    return [Page(ROOT / "README.md"), *map(Page, sorted(DOCS.rglob("*.md")))]


def written_pages() -> list[Page]:
    """Those that people write: all but the generated reference."""
    return [page for page in every_page() if page.path.parent != REFERENCE]


@cache
def _tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))
