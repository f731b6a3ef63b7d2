"""Every command line on a page is one that the real command line takes, and every make target is there."""

from __future__ import annotations

import re

import pytest

from tests.docs.command_lines import complaint, spoken
from tests.docs.pages import REFERENCE, ROOT, Page, every_page, written_pages

SHELLS = ("sh", "console")
# Usage lines like `modelwarden promote [OPTIONS] COMMAND [ARGS]...`.
PAGES = [page for page in every_page() if page.path != REFERENCE / "cli.md"]


@pytest.mark.parametrize("page", written_pages(), ids=str)
def test_what_a_reader_types_is_taken(page: Page) -> None:
    for block in page.blocks(*SHELLS):
        for words in spoken(block.text):
            assert complaint(words, whole=True) == "", f"modelwarden {' '.join(words)}"


@pytest.mark.parametrize("page", written_pages(), ids=str)
def test_what_a_pipeline_runs_is_taken(page: Page) -> None:
    for block in page.blocks("yaml"):
        steps = re.sub(r"^\s*- (?:run: )?", "", block.text, flags=re.MULTILINE)
        for words in spoken(steps):
            assert complaint(words, whole=True) == "", f"modelwarden {' '.join(words)}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_is_mentioned_exists(page: Page) -> None:
    for mention in page.inline_code():
        for words in spoken(mention):
            assert complaint(words, whole=False) == "", f"`{mention}`"


@pytest.mark.parametrize("page", written_pages(), ids=str)
def test_make_targets_exist(page: Page) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    typed = [block.text for block in page.blocks(*SHELLS)]
    for text in (*typed, *page.inline_code()):
        for target in re.findall(r"^(?:\$ )?make ([a-z]+)", text, re.MULTILINE):
            assert target in targets, f"make {target}"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("promote opne", "there is no command 'opne' in `modelwarden promote`"),
        ("promote", "a command is missing"),
        ("promote open credit 1 --into production", "there is no option --into"),
        ("promote open credit 1 --to", "--to lacks its value"),
        ("promote open credit --to production", "1 arguments are missing"),
        ("promote open credit 1 2 --to production", "['2'] is too much"),
        ("promote open credit 1 --to=production", ""),
        ("serve --no-worker", ""),
    ],
)
def test_the_check_finds_what_is_wrong(line: str, wrong: str) -> None:
    assert complaint(line.split(), whole=True) == wrong


def test_calls_are_found_in_shell_text() -> None:
    text = "ID=$(modelwarden promote list --state open | cut -f1)\nls && modelwarden doctor # modelwarden x\n"
    assert list(spoken(text)) == [["promote", "list", "--state", "open"], ["doctor"]]
