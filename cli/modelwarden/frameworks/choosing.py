"""Which library a model is of, told from its type: nothing is imported to find that out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from modelwarden.directories import collect_files
from modelwarden.errors import InvalidInputError
from modelwarden.frameworks.boosting import package_lightgbm, package_xgboost
from modelwarden.frameworks.onnx_files import package_onnx, read_onnx
from modelwarden.frameworks.packaged import Estimator, Packaged, Rows
from modelwarden.frameworks.scikit_learn import package_scikit_learn

_PACKAGERS: dict[str, Callable[[Estimator, Rows], Packaged]] = {
    # XGBoost's and LightGBM's classifiers derive from scikit-learn's, and so come first.
    "xgboost": package_xgboost,
    "lightgbm": package_lightgbm,
    "sklearn": package_scikit_learn,
}
_PYTORCH = frozenset({".pt", ".pth", ".safetensors"})


def package(model: Estimator, rows: Rows) -> Packaged:
    """The model as files, with all that is known about it.

    Raises:
        InvalidInputError: a model that cannot be registered as it is.
        MissingDependencyError: a converter is not installed.
    """
    content = read_onnx(model)
    if content is not None:
        return package_onnx(content, rows)
    if isinstance(model, str | Path):
        return _package_files(Path(model), rows)
    families = {kind.__module__.partition(".")[0] for kind in type(model).__mro__}
    for family, packager in _PACKAGERS.items():
        if family in families:
            return packager(model, rows)
    raise _unknown(model, families)


def _package_files(path: Path, rows: Rows) -> Packaged:
    files = collect_files(path)
    framework = "PyTorch" if path.suffix in _PYTORCH else "files"
    note = (
        f"The platform runs ONNX only, and not {path.name}: its figures are computed from the scores or "
        "predictions in the table (recomputed, not reproduced), and there is no explanation. "
        "Rules that ask for more will refuse it."
    )
    return Packaged(files=dict(files), framework=framework, features=[*rows.features], notes=[note])


def _unknown(model: object, families: set[str]) -> InvalidInputError:
    kind = f"{type(model).__module__}.{type(model).__qualname__}"
    what = f"A model of type {kind} cannot be registered as it is."
    if "torch" in families:
        return InvalidInputError(
            what,
            why="A PyTorch module has no one file, and its converter needs an example of its input.",
            remedy='Export it with `torch.onnx.export(model, example, "model.onnx")` and give that path; or '
            "give the path of what `torch.save` wrote, with score= or prediction=.",
        )
    return InvalidInputError(
        what,
        why="Known are models of scikit-learn, XGBoost, LightGBM and ONNX, and paths of files.",
        remedy="Export it to ONNX and give the path; or give the path of its files, with score= or "
        "prediction=.",
    )
