"""What the converters to ONNX have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from modelwarden.errors import InvalidInputError, MissingDependencyError
from modelwarden.frameworks.packaged import Rows

BINARY = 2


class NotConvertedError(Exception):
    """This model cannot be had as ONNX; the text says why."""


def require(module: str, package: str, purpose: str) -> ModuleType:
    """Import a library that the user has to have; raises `MissingDependencyError` saying what to install."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"{purpose} needs the package {package}.",
            why="The client brings no machine-learning libraries of its own.",
            remedy=f"Run `pip install {package}`, or register an ONNX file that you have exported.",
        ) from error


def converted(convert: Callable[[], bytes]) -> bytes:
    """The ONNX file; converters raise errors of many kinds, and each means that there is none."""
    try:
        return convert()
    except MissingDependencyError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
        raise NotConvertedError(reason) from error


def not_run(what: str, reason: str) -> str:
    """The note about a model that the platform cannot run."""
    return (
        f"{what} could not be converted to ONNX ({reason}), so the platform cannot run it: its figures are "
        "computed from the scores that this client sent (recomputed, not reproduced), and there is no "
        "explanation. Rules that ask for more will refuse it."
    )


def require_binary(classes: Sequence[str], what: str) -> None:
    """Raise `InvalidInputError` for a model that decides between other than two classes."""
    if len(classes) != BINARY:
        raise InvalidInputError(
            f"The {what} has {len(classes)} classes, and the platform judges decisions between two.",
            why=f"Its classes are {', '.join(classes[:10]) or 'none: it is no classifier'}.",
            remedy="Register a binary classifier, or the files with a prediction column of yes and no.",
        )


def named_features(model: object, rows: Rows, width: int) -> list[str]:
    """The model's inputs in order: as given, as it was fitted with, or the columns if they are as many.

    Raises:
        InvalidInputError: when that is not certain.
    """
    fitted = [str(name) for name in getattr(model, "feature_names_in_", ())]
    names = [*rows.features] or fitted or [*rows.unnamed]
    if len(names) != width:
        raise InvalidInputError(
            f"The model takes {width} features, and there are {len(names)}: {', '.join(names[:20])}.",
            why="It was trained without column names, so its inputs have to be named.",
            remedy='Give them in the order of the training: features=["income", ...].',
        )
    return names
