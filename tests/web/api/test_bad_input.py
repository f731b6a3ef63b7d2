"""What cannot be understood in one way is refused at the edge, told what is wrong, and leaves nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from tests.web.api.conftest import Api

pytestmark = pytest.mark.database

JSON = {"Content-Type": "application/json"}
GOOD = '"project": "retail-credit", "name": "scores", "risk_tier": "high"'

UPLOADED = f"sha256:{hashlib.sha256(b'the bytes').hexdigest()}"
NOBODYS = "sha256:" + "0" * 64

BODIES = {
    "nothing": (b"", 400, ""),
    "half an object": (b"{", 400, ""),
    "two values": (b"{} {}", 400, ""),
    "not a number": (f'{{{GOOD}, "tags": {{"a": NaN}}}}'.encode(), 400, ""),
    "infinity": (f'{{{GOOD}, "tags": {{"a": -Infinity}}}}'.encode(), 400, ""),
    "a member twice": (f'{{{GOOD}, "name": "other"}}'.encode(), 400, ""),
    "a member twice below": (f'{{{GOOD}, "tags": {{"a": "1", "a": "2"}}}}'.encode(), 400, ""),
    "Latin-1": (f'{{{GOOD}, "owner": "é"}}'.encode("latin-1"), 400, ""),
    "a byte order mark": (b"\xef\xbb\xbf{" + GOOD.encode() + b"}", 400, ""),
    "too deep": (b"[" * 100_000, 400, ""),
    "deep but well formed": (b'{"a":' * 40 + b"1" + b"}" * 40, 400, ""),
    "thousands of digits": (f'{{{GOOD}, "owner": {"9" * 5000}}}'.encode(), 400, ""),
    "an integer past 2**53": (f'{{{GOOD}, "owner": 9007199254740992}}'.encode(), 422, "/owner"),
    "a number past the largest": (f'{{{GOOD}, "tags": {{"a": 1e999}}}}'.encode(), 422, "/tags/a"),
    "a NUL": (f'{{{GOOD}, "owner": "a\\u0000b"}}'.encode(), 422, "/owner"),
    "a NUL in a name": (f'{{{GOOD}, "tags": {{"a\\u0000": ""}}}}'.encode(), 422, "/tags"),
    "half a character": (f'{{{GOOD}, "owner": "\\ud800"}}'.encode(), 422, "/owner"),
    "a list": (b"[]", 422, ""),
    "a field that nobody knows": (f'{{{GOOD}, "colour": "blue"}}'.encode(), 422, "/colour"),
    "a number for a text": (f'{{{GOOD}, "owner": 7}}'.encode(), 422, "/owner"),
    "an awkward name": (f'{{{GOOD}, "a/b~c": 7}}'.encode(), 422, "/a~1b~0c"),
    "null for a text": (f'{{{GOOD}, "owner": null}}'.encode(), 422, "/owner"),
    "a tier of another case": (f'{{{GOOD[:-6]}"High"}}'.encode(), 422, "/risk_tier"),
}


@pytest.fixture
def emil(log_in: Callable[[str], Api]) -> Api:
    return log_in("emil")


def test_a_bad_body_is_refused_and_leaves_nothing(emil: Api) -> None:
    for name, (data, status, pointer) in BODIES.items():
        answer = emil("POST", "/models", None, data=data, headers=JSON)
        assert answer.status_code == status, (name, answer.text)
        assert answer.content_type == "application/problem+json", name
        assert answer.json.get("pointer", "") == pointer, name
        assert answer.json["title"], name
        assert answer.json["detail"], name
        assert answer.json["remedy"], name
        assert emil("GET", "/models").json == {"items": []}, name


def file(**changes: object) -> dict[str, object]:
    return {"files": [{"path": "model.bin", "size": 9, "sha256": UPLOADED} | changes]}


# A model with two bytes uploaded to its project; each body is right but for one thing.
ELSEWHERE: list[tuple[str, str, object, str]] = [
    ("POST", "/models/scores/versions", file(size="9"), "/files/0/size"),
    ("POST", "/models/scores/versions", file(size=9.5), "/files/0/size"),
    ("POST", "/models/scores/versions", file(size=True), "/files/0/size"),
    ("POST", "/models/scores/versions", file(size=-1), "/files/0/size"),
    ("POST", "/models/scores/versions", file(size=8), "/files/0/size"),
    ("POST", "/models/scores/versions", file(sha256=NOBODYS), "/files/0/sha256"),
    ("POST", "/models/scores/versions", file(sha256=UPLOADED.upper()), "/files/0/sha256"),
    ("POST", "/models/scores/versions", file(sha256=UPLOADED[7:]), "/files/0/sha256"),
    ("POST", "/models/scores/versions", {"files": []}, "/files"),
    ("POST", "/models/scores/versions", file(mode=511), "/files/0/mode"),
    ("PUT", "/models/scores/aliases/a", {"version": "1"}, "/version"),
    ("PUT", "/models/scores/aliases/a", {"version": 0}, "/version"),
    ("POST", "/projects/retail-credit/uploads", {"sha256": UPLOADED, "size": "9"}, "/size"),
    ("POST", "/projects/retail-credit/uploads", {"sha256": "md5:0", "size": 9}, "/sha256"),
    ("POST", "/tokens", {"name": "t", "scopes": ["read"], "hours": "8"}, "/hours"),
    ("POST", "/tokens", {"name": "t", "scopes": ["everything"]}, "/scopes/0"),
]


def test_what_is_wrong_elsewhere_is_pointed_at_too(emil: Api) -> None:
    model = {"project": "retail-credit", "name": "scores", "risk_tier": "high"}
    assert emil("POST", "/models", model).status_code == 201
    answer = emil("POST", "/projects/retail-credit/artifacts", None, data=b"the bytes")
    assert answer.json == {"sha256": UPLOADED, "size": 9}
    for method, path, body, pointer in ELSEWHERE:
        answer = emil(method, path, body)
        # A digest of nothing that was uploaded is well formed, and of a thing that is not there.
        wanted = 404 if NOBODYS in str(body) else 422
        assert answer.status_code == wanted, (path, body, answer.text)
        assert answer.json.get("pointer") == pointer, (path, body, answer.text)
        assert answer.json["title"], (path, body)
        assert answer.json["remedy"], (path, body)
    assert emil("GET", "/models/scores/versions").json == {"items": []}
    assert emil("GET", "/models/scores/aliases/a").status_code == 404


def test_a_body_of_another_type_is_refused(emil: Api) -> None:
    for media_type in ("", "text/plain", "application/x-www-form-urlencoded", "application/xml"):
        headers = {"Content-Type": media_type} if media_type else {}
        answer = emil("POST", "/models", None, data=f"{{{GOOD}}}".encode(), headers=headers)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type"), media_type


def test_a_body_that_is_too_large_is_refused(emil: Api) -> None:
    data = json.dumps({"owner": "x" * (17 * 1024 * 1024)}).encode()
    answer = emil("POST", "/models", None, data=data, headers=JSON)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


QUERIES = [
    ("limit=0", "/limit"),
    ("limit=201", "/limit"),
    ("limit=ten", "/limit"),
    ("limit=1_0", "/limit"),
    ("limit=%D9%A1", "/limit"),
    ("limit=1&limit=2", "/limit"),
    ("colour=blue", "/colour"),
    ("order_by=owner", "/order_by"),
    ("order=up", "/order"),
    ("risk_tier=huge", "/risk_tier"),
    ("project=Retail", "/project"),
    ("tag=without-value", "/tag/0"),
    ("cursor=%00", "/cursor"),
    ("cursor=abc", "/cursor"),
    ("cursor=e30", "/cursor"),
    ("cursor=W10", "/cursor"),
    (f"cursor={'W1' * 400}", "/cursor"),
]


def test_a_bad_query_is_pointed_at(emil: Api) -> None:
    for query, pointer in QUERIES:
        answer = emil("GET", f"/models?{query}")
        assert (answer.status_code, answer.json.get("pointer")) == (422, pointer), (query, answer.text)


def test_an_address_that_is_too_long_is_refused(emil: Api) -> None:
    answer = emil("GET", f"/models?owner={'x' * 9000}")
    assert (answer.status_code, answer.content_type) == (414, "application/problem+json")


NOTHING = [
    "/models/a%00b",
    "/models/%0A",
    "/models/%FF%FE",
    "/models/scores/versions/99999999999999999999",
    "/models/scores/versions/-1",
    "/jobs/1",
    "/jobs/%00",
    "/projects/%2e%2e",
    "/users/a%00b",
]


def test_an_address_of_nothing_is_not_found(emil: Api) -> None:
    for path in NOTHING:
        answer = emil("GET", path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json"), path


def test_nobody_learns_what_is_wrong_with_a_body(nobody: Api) -> None:
    answer = nobody("POST", "/models", None, data=b"{", headers=JSON)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_digits_of_another_script_are_no_time(emil: Api) -> None:
    """To the engine a digit is any of Unicode's, to JSON Schema one of ten: the description must hold."""
    answer = emil("GET", "/models/scores/versions?registered_after=٢٠٢٦-11-21T08:00:00.000Z")
    assert answer.status_code == 422, answer.text
    assert answer.json["pointer"] == "/registered_after"
