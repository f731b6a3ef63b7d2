"""Forms in: fields as a wire shape, and addresses to come back to."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import ValidationError

from registry.contract.base import Shape
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
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def local_address(text: str | None, otherwise: str) -> str:
    """The address when it is a path on this site; a second slash of either kind would lead to another."""
    if not text or not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable():
        return otherwise
    return text
