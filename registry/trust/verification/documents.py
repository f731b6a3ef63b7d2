"""Stored JSON documents: read strictly, because their exact bytes are what was hashed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from registry.contract.base import Shape
from registry.domain.canonical import canonical_json
from registry.domain.errors import IntegrityError, InvalidInputError

CANONICAL_CLAUSE = "RFC 8785 section 3"


def read_canonical(data: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are the canonical form of.

    Raises:
        IntegrityError: they are no JSON object, or another form of it.
    """
    try:
        value = json.loads(data)
        canonical = canonical_json(value)
    except (ValueError, RecursionError, InvalidInputError) as error:
        raise IntegrityError("It is not JSON with a canonical form.", why=f"{error}") from error
    if canonical != data:
        raise IntegrityError("Its bytes are not the canonical form of what they say.")
    if not isinstance(value, dict):
        raise IntegrityError("It is not a JSON object.")
    return value


def schema_problems(shape: type[Shape], data: bytes) -> list[str]:
    """What a wire shape has against these bytes; empty when they fit."""
    try:
        shape.from_bytes(data)
    except ValidationError as error:
        return [f"{'/'.join(map(str, one['loc'])) or 'document'}: {one['msg']}" for one in error.errors()]
    return []
