"""Forms in: fields as a wire shape, and addresses to come back to."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import ValidationError

from registry.contract.base import Shape
from registry.domain.errors import InvalidInputError
from registry.web.problems import invalid_body

ShapeT = TypeVar("ShapeT", bound=Shape)


def form(shape: type[ShapeT], **values: object) -> ShapeT:
    """A shape of these values; raises `InvalidInputError` with what is wrong first."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise invalid_body(error) from None


def field(name: str) -> str:
    """One field's text. Browsers send line ends as CR LF, and we keep LF."""
    return _text(name, request.form.get(name, ""))


def fields(name: str) -> list[str]:
    """All values of a field that may be there several times, such as boxes that are ticked."""
    return [_text(name, value) for value in request.form.getlist(name)]


def lines(name: str) -> list[str]:
    """The lines of a field that are not empty."""
    return [line for line in map(str.strip, field(name).split("\n")) if line]


def _text(name: str, value: str) -> str:
    if "\0" in value:
        raise InvalidInputError(
            "The form is not valid: a text in it holds a NUL.",
            why=f"At /{name}. Not every database can keep one.",
            remedy="Remove it and send the form again; nothing was changed.",
            pointer=f"/{name}",
        )
    return value.replace("\r\n", "\n").strip()


def local_address(text: str | None, otherwise: str) -> str:
    """The address when it is a path on this site; a second slash of either kind would lead to another."""
    if not text or not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable():
        return otherwise
    return text
