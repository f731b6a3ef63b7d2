"""What is said when a model cannot be registered as it is, before anything is sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

import modelwarden
from modelwarden import Client, Registration
from modelwarden.errors import InvalidInputError, MissingDependencyError
from modelwarden.evaluation_tables import write_table
from tests.client.credit_frames import NUMBERS, credit_frame

TABLE = credit_frame(100)


@pytest.fixture
def model() -> LogisticRegression:
    return LogisticRegression().fit(TABLE[NUMBERS].to_numpy(), TABLE["repaid"])


def register(model: object, **said: Any) -> Registration:  # noqa: ANN401 - what a test is about
    """Register at a registry that is not there: what is refused before that has its own error."""
    arguments: dict[str, Any] = {
        "evaluation": TABLE,
        "label": "repaid",
        "client": Client("http://127.0.0.1:9", pauses=()),
    }
    return modelwarden.register("credit", model, **(arguments | said))


def test_a_missing_converter_is_named_with_what_to_install(
    model: LogisticRegression, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "skl2onnx", None)
    with pytest.raises(MissingDependencyError, match="needs the package skl2onnx") as caught:
        register(model, features=NUMBERS)
    assert "pip install skl2onnx" in caught.value.remedy


def test_inputs_that_nobody_named_are_not_guessed(model: LogisticRegression) -> None:
    with pytest.raises(InvalidInputError, match="takes 2 features, and there are 5") as caught:
        register(model)
    assert "features=" in caught.value.remedy


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"label": "nope"}, "no column 'nope'"),
        ({"sensitive": ["sex", "age_band"]}, "no column 'age_band'"),
        ({"evaluation": [1, 2]}, "list is no table"),
        ({"features": NUMBERS, "favourable": "yes"}, "No label is 'yes'"),
    ],
)
def test_what_is_not_there_is_named(model: LogisticRegression, said: dict[str, Any], what: str) -> None:
    with pytest.raises(InvalidInputError, match=what) as caught:
        register(model, **said)
    assert caught.value.remedy


def test_only_decisions_between_two_classes_are_judged() -> None:
    three = TABLE["age"] // 30
    with pytest.raises(InvalidInputError, match="has 3 classes"):
        register(LogisticRegression(max_iter=500).fit(TABLE[NUMBERS], three))
    with pytest.raises(InvalidInputError, match="has 0 classes"):
        register(LinearRegression().fit(TABLE[NUMBERS], TABLE["repaid"]))


def test_files_that_cannot_be_run_need_their_answers(tmp_path: Path) -> None:
    weights = tmp_path / "network.pt"
    weights.write_bytes(b"weights")
    with pytest.raises(InvalidInputError, match="this model cannot be run here") as caught:
        register(weights)
    assert 'score="score"' in caught.value.remedy


def test_a_module_of_pytorch_is_told_how_to_become_a_file() -> None:
    kind = type("Net", (), {"__module__": "torch.nn.modules"})
    with pytest.raises(InvalidInputError, match="cannot be registered as it is") as caught:
        register(kind())
    assert "torch.onnx.export" in caught.value.remedy
    with pytest.raises(InvalidInputError, match="dict cannot be registered") as caught:
        register({})
    assert "ONNX" in caught.value.remedy


def test_the_users_model_is_left_as_it_was() -> None:
    from xgboost import XGBClassifier

    from modelwarden.frameworks.choosing import package
    from modelwarden.frameworks.packaged import Rows

    booster = XGBClassifier(n_estimators=3).fit(TABLE[NUMBERS], TABLE["repaid"])
    package(booster, Rows(TABLE.drop(columns="repaid")))
    assert booster.get_booster().feature_names == NUMBERS


def test_a_table_is_written_the_same_each_time_and_gives_its_numbers_back(tmp_path: Path) -> None:
    import pandas as pd

    table = TABLE.assign(third=1 / 3, single=TABLE["income"].astype("float32"))
    first = write_table(table, tmp_path / "first.csv")
    second = write_table(table.copy(), tmp_path / "second.csv")
    assert first.read_bytes() == second.read_bytes()
    again = pd.read_csv(first, float_precision="round_trip")
    assert (again["third"] == 1 / 3).all()
    assert (again["single"] == table["single"].astype(float)).all()
