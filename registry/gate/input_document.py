"""The gate's question: validated, canonical, and small enough, or it is not asked at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from registry.contract.gate_input import GateInput
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import InvalidInputError

MAX_INPUT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """A valid input document with its canonical bytes, which are what is asked and what is kept."""

    document: GateInput
    data: bytes

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """Write a document down, and make sure that its bytes are a valid one with every default in them.

        Raises:
            InvalidInputError: it has no canonical form, breaks the contract (with a JSON pointer to the first
                place where it does), leaves something to a default, or is larger than 16 MiB.
        """
        data = canonical_json(document)
        _check_size(data)
        shape = _parse(data)
        if shape.model_dump_json(exclude_unset=True) != shape.model_dump_json():
            raise InvalidInputError(
                "The gate's input document leaves something unsaid.",
                why="A value that its contract has a default for is not in it.",
                remedy="Mend what produced it; the gate judges only what is written out.",
            )
        return cls(shape, data)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read what `validate_input` returned; raises `InvalidInputError` on anything else."""
        try:
            document = GateInput.from_bytes(data)
        except ValidationError:
            document = None
        if document is None or document.canonical() != data:
            raise InvalidInputError(
                "These bytes are not a question for the gate.",
                why="They are not the canonical form of a valid input document.",
                remedy="Ask with the bytes that validate_input returned.",
            )
        return cls(document, data)

    @property
    def digest(self) -> str:
        """The digest of the bytes."""
        return digest_bytes(self.data)


def validate_input(document: dict[str, Any]) -> bytes:
    """The canonical bytes (RFC 8785) of an input document, with every default written out.

    They are what OPA is asked, what is stored with the decision, and what replays it. The schema in
    the policy tree is made from the same shape, so what passes here is what the rules are written for.

    Raises:
        InvalidInputError: it has no canonical form, breaks the contract (with a JSON pointer to the first
            place where it does), or is larger than 16 MiB.
    """
    data = _parse(canonical_json(document)).canonical()
    _check_size(data)
    return data


def _check_size(data: bytes) -> None:
    if len(data) > MAX_INPUT_BYTES:
        raise InvalidInputError(
            "The gate's input document is too large.",
            why=f"It has {len(data):,} bytes; the gate takes {MAX_INPUT_BYTES:,}.",
            remedy="Evidence belongs into the input as a summary; large tables stay in storage, by digest.",
        )


def _parse(data: bytes) -> GateInput:
    try:
        return GateInput.from_bytes(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        pointer = _pointer(json.loads(data), first)
        raise InvalidInputError(
            "The gate's input document breaks its contract.",
            why=f"At {pointer or 'its root'}: {first['msg']} ({error.error_count()} such places).",
            remedy="Mend what produced this part; the gate judges only what it can read with certainty.",
            pointer=pointer,
        ) from error


def _pointer(document: object, error: ErrorDetails) -> str:
    """The place of an error as RFC 6901 writes it; pydantic's names of union members are left out."""
    *parents, last = error["loc"] or ("",)
    steps, node = [], document
    for step in parents:
        if _has(node, step):
            steps.append(step)
            node = node[step]  # type: ignore[index] # It has it.
    if error["loc"] and (error["type"] == "missing" or _has(node, last)):
        steps.append(last)
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _has(node: object, step: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(step, int) and step < len(node)
    return isinstance(node, dict) and step in node
