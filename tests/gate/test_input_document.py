"""The gate's question is valid and canonical, or it is refused with the place that is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from registry.domain.canonical import Canonical, canonical_json
from registry.domain.errors import InvalidInputError
from registry.gate import input_document
from registry.gate.input_document import Question, validate_input
from tests.policies.workspace import POLICIES

Document = dict[str, Any]


def test_a_valid_document_becomes_canonical_bytes(document: Document) -> None:
    data = validate_input(document)

    assert data == canonical_json(json.loads(data))
    assert validate_input(dict(reversed(document.items()))) == data
    assert validate_input(json.loads(data)) == data


def test_defaults_are_written_out_and_absent_evidence_stays_absent(document: Document) -> None:
    without = copy.deepcopy(document)
    del without["evidence"]["documents"]
    del without["schema"]

    value = json.loads(validate_input(without))

    assert value["schema"] == "modelwarden.gate_input/v1"
    assert value["evidence"] == {"documents": []}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda d: d.pop("model"), "/model"),
        (lambda d: d["model"].pop("owner"), "/model/owner"),
        (lambda d: d["model"].update(runbook=None), "/model/runbook"),
        (lambda d: d.update({"a/b~c": 1}), "/a~1b~0c"),
        (lambda d: d["version"].update(number="1"), "/version/number"),
        (lambda d: d["version"].update(number=1.5), "/version/number"),
        (lambda d: d["version"].update(number=True), "/version/number"),
        (lambda d: d["version"].update(number=0), "/version/number"),
        (lambda d: d["version"]["files"][0].update(sha256="abc"), "/version/files/0/sha256"),
        (
            lambda d: d["project"]["parameters"].update(limit={"num": 1, "den": 0}),
            "/project/parameters/limit/den",
        ),
        (lambda d: d["project"]["parameters"].update(limit=0.8), "/project/parameters/limit"),
        (lambda d: d.update(evaluated_at="2026-11-21T08:00:00+00:00"), "/evaluated_at"),
        (lambda d: d["contributors"].append(7), "/contributors/1"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_its_place(
    document: Document, change: Callable[[Document], object], pointer: str
) -> None:
    broken = copy.deepcopy(document)
    change(broken)

    with pytest.raises(InvalidInputError, match="breaks its contract") as refused:
        validate_input(broken)

    assert refused.value.pointer == pointer
    assert pointer in refused.value.why


@pytest.mark.parametrize("kind", ["fairness", "documents"])
def test_evidence_that_is_named_twice_is_refused(document: Document, kind: str) -> None:
    broken = copy.deepcopy(document)
    whole = json.loads((POLICIES / "fixtures" / "base.json").read_bytes())["evidence"]
    broken["evidence"] = whole
    assert validate_input(broken)
    digest = whole["performance"]["digest"]
    (whole[kind][0] if kind == "documents" else whole[kind])["digest"] = digest

    with pytest.raises(InvalidInputError, match="breaks its contract") as refused:
        validate_input(broken)

    assert refused.value.pointer == "/evidence"
    assert f"evidence is named twice: {digest}" in refused.value.why


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, {1: 2}, object()])
def test_what_has_no_canonical_form_is_refused(document: Document, value: object) -> None:
    with pytest.raises(InvalidInputError):
        validate_input({**document, "contributors": value})


def test_what_is_too_large_is_refused(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(validate_input(document))
    monkeypatch.setattr(input_document, "MAX_INPUT_BYTES", size)
    assert len(validate_input(document)) == size

    monkeypatch.setattr(input_document, "MAX_INPUT_BYTES", size - 1)
    with pytest.raises(InvalidInputError, match="too large"):
        validate_input(document)


@pytest.mark.parametrize("change", [lambda b: b + b" ", lambda b: b[:-1], lambda _: b"{}", lambda _: b"\xff"])
def test_only_those_bytes_are_a_question(document: Document, change: Callable[[bytes], bytes]) -> None:
    data = validate_input(document)
    assert Question.read(data).data == data

    with pytest.raises(InvalidInputError, match="not a question"):
        Question.read(change(data))


def test_a_question_made_here_is_the_one_that_its_bytes_ask(document: Document) -> None:
    whole = json.loads(validate_input(document))

    question = Question.of(whole)

    assert question.data == validate_input(document)
    assert Question.read(question.data) == question


def test_what_was_written_before_is_asked_like_the_rest(document: Document) -> None:
    whole = json.loads(validate_input(document))

    assert Question.of(whole | {"version": Canonical(whole["version"])}) == Question.of(whole)
    with pytest.raises(InvalidInputError, match="breaks its contract") as refused:
        Question.of(whole | {"version": Canonical(whole["version"] | {"number": 0})})
    assert refused.value.pointer == "/version/number"


@pytest.mark.parametrize(
    "forget",
    [
        lambda d: d.pop("schema"),
        lambda d: d["evidence"].pop("documents"),
        lambda d: d["request"].pop("break_glass"),
    ],
)
def test_what_is_left_to_a_default_is_not_asked(
    document: Document, forget: Callable[[Document], object]
) -> None:
    """The rules would not see it."""
    whole = json.loads(validate_input(document))
    forget(whole)
    assert validate_input(whole) == validate_input(document)

    with pytest.raises(InvalidInputError, match="unsaid"):
        Question.of(whole)


@pytest.mark.parametrize("value", [[1], [None], "ada", True])
def test_what_breaks_the_contract_is_not_asked(document: Document, value: object) -> None:
    with pytest.raises(InvalidInputError, match="breaks its contract") as refused:
        Question.of(json.loads(validate_input(document)) | {"contributors": value})

    assert refused.value.pointer.startswith("/contributors")
