"""Every error that a user may see, found in the packages that define them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import registry
import reports
from registry.domain.errors import ModelwardenError


def error_tree() -> list[type[ModelwardenError]]:
    """The errors of server and reports, each after the one that it is a kind of, in order of their codes."""
    for package in (registry, reports):
        _import_all(package)
    return list(_below(ModelwardenError))


def _below(error: type[ModelwardenError]) -> Iterator[type[ModelwardenError]]:
    yield error
    for kind in sorted(error.__subclasses__(), key=lambda kind: (kind.code, kind.__name__)):
        if kind.__module__.partition(".")[0] in {"registry", "reports"}:
            yield from _below(kind)


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
