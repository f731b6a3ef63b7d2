"""The software that a computation ran with, as far as it can change a figure."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = (
    "fairlearn",
    "modelwarden",
    "numpy",
    "onnx",
    "onnxruntime",
    "pandas",
    "picklescan",
    "pyarrow",
    "scikit-learn",
    "scipy",
    "shap",
)


def software_versions() -> dict[str, str]:
    """Name to version, Python among them; "unknown" for a package that runs without being installed."""
    return {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}}


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
