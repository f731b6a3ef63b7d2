"""The opcodes of a pickle, read as unpicklers read them.

`pickletools.genops` reads what picklers write. Unpicklers take more: numbers such as 0x10 and 010, escapes of
any kind, and in pickle.py, which joblib uses, a last line that does not end. Where the disassembler stops and
an unpickler goes on, something would run that nobody has looked at.
"""

from __future__ import annotations

import pickletools
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

_Read = Callable[[IO[bytes]], Any]
_BY_CODE = {opcode.code: opcode for opcode in pickletools.opcodes}
# What `_pickle.c` (strtol with base 0, up to a NUL) or `pickle.py` (int with base 0) takes for an integer.
_WHOLE = rb"\s*[+-]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)"
_INT = re.compile(_WHOLE + rb"\s*(\x00.*)?", re.DOTALL)
_LONG = re.compile(_WHOLE + rb"\s*L?\s*(\x00.*)?", re.DOTALL)
_STRING = re.compile(rb"(['\"]).*\1\s*", re.DOTALL)
_ANY = re.compile(rb".*", re.DOTALL)


def read_opcodes(data: IO[bytes]) -> Iterator[tuple[pickletools.OpcodeInfo, Any]]:
    """Each opcode with its argument up to STOP; raises where every unpickler would stop, too.

    Numbers and texts on lines of their own are left out: no argument but that of an import matters here.
    """
    while True:
        opcode = _BY_CODE[data.read(1).decode("latin-1")]
        yield opcode, _argument(opcode, data)
        if opcode.name == "STOP":
            return


def _argument(opcode: pickletools.OpcodeInfo, data: IO[bytes]) -> Any:  # noqa: ANN401 - as the opcode has it
    if opcode.arg is None:
        return None
    if opcode.arg.n != pickletools.UP_TO_NEWLINE:
        return opcode.arg.reader(data)
    return _ON_LINES[opcode.name](data)


def _line(data: IO[bytes]) -> bytes:
    line = data.readline()
    if not line:
        raise EOFError
    # The last byte is dropped, whether it is a line's end or not: so does pickle.py.
    return line[:-1]


def _names(data: IO[bytes]) -> str:
    return f"{_line(data).decode('utf-8', 'replace')} {_line(data).decode('utf-8', 'replace')}"


def _like(form: re.Pattern[bytes]) -> _Read:
    def read(data: IO[bytes]) -> None:
        if not form.fullmatch(_line(data)):
            raise ValueError

    return read


def _float(data: IO[bytes]) -> None:
    float(_line(data).partition(b"\0")[0])


_ON_LINES: dict[str, _Read] = {
    "INT": _like(_INT),
    "LONG": _like(_LONG),
    "FLOAT": _float,
    "GET": _like(_INT),
    "PUT": _like(_INT),
    "STRING": _like(_STRING),
    "UNICODE": _like(_ANY),
    "PERSID": _like(_ANY),
    "GLOBAL": _names,
    "INST": _names,
}
