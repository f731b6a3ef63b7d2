"""What the fuzzer once found, and well-formed files, through every target."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import settings

from registry.domain.canonical import canonical_json
from registry.domain.errors import InvalidInputError, MalformedError
from registry.evidence.limits import TableLimits
from registry.evidence.profile import describe_table
from registry.web.json_body import read_json
from tests.fuzz import byte_targets, structured_targets
from tests.fuzz.seeds import seeds

CHANGES = 20
REGRESSIONS = sorted(path for path in (Path(__file__).parent / "regressions").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_an_error_of_ours(path: Path) -> None:
    byte_targets.TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", byte_targets.TARGETS)
def test_well_formed_files_and_halves_of_them_pass_every_target(name: str) -> None:
    for seed in seeds(name):
        for data in (seed, seed[: len(seed) // 2], b""):
            byte_targets.TARGETS[name](data)


@pytest.mark.parametrize("name", byte_targets.TARGETS)
def test_a_few_changes_of_well_formed_files_pass_every_target(name: str) -> None:
    """The same ones each time; `make fuzz` looks for others."""
    chance = random.Random(name)  # noqa: S311 - no secret
    for seed in seeds(name):
        for _ in range(CHANGES):
            byte_targets.TARGETS[name](changed(seed, chance))


def changed(data: bytes, chance: random.Random) -> bytes:
    """A byte replaced, a piece left out, or a piece repeated."""
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 16))
    middle = chance.choice([bytes([chance.randrange(256)]), b"", data[start:end] * 2, b"\xff" * 8])
    return data[:start] + middle + data[end:]


@pytest.mark.parametrize("name", structured_targets.TARGETS)
def test_a_few_examples_of_every_structured_target(name: str) -> None:
    quick = settings(max_examples=40, deadline=None, database=None, derandomize=True)
    quick(structured_targets.TARGETS[name])()


def test_names_are_counted_in_linear_time() -> None:
    """Each name was looked up among all: 20,000 took 5 s, and 200,000 would have taken minutes."""
    members = ",".join(f'"k{number}":1' for number in range(200_000))
    started = time.process_time()
    with pytest.raises(MalformedError, match="k199999"):
        read_json(f'{{{members},"k199999":2}}'.encode())
    assert time.process_time() - started < 5


@pytest.mark.parametrize("numbers", [("1.0", "1.0000000000000002"), ("0", "5e-324")])
def test_numbers_too_near_for_twenty_bins_are_one(tmp_path: Path, numbers: tuple[str, str]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a\n" + "\n".join(numbers) + "\n", encoding="utf-8")
    (column,) = describe_table(path, TableLimits()).profile.columns
    assert column.histogram_counts == [2]


def test_half_a_character_has_no_canonical_form() -> None:
    with pytest.raises(InvalidInputError):
        canonical_json({"a": "\ud800"})
