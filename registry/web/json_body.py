"""JSON as it comes in: read once, strictly, before any shape is laid over it.

RFC 8259 leaves to the reader what two members of the same name mean, how deep a value may go and how large a
number may be; what two readers could understand differently is refused here (RFC 7493, I-JSON), and so is
what one of our databases could not keep.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

from registry.domain.errors import InvalidInputError, MalformedError

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
_REMEDY = "Correct it and send it again; nothing was changed."
_SURROGATES = range(0xD800, 0xE000)


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The value of a JSON text.

    Raises:
        MalformedError: it is not JSON in UTF-8, names a member twice, or nests too deep.
        InvalidInputError: a number or a text in it cannot be kept exactly; the error points to it.
    """
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise _malformed(f"Byte {error.start} is not UTF-8.") from None
    except RecursionError:
        raise _malformed(f"It nests deeper than {MAX_DEPTH} levels.") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"{error.msg} at line {error.lineno}, column {error.colno}.") from None
    except ValueError:
        # Python reads no integer of more than 4300 digits.
        raise _malformed("It holds a number of thousands of digits.") from None
    _check(value, "", 0)
    return value


def point_to(*parts: object) -> str:
    """The JSON pointer (RFC 6901) to the part that these names and indices lead to."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Counted once: looking each name up among all would take hours for a body of many names.
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _malformed(f"It has the member {twice[:80]!r} twice in one object.")
    return found


def _constant(word: str) -> NoReturn:
    raise _malformed(f"{word} is no JSON number.")


def _check(value: object, pointer: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _malformed(f"It nests deeper than {MAX_DEPTH} levels.")
    match value:
        case dict():
            for name, part in value.items():
                _check_text(name, pointer)
                _check(part, pointer + point_to(name), depth + 1)
        case list():
            for index, part in enumerate(value):
                _check(part, pointer + point_to(index), depth + 1)
        case str():
            _check_text(value, pointer)
        case int() | float():
            _check_number(value, pointer)
        case _:
            pass


def _check_text(text: str, pointer: str) -> None:
    if "\0" in text or (not text.isascii() and any(ord(char) in _SURROGATES for char in text)):
        raise InvalidInputError(
            "The request is not valid: a text in it holds a NUL or half of a character.",
            why=f"At {pointer or 'the top'}.",
            remedy=_REMEDY,
            pointer=pointer,
        )


def _check_number(number: float, pointer: str) -> None:
    whole = isinstance(number, int)
    if (whole and abs(number) > MAX_INTEGER) or (not whole and not math.isfinite(number)):
        raise InvalidInputError(
            "The request is not valid: a number in it is too large.",
            why=f"At {pointer or 'the top'}. Not every reader knows integers past 2**53 - 1 (RFC 8259, 6).",
            remedy=_REMEDY,
            pointer=pointer,
        )


def _malformed(why: str) -> MalformedError:
    return MalformedError("The body is not JSON that can be read in one way.", why=why, remedy=_REMEDY)
