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


# A comment before a block, or before the page's first heading for all blocks without one of their own.
_FATE = re.compile(r"^<!-- (run|not run): (.+?) -->$", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: `run` names the test that runs it, `not_run` says why none does."""

    language: str
    text: str
    run: str = ""
    not_run: str = ""

    @property
    def typed(self) -> str:
        """What a reader types: the lines after a prompt where there are prompts, else all."""
        if self.language != "console":
            return self.text
        lines = self.text.replace("\\\n", "\\\0").splitlines()
        return "".join(f"{line[2:]}\n" for line in lines if line.startswith("$ ")).replace("\0", "\n")


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

    def blocks(self, *languages: str) -> list[Block]:
        """Its fenced blocks in some languages, in their order."""
        return [block for block in self.all_blocks() if block.language in languages]

    def all_blocks(self) -> Iterator[Block]:
        """Every fenced block, with what its page says of running it."""
        for_all: dict[str, str] = {}
        before: dict[str, str] = {}
        headings = 0
        for token in _tokens(self.path):
            if token.type == "fence":
                yield Block(token.info.strip(), token.content, **(before or for_all))
            headings += token.type == "heading_open"
            fate = _FATE.match(token.content.strip()) if token.type == "html_block" else None
            before = {fate[1].replace(" ", "_"): " ".join(fate[2].split())} if fate else {}
            for_all = before if fate and not headings else for_all

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
