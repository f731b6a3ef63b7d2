"""The tutorial is true: its commands, and those of the page that goes on from it, are typed into a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelwarden.client import Client
from modelwarden.demo.credit_data import read_credit_data
from modelwarden.demo.journey import EVALUATION, TRAINING
from modelwarden.demo.training import train_first, train_repaired
from tests.docs.pages import DOCS, ROOT, Page
from tests.docs.registry_process import readers_shell, serving
from tests.docs.walkthrough import make_checkout, type_all

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TUTORIAL = Page(DOCS / "tutorial.md")
SEQUEL = Page(DOCS / "how-to" / "break-glass-and-rollback.md")
SEED = 0  # The demo's own.
FIGURE = re.compile(r"\d+/\d+|0\.\d{4}")


@dataclass(frozen=True)
class Walk:
    """What the shell printed, the registry as the reader leaves it, and where the reader sat."""

    output: str
    url: str
    directory: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The whole page typed but for its first block: the demo has its own tests, its files are made here."""
    directory = tmp_path_factory.mktemp("tutorial")
    _leave_inputs(directory / "out" / "demo" / "inputs")
    make_checkout(directory)
    environment = readers_shell(directory, MODELWARDEN_DATA_DIR="out/tutorial")
    _, *blocks = TUTORIAL.blocks("sh")
    served = next(number for number, block in enumerate(blocks) if block.text == "modelwarden serve\n")
    type_all(blocks[:served], directory, environment)
    with serving(directory, environment) as url:
        yield Walk(type_all(blocks[served + 1 :], directory, environment), url, directory, environment)


def _leave_inputs(inputs: Path) -> None:
    """What the demo leaves in `inputs/`, under the same names."""
    inputs.mkdir(parents=True)
    data = read_credit_data(None, SEED)
    for name, half in ((TRAINING, data.training), (EVALUATION, data.evaluation)):
        half.to_csv(inputs / f"{name}.csv", index=False, lineterminator="\n")
    for number, model in enumerate((train_first(data), train_repaired(data)), start=1):
        table = data.evaluation.assign(score=model.scores)
        path = inputs / f"evaluation_v{number}.csv"
        table.to_csv(path, index=False, float_format="%.17g", lineterminator="\n")
        (inputs / f"{model.title.replace(' ', '_')}.onnx").write_bytes(model.onnx)


def _champions(walk: Walk) -> dict[str, int]:
    with Client.log_in(walk.url, "emma", "a passphrase for emma") as emma:
        return {alias.alias: alias.version for alias in emma.aliases.list("credit-scoring")}


def test_version_1_was_refused_and_version_2_is_the_champion(walk: Walk) -> None:
    with Client.log_in(walk.url, "emma", "a passphrase for emma") as emma:
        states = {one.version: one.state for one in emma.promotions.list(model="credit-scoring")}
    assert states == {1: "refused", 2: "applied"}
    assert _champions(walk) == {"champion": 2}


@pytest.mark.parametrize("page", [TUTORIAL, Page(ROOT / "README.md")], ids=str)
def test_the_figures_of_the_refusal_on_the_page_are_those_of_the_run(walk: Walk, page: Page) -> None:
    told = [
        line
        for block in page.blocks("text")
        for line in block.text.splitlines()
        if " actual " in line.lower()
    ]
    figures = {figure for line in told for figure in FIGURE.findall(line)}
    assert len(figures) > 6
    assert figures <= set(FIGURE.findall(walk.output))


def test_the_auditor_could_verify_the_report_and_decide_again(walk: Walk) -> None:
    assert "Verified." in walk.output
    assert '"outcome": "allow"' in walk.output


def test_the_glass_is_broken_and_the_champion_comes_back(walk: Walk) -> None:
    type_all(SEQUEL.blocks("sh"), walk.directory, walk.environment)
    with Client.log_in(walk.url, "emma", "a passphrase for emma") as emma:
        kinds = [(one.kind, one.version, one.state) for one in emma.promotions.list(model="credit-scoring")]
    assert kinds == [("rollback", 2, "applied"), ("promote", 2, "applied"), ("break_glass", 1, "applied")]
    assert _champions(walk) == {"champion": 2}
