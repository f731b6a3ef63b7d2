"""Timing parts of the product from outside, while it runs as it always does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

Part = tuple[object, str]


class Stopwatch:
    """Adds up the milliseconds that are spent in functions, until it is read."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def on(self, parts: dict[str, Part]) -> Iterator[None]:
        """Time these attributes of modules and classes, each under the name of its part."""
        with ExitStack() as stack:
            for name, (owner, attribute) in parts.items():
                timed = self._timed(name, getattr(owner, attribute))
                stack.enter_context(patch.object(owner, attribute, timed))
            yield

    def read(self) -> dict[str, float]:
        """Milliseconds per part since the last reading."""
        spent, self._spent = self._spent, {}
        return spent

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = (time.perf_counter() - began) * 1000
                self._spent[name] = self._spent.get(name, 0.0) + spent

        return run
