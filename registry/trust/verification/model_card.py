"""A model card: sealed as a PDF with its JSON inside, and in other forms that are not sealed themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from registry.contract.dossier import ModelCardInput
from registry.domain.canonical import digest_bytes, digest_json
from registry.domain.errors import IntegrityError
from registry.trust.verification.context import Render
from registry.trust.verification.documents import read_canonical, schema_problems
from registry.trust.verification.steps import VerificationStep, failed, judged, not_checked

CARD = "model_card.json"
"""The attachment of a sealed card that every form of it is rendered from."""

_CLAUSE = "modelwarden.model_card/v1"

Json = dict[str, Any]


def verify_card_document(card: bytes) -> VerificationStep:
    """Check that these bytes are a model card, every field as published and each piece of evidence itself."""
    try:
        documents = read_canonical(card).get("evidence")
    except IntegrityError as error:
        return failed("model card", str(error), _CLAUSE)
    problems = schema_problems(ModelCardInput, card)
    if not problems and isinstance(documents, dict):
        problems = [
            f"the evidence in it called {digest} is another one"
            for digest, document in sorted(documents.items())
            if digest_json(document) != digest
        ]
    return judged("model card", problems, "canonical, every field as published", _CLAUSE)


def verify_card(directory: Path, card: bytes) -> VerificationStep:
    """Check that the JSON inside of a sealed card is about a version that was decided on here."""
    if not verify_card_document(card).passed:
        return failed("same as here", "what is attached to it is no model card", _CLAUSE)
    document = read_canonical(card)
    problems = [*_version(directory, document), *_decision(directory, document["decision"])]
    problems += _evidence(directory, document["evidence"])
    good = f"{document['model']['name']}/{document['version']['number']}, decided on here"
    return judged("same as here", problems, good, _CLAUSE)


def verify_form(path: Path, card: bytes | None, logged: set[str], render: Render | None) -> VerificationStep:
    """Check a form that nobody sealed against `card`, the JSON inside of the sealed PDF of the same name.

    `logged` holds the digests of the reports that the audit log tells of.
    """
    if card is None:
        detail = f"no sound sealed model card {path.stem}.pdf lies beside it, and nothing else vouches for it"
        return failed("same as sealed", detail, _CLAUSE)
    data = path.read_bytes()
    if path.suffix == ".json":
        problems = [] if data == card else ["it is not the JSON inside of the sealed card"]
        return judged("same as sealed", problems, "the JSON inside of the sealed card", _CLAUSE)
    if render is None:
        return not_checked("same as sealed", "nothing here can render the sealed card's JSON again", _CLAUSE)
    try:
        forms = render(card)
    except Exception as error:  # noqa: BLE001 - a hostile card may break a renderer in any way
        return failed("same as sealed", f"the sealed card's JSON cannot be rendered: {error}", _CLAUSE)
    return _rendered(path.suffix, data, forms, logged)


def _rendered(suffix: str, data: bytes, forms: Mapping[str, bytes], logged: set[str]) -> VerificationStep:
    if suffix not in forms:
        return failed("same as sealed", "a model card has no such form", _CLAUSE)
    if forms[suffix] != data and digest_bytes(data) in logged:
        # Another release may render otherwise, and nothing signed vouches for the end of a log.
        detail = "the log tells of it, and this release renders other bytes from the sealed card's JSON"
        return not_checked("same as sealed", detail, _CLAUSE)
    problems = [] if forms[suffix] == data else ["it is not what the sealed card's JSON renders to"]
    return judged("same as sealed", problems, "rendered again from the sealed card's JSON", _CLAUSE)


def _version(directory: Path, card: Json) -> Iterator[str]:
    told = (card["model"]["name"], card["version"]["number"], card["version"]["digest"])
    decided = set()
    for path in directory.glob("decisions/*/decision.json"):
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            target = json.loads(path.read_bytes())["target"]
            decided.add((target["model"], target["version"], target["digest"]))
    if told not in decided:
        yield f"it is about {told[0]}/{told[1]} {told[2]}, which was not decided on here"


def _decision(directory: Path, summary: Json | None) -> Iterator[str]:
    """What a card says of a decision; none when nobody had asked yet."""
    if summary is None:
        return
    path = directory / "decisions" / Path(summary["id"]).name / "decision.json"
    if not path.is_file() or digest_bytes(path.read_bytes()) != summary["decision_digest"]:
        yield f"the decision that it tells of, {summary['id']}, is not here"


def _evidence(directory: Path, documents: Json) -> Iterator[str]:
    for digest in sorted(documents):
        if not (directory / "evidence" / f"{digest.removeprefix('sha256:')}.json").is_file():
            yield f"the evidence in it, {digest}, is not here"
