"""A second opinion on pickles: Python's own unpickler, with nothing behind the names that it would import."""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import Any, ClassVar

from picklescan.scanner import _safe_globals


class _Nothing:
    """Stands for whatever a pickle imports: it can be called and filled, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        self.called = True

    def __setstate__(self, _: object) -> None: ...

    def append(self, _: object) -> None: ...

    def extend(self, _: object) -> None: ...

    def __setitem__(self, _: object, __: object) -> None: ...


_InPython: Any = pickle._Unpickler  # No file can crash it, and its parts can be replaced.


class _Careful(_InPython):  # type: ignore[misc] # it has no types
    def __init__(self, data: bytes) -> None:
        super().__init__(BytesIO(data))
        self.imports: list[tuple[str, str]] = []
        self.calls = 0

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in pickle
        if not all(map(str.isidentifier, f"{module}.{name}".split("."))):
            raise AttributeError(name)  # What could be no name of a thing is found in no module.
        self.imports.append((module, name))
        return self._made

    def _made(self, *_: object, **__: object) -> _Nothing:
        self.calls += 1
        return _Nothing()

    def _byte_array(self) -> None:
        # Python's own makes room for as much as the file claims.
        self.append(bytearray(self.read(int.from_bytes(self.read(8), "little"))))

    dispatch: ClassVar = _InPython.dispatch | {pickle.BYTEARRAY8[0]: _byte_array}

    def persistent_load(self, _: object) -> _Nothing:
        return _Nothing()


def would_import(data: bytes) -> tuple[str, str] | None:
    """The first thing that is not known to be harmless and that unpickling would import, if there is one."""
    for module, name in _unpickled(data).imports:
        known = _safe_globals.get(module, ())
        if known != "*" and name not in known:
            return module, name
    return None


def would_call(data: bytes) -> bool:
    """Whether unpickling would go on to a call after it has imported something of that kind."""
    return would_import(data) is not None and _unpickled(data).calls > 0


def _unpickled(data: bytes) -> _Careful:
    careful = _Careful(data)
    try:
        careful.load()
    except Exception:  # noqa: BLE001 - what it is does not matter, only what was imported before
        return careful
    return careful
