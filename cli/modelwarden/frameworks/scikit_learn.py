"""Classifiers and pipelines of scikit-learn, converted by skl2onnx."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

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

_PICKLE = "model.pkl"


def package_scikit_learn(model: Estimator, rows: Rows) -> Packaged:
    """The model as ONNX, or as a pickle with a note when it cannot be converted."""
    classes = [text_of(one) for one in getattr(model, "classes_", ())]
    require_binary(classes, "scikit-learn model")
    names = named_features(model, rows, int(getattr(model, "n_features_in_", len(rows.unnamed))))
    files: dict[str, bytes]
    try:
        files, onnx_path, notes = {ONNX_FILE: _to_onnx(model, rows.table[names])}, ONNX_FILE, []
    except NotConvertedError as error:
        files, onnx_path = {_PICKLE: pickle.dumps(model)}, None
        notes = [
            not_run("This scikit-learn model", str(error)),
            "It is kept as a pickle, which runs code when it is loaded; its scan may speak against it.",
        ]
    return Packaged(
        files=files,
        framework=f"scikit-learn ({type(model).__name__})",
        features=names,
        classes=classes,
        onnx_path=onnx_path,
        score=lambda table, favourable: _score(model, table[names], classes.index(favourable)),
        parameters={"estimator": _name(model)} | scalars(_parameters(model)),
        software=versions_of("scikit-learn", "skl2onnx", "numpy", "pandas"),
        notes=notes,
    )


def _score(model: Estimator, rows: Frame, position: int) -> Array:
    fed = rows if hasattr(model, "feature_names_in_") else rows.to_numpy()
    return model.predict_proba(fed)[:, position]


def _to_onnx(model: Estimator, rows: Frame) -> bytes:
    skl2onnx = require("skl2onnx", "skl2onnx", "Converting a scikit-learn model to ONNX")
    types = require("skl2onnx.common.data_types", "skl2onnx", "Converting a scikit-learn model to ONNX")
    by_column = _reads_columns(model) or any(not _is_numeric(rows[name]) for name in rows.columns)
    if by_column:
        inputs = [
            (name, (types.FloatTensorType if _is_numeric(rows[name]) else types.StringTensorType)([None, 1]))
            for name in rows.columns
        ]
    else:
        inputs = [("features", types.FloatTensorType([None, len(rows.columns)]))]
    # The map of classes that is left out would be a type of its own, which fewer programs read.
    options = {"zipmap": False}
    return converted(
        lambda: skl2onnx.to_onnx(model, initial_types=inputs, options=options).SerializeToString()
    )


def _is_numeric(column: Frame) -> bool:
    return column.dtype.kind in "biuf"


def _reads_columns(model: Estimator) -> bool:
    """Whether some part picks columns by name, and so needs an input for each."""
    return any(type(part).__name__ == "ColumnTransformer" for part in _parts(model))


def _parts(model: Estimator) -> Iterator[Estimator]:
    yield model
    for _, part in getattr(model, "steps", ()):
        yield from _parts(part)


def _name(model: Estimator) -> str:
    steps = [type(part).__name__ for part in _parts(model) if not hasattr(part, "steps")]
    return " > ".join(steps)


def _parameters(model: Estimator) -> dict[str, object]:
    last = [*_parts(model)][-1]
    found: dict[str, object] = last.get_params(deep=False) if hasattr(last, "get_params") else {}
    return found
