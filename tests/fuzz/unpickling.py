"""A second opinion on pickles: Python's own unpickler, with nothing behind the names that it would import."""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import Any

from picklescan.scanner import _safe_globals


class _Nothing:
    """Stands for whatever a pickle imports: it can be called and filled, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        self.called = True

    def __setstate__(self, _: object) -> None: ...

    def append(self, _: object) -> None: ...

    def extend(self, _: object) -> None: ...

    def __setitem__(self, _: object, __: object) -> None: ...


class _Careful(pickle._Unpickler):  # In Python, which no file can crash
    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.imports: list[tuple[str, str]] = []
        self.calls = 0

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in pickle
        self.imports.append((module, name))
        return self._made

    def _made(self, *_: object, **__: object) -> _Nothing:
        self.calls += 1
        return _Nothing()

    def persistent_load(self, _: object) -> _Nothing:
        return _Nothing()


def would_import(data: bytes) -> tuple[str, str] | None:
    """The first thing that is not known to be harmless and that unpickling would import, if there is one."""
    for module, name in _unpickled(data).imports:
        known = _safe_globals.get(module, ())
        # What is no name of a module is found by nobody's import.
        if all(map(str.isidentifier, module.split("."))) and known != "*" and name not in known:
            return module, name
    return None


def would_call(data: bytes) -> bool:
    """Whether unpickling would call anything that it imports."""
    return _unpickled(data).calls > 0


def _unpickled(data: bytes) -> _Careful:
    careful = _Careful(data)
    try:
        careful.load()
    except Exception:  # noqa: BLE001 - what it is does not matter, only what was imported before
        return careful
    return careful
