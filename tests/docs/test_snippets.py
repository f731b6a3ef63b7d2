"""Every snippet for a shell or Python is run by a test, or its page says why none runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.scene import PROJECT, Scene, furnished_server
from tests.docs.pages import DOCS, ROOT, Block, Page, written_pages
from tests.docs.registry_process import readers_shell
from tests.docs.walkthrough import make_checkout, type_all

LANGUAGES = ("sh", "bash", "shell", "console", "python")
# Whose token is in the environment; what others may do is asked by an owner.
TYPED_BY = {"tokens-and-log-ins.md": "ada"}
HERE = Path(__file__).relative_to(ROOT).as_posix()
WITH_SNIPPETS = [page for page in written_pages() if page.blocks(*LANGUAGES)]


def here(page: Page) -> list[Block]:
    return [block for block in page.blocks("sh", "console") if block.run == HERE]


RUN_HERE = [page for page in WITH_SNIPPETS if here(page)]


@pytest.mark.parametrize("page", WITH_SNIPPETS, ids=str)
def test_every_snippet_says_what_runs_it_or_why_nothing_does(page: Page) -> None:
    told = "put `<!-- run: tests/... -->` or `<!-- not run: why -->` before it, or before the page's heading"
    for block in page.blocks(*LANGUAGES):
        assert block.run or len(block.not_run.split()) > 2, f"{block.text!r}: {told}"


@pytest.mark.parametrize("page", WITH_SNIPPETS, ids=str)
def test_the_test_that_is_named_reads_the_page(page: Page) -> None:
    for test in {block.run for block in page.blocks(*LANGUAGES)} - {"", HERE}:
        assert page.path.name in (ROOT / test).read_text("utf-8"), f"{test} does not read {page}"


def test_the_readmes_five_lines_are_those_of_the_page_that_is_run() -> None:
    (readme,) = Page(ROOT / "README.md").blocks("python")
    page, *_ = Page(DOCS / "how-to" / "register-from-a-notebook.md").blocks("python")
    assert readme.text == page.text
    assert len([line for line in readme.text.splitlines() if line]) == 5


def test_there_are_no_other_names_for_a_shell() -> None:
    languages = {block.language for page in written_pages() for block in page.all_blocks()}
    assert languages - {*LANGUAGES, "text", "yaml", "json", "rego", "jinja", "{toctree}"} == set()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    directory = tmp_path_factory.mktemp("scene")
    with furnished_server(directory, f"sqlite:///{directory / 'docs.sqlite'}") as found:
        yield found


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", RUN_HERE, ids=str)
def test_it_can_be_typed(page: Page, scene: Scene, tmp_path: Path) -> None:
    """In a directory with a model and a table, on the machine of the registry, in one shell for each page."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights.bin").write_text(page.path.name)
    rows = [f"{number},0.{number % 10},{number % 2},{'mf'[number // 7 % 2]}" for number in range(200)]
    (tmp_path / "table.csv").write_text("\n".join(["income,score,risk,sex", *rows, ""]))
    environment = readers_shell(
        tmp_path,
        MODELWARDEN_URL=scene.url,
        MODELWARDEN_TOKEN=scene.log_ins[TYPED_BY.get(page.path.name, "emil")],
        MODELWARDEN_PROJECT=PROJECT,
        MODELWARDEN_DATA_DIR=str(scene.directory / "data"),
        MODELWARDEN_DATABASE_URL=f"sqlite:///{scene.directory / 'docs.sqlite'}",
        REQUEST=str(scene.known()["path.promotion_id"][0]),
    )
    make_checkout(tmp_path)
    type_all(here(page), tmp_path, environment)
