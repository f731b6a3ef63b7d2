"""A model made ready to be registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Frame = Any
"""A pandas DataFrame."""
Array = Any
"""A NumPy array."""
Estimator = Any
"""A model of some library."""

ONNX_FILE = "model.onnx"


@dataclass(frozen=True, slots=True)
class Rows:
    """What a model may read: a table without the answers, the features if they were named, and else these."""

    table: Frame
    features: Sequence[str] = ()
    unnamed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Packaged:
    """Files of a version, and what is known about the model in them.

    `onnx_path` names the file that the platform can run; without it, figures come from the scores alone.
    `score` gives the probability of the favourable class for the rows of a table.
    """

    files: Mapping[str, bytes | Path]
    framework: str
    features: Sequence[str] = ()
    classes: Sequence[str] = ()
    onnx_path: str | None = None
    score: Callable[[Frame, str], Array] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    software: Sequence[str] = ()
    notes: Sequence[str] = ()


def versions_of(*packages: str) -> tuple[str, ...]:
    """Which of these packages are installed, in which version."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return tuple(found)


def text_of(value: object) -> str:
    """A label as the registry reads it from the table that is sent: 1 for 1.0 and for True."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return str(int(plain))
    if isinstance(plain, float) and plain.is_integer():
        return str(int(plain))
    return str(plain)


def scalars(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Those parameters that are plain values, and not models within the model."""
    return {
        name: value
        for name, value in parameters.items()
        if isinstance(value, str | bool | int) or (isinstance(value, float) and value == value)  # noqa: PLR0124 - NaN
    }
