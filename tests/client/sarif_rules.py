"""What SARIF 2.1.0 asks of the objects that we write, in JSON Schema, from the text of the standard.

Section numbers are those of the OASIS standard. An object may have no other members than those named, which
is stricter than the standard's own schema.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def _object(required: list[str], **properties: Any) -> Json:  # noqa: ANN401 - JSON
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


_TEXT: Json = {"type": "string", "minLength": 1}
_MESSAGE = _object(["text"], text=_TEXT)  # 3.11
_LEVEL: Json = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
_RULE = _object(  # 3.49
    ["id"],
    id=_TEXT,
    shortDescription=_MESSAGE,
    help=_MESSAGE,
    defaultConfiguration=_object([], level=_LEVEL),  # 3.50
    properties={"type": "object"},
)
_DRIVER = _object(  # 3.19
    ["name"],
    name=_TEXT,
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    rules={"type": "array", "uniqueItems": True, "items": _RULE},
)
_LOCATION = _object(  # 3.28
    [],
    physicalLocation=_object(  # 3.29
        ["artifactLocation"],
        artifactLocation=_object([], uri={"type": "string", "format": "uri-reference", "minLength": 1}),
        region=_object([], startLine={"type": "integer", "minimum": 1}),  # 3.30.5
    ),
    logicalLocations={
        "type": "array",
        "items": _object([], fullyQualifiedName=_TEXT, kind=_TEXT),  # 3.33
    },
)
_RESULT = _object(  # 3.27
    ["message"],
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},  # 3.27.9
    level=_LEVEL,
    message=_MESSAGE,
    locations={"type": "array", "items": _LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},  # 3.27.17
    suppressions={
        "type": "array",
        "items": _object(  # 3.35
            ["kind"],
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
        ),
    },
)
# 3.27.10: a kind other than `fail` makes the level `none`.
_RESULT["if"] = {"properties": {"kind": {"not": {"const": "fail"}}}, "required": ["kind"]}
_RESULT["then"] = {"properties": {"level": {"const": "none"}}}
_RUN = _object(  # 3.14
    ["tool"],
    tool=_object(["driver"], driver=_DRIVER),
    automationDetails=_object([], id=_TEXT),  # 3.17
    results={"type": "array", "items": _RESULT},
    properties={"type": "object"},
)
SARIF = _object(  # 3.13
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": _RUN},
)
