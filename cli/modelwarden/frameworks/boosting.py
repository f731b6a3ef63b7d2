"""Gradient-boosted trees of XGBoost and LightGBM, converted by onnxmltools."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace

from modelwarden.frameworks.conversion import (
    NotConvertedError,
    converted,
    named_features,
    not_run,
    require,
    require_binary,
)
from modelwarden.frameworks.packaged import (
    ONNX_FILE,
    Array,
    Estimator,
    Frame,
    Packaged,
    Rows,
    scalars,
    text_of,
    versions_of,
)

_ZERO_AND_ONE = ("0", "1")
Convert = Callable[[int], bytes]


def package_xgboost(model: Estimator, rows: Rows) -> Packaged:
    """An `XGBClassifier`, or a `Booster` with a binary objective."""
    wrapped = hasattr(model, "get_booster")
    booster = model.get_booster() if wrapped else model
    named = rows.features or [*(booster.feature_names or ())]
    return _package(
        model,
        replace(rows, features=named),
        framework="XGBoost",
        width=booster.num_features(),
        convert=lambda width: _xgboost_to_onnx(model, width),
        native=("model.xgb.json", lambda: bytes(booster.save_raw("json"))),
        predict=lambda table: _xgboost_scores(model, table, wrapped=wrapped),
        packages=("xgboost", "xgboost-cpu"),
    )


def package_lightgbm(model: Estimator, rows: Rows) -> Packaged:
    """An `LGBMClassifier`, or a `Booster` with a binary objective."""
    wrapped = hasattr(model, "booster_")
    booster = model.booster_ if wrapped else model
    # Its own names are Column_0 and so on where it was trained without.
    known = [name for name in booster.feature_name() if name in rows.table.columns]
    named = rows.features or (known if len(known) == booster.num_feature() else [])
    return _package(
        model,
        replace(rows, features=named),
        framework="LightGBM",
        width=booster.num_feature(),
        convert=lambda width: _lightgbm_to_onnx(model, width),
        native=("model.lightgbm.txt", lambda: booster.model_to_string().encode()),
        predict=lambda table: model.predict_proba(table)[:, 1] if wrapped else model.predict(table),
        packages=("lightgbm",),
    )


def _package(  # noqa: PLR0913 - what the two libraries differ in
    model: Estimator,
    rows: Rows,
    *,
    framework: str,
    width: int,
    convert: Convert,
    native: tuple[str, Callable[[], bytes]],
    predict: Callable[[Frame], Array],
    packages: Sequence[str],
) -> Packaged:
    classes = [text_of(one) for one in getattr(model, "classes_", _ZERO_AND_ONE)]
    require_binary(classes, f"{framework} model")
    names = named_features(model, rows, width)
    try:
        files, onnx_path, notes = {ONNX_FILE: convert(width)}, ONNX_FILE, []
    except NotConvertedError as error:
        files, onnx_path = {native[0]: native[1]()}, None
        notes = [not_run(f"This {framework} model", str(error))]
    return Packaged(
        files=files,
        framework=f"{framework} ({type(model).__name__})",
        features=names,
        classes=classes,
        onnx_path=onnx_path,
        score=lambda table, favourable: _of_class(predict(table[names]), classes.index(favourable)),
        parameters=scalars(model.get_params() if hasattr(model, "get_params") else {}),
        software=versions_of(*packages, "onnxmltools", "numpy", "pandas"),
        notes=notes,
    )


def _of_class(scores: Array, position: int) -> Array:
    """Scores are of the second class."""
    return scores if position == 1 else 1 - scores


def _xgboost_scores(model: Estimator, rows: Frame, *, wrapped: bool) -> Array:
    if wrapped:
        return model.predict_proba(rows)[:, 1]
    xgboost = require("xgboost", "xgboost", "Scoring with an XGBoost model")
    return model.predict(xgboost.DMatrix(rows))


def _xgboost_to_onnx(model: Estimator, width: int) -> bytes:
    tools = require("onnxmltools", "onnxmltools", "Converting an XGBoost model to ONNX")
    # The converter knows features by position only; the user's model keeps its names.
    unnamed = copy.deepcopy(model)
    booster = unnamed.get_booster() if hasattr(unnamed, "get_booster") else unnamed
    booster.feature_names = None
    return converted(lambda: tools.convert_xgboost(unnamed, initial_types=_inputs(width)).SerializeToString())


def _lightgbm_to_onnx(model: Estimator, width: int) -> bytes:
    tools = require("onnxmltools", "onnxmltools", "Converting a LightGBM model to ONNX")

    def convert() -> bytes:
        graph = tools.convert_lightgbm(model, initial_types=_inputs(width), zipmap=False)
        for output in graph.graph.output:
            # The converter writes that there is one label, and gives one for each row.
            rows = output.type.tensor_type.shape.dim[0]
            rows.Clear()
        content: bytes = graph.SerializeToString()
        return content

    return converted(convert)


def _inputs(width: int) -> list[tuple[str, object]]:
    types = require("onnxmltools.convert.common.data_types", "onnxmltools", "Converting a model to ONNX")
    return [("features", types.FloatTensorType([None, width]))]
