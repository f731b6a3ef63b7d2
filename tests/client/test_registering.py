"""From a notebook to a promotion request, against a real registry, for every kind of model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import modelwarden
from modelwarden import Client
from tests.client.credit_frames import FEATURES, NUMBERS, QUICK, credit_frame
from tests.client.registry import PROJECT, Registry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("client-registry"),
    pytest.mark.usefixtures("home"),
]
README = Path(__file__).parents[2] / "README.md"
HOW_TO = README.parent / "docs" / "how-to" / "register-from-a-notebook.md"
TRAINING, HELD_OUT = credit_frame(seed=0), credit_frame(seed=1)


@pytest.fixture
def emil(registry: Registry) -> Iterator[Client]:
    with registry.client("emil") as client:
        yield client


def logistic_regression() -> object:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression().fit(TRAINING[NUMBERS], TRAINING["repaid"])


def without_names() -> object:
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(20, random_state=0)
    return forest.fit(TRAINING[NUMBERS].to_numpy(), TRAINING["repaid"])


def pipeline() -> object:
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    columns = ColumnTransformer(
        [("numbers", StandardScaler(), [*NUMBERS, "age"]), ("words", OneHotEncoder(), ["purpose"])]
    )
    return make_pipeline(columns, LogisticRegression()).fit(TRAINING[FEATURES], TRAINING["repaid"])


def xgboost() -> object:
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=20).fit(TRAINING[NUMBERS], TRAINING["repaid"])


def xgboost_booster() -> object:
    from xgboost import DMatrix, train

    matrix = DMatrix(TRAINING[NUMBERS], label=TRAINING["repaid"])
    return train({"objective": "binary:logistic"}, matrix, 10)


def lightgbm() -> object:
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_estimators=20, verbose=-1).fit(TRAINING[NUMBERS], TRAINING["repaid"])


def onnx_bytes() -> bytes:
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    inputs = [("features", FloatTensorType([None, 2]))]
    graph = to_onnx(logistic_regression(), initial_types=inputs, options={"zipmap": False})
    content: bytes = graph.SerializeToString()
    return content


def onnx_proto() -> object:
    import onnx

    return onnx.load_from_string(onnx_bytes())


MODELS: dict[str, tuple[Callable[[], object], str, list[str]]] = {
    "logistic": (logistic_regression, "scikit-learn (LogisticRegression)", []),
    "unnamed": (without_names, "scikit-learn (RandomForestClassifier)", NUMBERS),
    "pipeline": (pipeline, "scikit-learn (Pipeline)", []),
    "xgboost": (xgboost, "XGBoost (XGBClassifier)", []),
    "booster": (xgboost_booster, "XGBoost (Booster)", []),
    "lightgbm": (lightgbm, "LightGBM (LGBMClassifier)", []),
    "onnx-bytes": (onnx_bytes, "ONNX", NUMBERS),
    "onnx-proto": (onnx_proto, "ONNX", NUMBERS),
}


def test_five_lines_lead_from_a_notebook_to_a_promotion_request(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.run("emil", "whoami")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(registry.directory / "emil"))
    five_lines = HOW_TO.read_text().partition("```python\n")[2].partition("```")[0]
    assert five_lines in README.read_text()
    assert len([line for line in five_lines.splitlines() if line.strip()]) == 5
    names: dict[str, Any] = {"model": logistic_regression(), "held_out": HELD_OUT}
    exec(five_lines, names)  # noqa: S102 - what people are told to type
    registered, promotion = names["registered"], names["promotion"]
    assert isinstance(registered, modelwarden.Registration)
    assert registered.version.model == "credit"
    assert promotion.model == "credit"
    assert promotion.decision is not None
    assert registered.assurance["fairness"] == "reproduced"
    assert "FAIR-" in promotion._repr_html_() or not promotion.checks_failing


@pytest.mark.parametrize("name", MODELS)
def test_the_platform_reproduces_what_was_registered(emil: Client, name: str) -> None:
    make, framework, features = MODELS[name]
    registered = modelwarden.register(
        f"kind-{name}",
        make(),
        evaluation=HELD_OUT,
        label="repaid",
        sensitive=["sex"],
        features=features,
        spec=QUICK,
        project=PROJECT,
        client=emil,
        timeout=120,
    )
    version = registered.version
    assert version.framework == framework
    assert [file.path for file in version.files] == ["model.onnx"]
    assert "Python 3" in version.environment
    assert registered.assurance["explanation"] == "reproduced"
    assert registered.assurance["performance"] == "reproduced"
    assert registered.assurance["fairness"] == "reproduced"
    assert registered.assurance["data_profile"] == "recomputed"
    assert {field.name for field in version.signature.inputs} == set(
        FEATURES if name == "pipeline" else NUMBERS
    )


def test_the_second_version_uses_the_same_data_and_names_its_training(emil: Client, tmp_path: Path) -> None:
    path = tmp_path / "exported.onnx"
    path.write_bytes(onnx_bytes())
    numbers = [
        modelwarden.register(
            "twice",
            path,
            evaluation=HELD_OUT,
            training=TRAINING,
            label="repaid",
            features=NUMBERS,
            project=PROJECT,
            description=f"The {number}.",
            client=emil,
            spec=QUICK,
        ).version.version
        for number in ("first", "second")
    ]
    assert numbers == [1, 2]
    for use in ("evaluation", "training"):
        assert [one.version for one in emil.datasets.list_versions(PROJECT, f"twice-{use}")] == [1]
    edges = emil.lineage.of_version("twice", 2).edges
    assert {"training", "evaluation"} <= {edge.role for edge in edges}


def test_what_the_platform_cannot_run_is_recomputed_from_its_scores_and_says_so(
    emil: Client, tmp_path: Path
) -> None:
    weights = tmp_path / "network.pt"
    weights.write_bytes(b"weights that only PyTorch reads")
    table = HELD_OUT.assign(p=(HELD_OUT["income"] > 0).astype(float))
    registered = modelwarden.register(
        "network",
        weights,
        evaluation=table,
        label="repaid",
        sensitive=["sex"],
        score="p",
        project=PROJECT,
        client=emil,
    )
    assert registered.version.framework == "PyTorch"
    assert registered.assurance["performance"] == "recomputed"
    assert "explanation" not in registered.assurance
    assert "not reproduced" in registered.notes[0]
    assert "not reproduced" in registered._repr_html_()
    (data,) = emil.datasets.list_versions(PROJECT, "network-evaluation")
    assert "p" not in {column["name"] for column in data.columns}


def test_a_model_that_cannot_be_converted_goes_the_same_way(emil: Client) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    odd = make_pipeline(FunctionTransformer(abs), LogisticRegression())
    odd.fit(TRAINING[NUMBERS], TRAINING["repaid"])
    registered = modelwarden.register(
        "odd", odd, evaluation=HELD_OUT, label="repaid", project=PROJECT, client=emil
    )
    assert registered.assurance["performance"] == "recomputed"
    assert "could not be converted to ONNX" in registered.notes[0]
    assert [file.path for file in registered.version.files] == ["model.pkl"]
