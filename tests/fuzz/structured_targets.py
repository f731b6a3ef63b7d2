"""What takes structured input: Hypothesis makes it, and a second opinion judges the answer."""

from __future__ import annotations

import contextlib
import copy
import json
import ntpath
from collections.abc import Callable
from functools import cache
from pathlib import Path, PureWindowsPath
from typing import Any
from urllib.parse import urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import col

from registry.contract import data, evidence, evidence_requests, models, paging, people, projects, promotions
from registry.contract.base import Shape
from registry.contract.evaluation import EvaluationSpec
from registry.db.models import ModelRow
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import InvalidInputError, MalformedError
from registry.domain.manifest import ManifestFile, manifest_digest
from registry.domain.preconditions import parse_precondition
from registry.gate.input_document import Question, validate_input
from registry.services.paging import _opened
from registry.services.request_ids import accept_request_id
from registry.web.ui.forms import local_address

_ZERO = digest_bytes(b"")
_FIXTURE = Path(__file__).parents[2] / "policies" / "fixtures" / "base.json"
_TEXT = st.text(st.characters(codec=None, exclude_categories=[]), max_size=12)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | _TEXT | st.sampled_from(["", "1", _ZERO])
JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner), max_leaves=12)
_WORDS = [
    "..",
    ".",
    "con",
    "NUL",
    "aux.txt",
    "com1",
    "a",
    "A",
    "é",
    "e\u0301",
    "ß",
    "SS",
    "a.",
    "a ",
    "C:",
    "",
]
_PARTS = st.lists(st.sampled_from(_WORDS) | _TEXT, min_size=1, max_size=3)
_PATHS = st.lists(_PARTS.map("/".join), min_size=1, max_size=4)


@given(_PATHS)
def manifest(paths: list[str]) -> None:
    """What is accepted is the same path for Windows' rules, as Python's standard library tells them."""
    try:
        files = [ManifestFile(path, 0, _ZERO) for path in paths]
        digest = manifest_digest(files)
    except InvalidInputError:
        return
    assert digest == manifest_digest(files[::-1])
    for path in paths:
        windows = PureWindowsPath(path)
        assert not windows.drive
        assert not windows.root
        assert windows.as_posix() == path
        assert not _is_reserved(path)
    assert len({path.casefold() for path in paths}) == len(paths)


def _is_reserved(path: str) -> bool:
    asked: Callable[[str], bool] | None = getattr(ntpath, "isreserved", None)  # Since Python 3.13.
    return asked(path) if asked else PureWindowsPath(path).is_reserved()


@given(st.dictionaries(st.sampled_from(sorted(EvaluationSpec.model_fields)), JSON))
def evaluation_spec(fields: dict[str, Any]) -> None:
    """A specification is refused or kept without change."""
    _check_shape(EvaluationSpec, {"label": "y", "score": "s", "threshold": "0.5"} | fields)


@cache
def _shapes() -> list[type[Shape]]:
    modules = (data, evidence, evidence_requests, models, paging, people, projects, promotions)
    found = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Shape) and each is not Shape
    }
    return sorted(found, key=lambda shape: shape.__name__)


@given(st.data())
def contract(chosen: st.DataObject) -> None:
    """Any shape of the contract, likewise."""
    shape = chosen.draw(st.sampled_from(_shapes()))
    _check_shape(shape, chosen.draw(st.dictionaries(st.sampled_from([*shape.model_fields, "?"]), JSON)))


def _check_shape(shape: type[Shape], fields: dict[str, Any]) -> None:
    try:
        value = shape.from_bytes(json.dumps(fields).encode())
    except ValidationError:
        return
    with contextlib.suppress(InvalidInputError):
        assert shape.from_bytes(value.canonical()) == value


@given(_TEXT | JSON.map(json.dumps))
def cursor(text: str) -> None:
    """A cursor that no list has given is refused, also when it is well formed."""
    import base64

    for each in (text, base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")):
        page = paging.PageQuery.model_construct(cursor=each)
        with contextlib.suppress(InvalidInputError):
            _opened(page, [col(ModelRow.created_at), col(ModelRow.id)])
            raise AssertionError("It was taken.")


@given(JSON)
def canonical(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """RFC 8785: the same value, once and again, with the members in the order of UTF-16 (3.2.3)."""
    try:
        written = canonical_json(value)
    except InvalidInputError:
        return
    back = json.loads(written, object_pairs_hook=_in_order, parse_int=_number)
    assert back == value
    assert canonical_json(back) == written


def _number(digits: str) -> int | float:
    # Floats of 2**53 and more are written without a point, and each number is a double (RFC 7493, 2.2).
    return int(digits) if abs(int(digits)) < 2**53 else float(digits)


def _in_order(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert names == sorted(names, key=lambda name: name.encode("utf-16-be"))
    return dict(pairs)


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FIXTURE.read_bytes())
    return found


@given(st.data())
def gate_input(chosen: st.DataObject) -> None:
    """One node of a document is replaced: it is refused, or asked in bytes that are a question."""
    document = copy.deepcopy(_document())
    node: Any = document
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = chosen.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or chosen.draw(st.booleans()):
            node[key] = chosen.draw(JSON)
            break
        node = node[key]
    try:
        data = validate_input(document)
    except InvalidInputError:
        return
    assert Question.read(data).data == data


@given(_TEXT | st.none(), _TEXT | st.none())
def headers(first: str | None, second: str | None) -> None:
    """Conditions and ids in headers: understood or refused, and never a second line of the log."""
    with contextlib.suppress(MalformedError):
        found = parse_precondition(first, second)
        assert found.is_given == (first is not None or second is not None)
        assert all(f'"{tag}"' in (first or "") for tag in found.tags or ())
    accepted = accept_request_id(first)
    assert accepted.isascii()
    assert accepted.isprintable()
    assert not set(accepted) & set(" \"'\\")


_ADDRESSES = st.lists(st.sampled_from([*"/\\.:@?#%&a\t\n ", "//", "https:", "evil.example"]), max_size=8)


@given(_ADDRESSES.map("".join) | _TEXT)
def address(text: str) -> None:
    """Where a log-in leads afterwards: to this site, as urllib and as browsers resolve it (WHATWG URL)."""
    found = local_address(text, "/")
    # Browsers read a backslash as a slash, and leave out tabs and line ends.
    seen = found.replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert urlsplit(urljoin("https://here.example/log-in", seen)).netloc == "here.example"


TARGETS: dict[str, Callable[[], None]] = {
    "manifest": manifest,
    "evaluation-spec": evaluation_spec,
    "contract": contract,
    "cursor": cursor,
    "canonical": canonical,
    "gate-input": gate_input,
    "headers": headers,
    "address": address,
}
