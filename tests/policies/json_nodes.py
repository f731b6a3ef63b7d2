"""Every node of a JSON document by its pointer, and documents with one node changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Place = tuple[str | int, ...]


def nodes(document: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:  # noqa: ANN401 - any JSON
    """Every node but the root, parents first."""
    if isinstance(document, dict):
        members: list[tuple[str | int, Any]] = list(document.items())
    elif isinstance(document, list):
        members = list(enumerate(document))
    else:
        members = []
    for key, value in members:
        path = (*at, key)
        yield path, value
        yield from nodes(value, path)


def pointer(path: Place) -> str:
    """The JSON pointer of a path; no name in our documents needs an escape."""
    return "".join(f"/{part}" for part in path)


def pattern(path: Place) -> str:
    """The pointer with `*` for every position in a list."""
    return "".join("/*" if isinstance(part, int) else f"/{part}" for part in path)


def without(document: Any, path: Place) -> Any:  # noqa: ANN401 - any JSON
    """A copy without the node."""
    changed = copy.deepcopy(document)
    del _parent(changed, path)[path[-1]]
    return changed


def replaced(document: Any, path: Place, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A copy with another value at the node."""
    changed = copy.deepcopy(document)
    _parent(changed, path)[path[-1]] = value
    return changed


def _parent(document: Any, path: Place) -> Any:  # noqa: ANN401 - any JSON
    for part in path[:-1]:
        document = document[part]
    return document
