"""The base of all wire shapes: frozen, closed, strict."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from registry.domain.canonical import canonical_json


class Shape(BaseModel):
    """A wire shape. Unknown fields are refused, numbers are numbers, and NaN is none."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
    )

    def to_json(self) -> dict[str, Any]:
        """The plain JSON value."""
        return self.model_dump(mode="json", by_alias=True)

    def canonical(self) -> bytes:
        """The RFC 8785 bytes."""
        return canonical_json(self.to_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse JSON bytes; raises pydantic's `ValidationError`."""
        return cls.model_validate_json(data)


Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,62}$"
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
# Line ends, escapes of terminals, and what turns the direction of writing round.
_UNSEEN = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"


def _seen_whole(text: object) -> object:
    if isinstance(text, str) and (found := re.search(f"[{_UNSEEN}]", text)):
        msg = f"U+{ord(found[0]):04X} has no place in a line that people read"
        raise ValueError(msg)
    return text


# The pattern is for whoever reads the schema alone; the validator comes first, and says it in words.
ShownName = Annotated[
    str, Field(min_length=1, max_length=200, pattern=f"^[^{_UNSEEN}]+$"), BeforeValidator(_seen_whole)
]
"""What somebody or something is called on screens and papers."""
Timestamp = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{3}Z$")]
_LEAP = r"([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)-02-29"
_DATE = (
    r"([12][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|"
    + _LEAP
    + ")"
)
# A day that is in the calendar, so that whoever reads only the schema sends nothing else.
MOMENT_PATTERN = rf"^{_DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{{3}})?Z$"
Moment = Annotated[
    str, Field(pattern=MOMENT_PATTERN, description="A time in UTC, e.g. 2026-11-21T08:00:00.000Z.")
]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
