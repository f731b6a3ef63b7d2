"""Reading pickles as text: picklescan names what they would import, and nothing is ever loaded.

picklescan 1.0.5 says nothing at all about a stream that it cannot parse, and only "suspicious" about
importlib. So everything that it does not know to be innocuous counts as unsafe, and the stream is read a
second time, as unpicklers read it, to see that it ends where a pickle ends.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

from picklescan.scanner import SafetyLevel, scan_pickle_bytes

from registry.evidence.file_formats import is_binary_pickle
from registry.evidence.pickle_opcodes import read_opcodes

_IMPORTS = frozenset({"GLOBAL", "INST", "STACK_GLOBAL", "EXT1", "EXT2", "EXT4"})
_EXTENSIONS = frozenset({"EXT1", "EXT2", "EXT4"})
# How many things an opcode that calls something takes from the stack.
_CALLS = {"REDUCE": 2, "INST": 1, "OBJ": 2, "NEWOBJ": 2, "NEWOBJ_EX": 3, "BUILD": 2}
# What could be a module and a name in it. Prose and tables that begin with "c" or "i" rarely could.
_NAMES = re.compile(r"[^\s,;:\"'|]+ [^\s,;:\"'|]+")
_NESTED_DEPTH = 3
_SHOWN = 20


@dataclass(slots=True)
class PickleFindings:
    """What a stream of pickles would do. `complete` is whether all of it could be read as pickles."""

    unsafe: list[str] = field(default_factory=list)
    complete: bool = True
    imports: bool = False
    calls: bool = False


def scan_pickle(data: IO[bytes], depth: int = 0) -> PickleFindings:
    """Look at every pickle in the stream, and at pickles inside its byte strings."""
    found = _read_opcodes(data, depth)
    data.seek(0)
    # Its log would repeat what we return, on somebody's console.
    logging.getLogger("picklescan").setLevel(logging.CRITICAL)
    try:
        result = scan_pickle_bytes(data, "file")
    except Exception as error:  # noqa: BLE001 - picklescan raises what its parsing meets, and any of it is a finding.
        found.complete = False
        found.unsafe += [f"picklescan could not read it: {type(error).__name__}."] if found.imports else []
        return found
    risky = sorted(
        {f"{each.module}.{each.name}" for each in result.globals if each.safety is not SafetyLevel.Innocuous}
    )
    found.unsafe += [f"It would import {name[:120]}." for name in risky[:_SHOWN]]
    found.complete &= not result.scan_err
    return found


def looks_like_pickle(data: IO[bytes]) -> bool:
    """Whether unpickling this would call something before it failed: old protocols have no magic bytes."""
    data.seek(0)
    found = _read_opcodes(data, _NESTED_DEPTH)
    data.seek(0)
    return found.imports and found.calls


def _read_opcodes(data: IO[bytes], depth: int) -> PickleFindings:
    found = PickleFindings()
    data.seek(0)
    while True:
        try:
            _read_one(data, depth, found)
        except Exception:  # noqa: BLE001 - a hostile stream may make the disassembler raise anything.
            found.complete = False
            return found
        if not data.read(1):
            return found
        data.seek(-1, 1)


def _read_one(data: IO[bytes], depth: int, found: PickleFindings) -> None:
    pushed = 0
    for opcode, argument in read_opcodes(data):
        if opcode.name in _IMPORTS:
            found.imports |= not isinstance(argument, str) or bool(_NAMES.fullmatch(argument))
        if opcode.name in _CALLS:
            # The stack is never counted down, so here it holds at most this much, and unpickling would stop.
            if pushed < _CALLS[opcode.name]:
                raise EOFError
            found.calls = True
        pushed += len(opcode.stack_after) > 0
        if opcode.name in _EXTENSIONS:
            found.unsafe.append("It uses the extension registry, which names no module.")
        if (
            isinstance(argument, bytes | bytearray)
            and depth < _NESTED_DEPTH
            and is_binary_pickle(bytes(argument[:2]))
        ):
            inner = scan_pickle(BytesIO(argument), depth + 1)
            found.unsafe += [f"Inside a byte string: {text}" for text in inner.unsafe]
