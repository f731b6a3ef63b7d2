"""`reference/evidence-and-decision-schemas.md`: the documents that are stored and signed."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from registry.contract.decision import Decision, Provenance
from registry.contract.evidence import EvidenceDocument
from registry.contract.gate_input import GateInput
from tools.reference.markdown import page
from tools.reference.shapes import described

_LEAD = (
    "These documents are stored as canonical JSON (RFC 8785), and their SHA-256 is how they are named. A "
    "field that is not listed is refused; numbers are finite. A digest is `sha256:` and 64 hex digits, a "
    "timestamp is UTC with milliseconds and `Z`, a name is lower case with digits, dots, hyphens and "
    "underscores. The gate's input is also a JSON Schema in `policies/schemas/gate_input.json`, its "
    "answer in `policies/schemas/decision.json`."
)
_DOCUMENTS: tuple[tuple[str, str, tuple[type[BaseModel], ...]], ...] = (
    ("Evidence", "`modelwarden.evidence/v1`, with the body of its kind.", (EvidenceDocument,)),
    ("The gate's input", "`modelwarden.gate_input/v1`; evidence bodies are as above.", (GateInput,)),
    ("The decision", "`modelwarden.decision/v1`, and what is kept beside it.", (Decision, Provenance)),
)


def schemas_page() -> str:
    """The page."""
    return page("Evidence, input and decision", _LEAD, _sections())


def _sections() -> Iterator[str]:
    told: set[str] = set()
    for title, lead, shapes in _DOCUMENTS:
        yield f"## {title}"
        yield lead
        yield from described(shapes, told=told)
