"""Names that look like others, and paths that would be another file elsewhere, are refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.web.api.conftest import Api
from tests.web.api.test_registry import BYTES, DIGEST, MODEL, upload

pytestmark = pytest.mark.database

PATHS = {
    "a device": "con",
    "a device with an ending": "weights/Aux.tar.gz",
    "a device and a space": "nul .txt",
    "a device with a number": "com1.bin",
    "a device with a raised number": "lpt².bin",
    "a dot at the end": "model.bin.",
    "a folder with a dot at the end": "weights./model.bin",
    "a space at the end": "model ",
    "a wildcard": "model*.bin",
    "a pipe": "a|b",
    "parents": "weights/../../model.bin",
    "absolute": "/model.bin",
    "a drive": "C:model.bin",
    "a share": "\\\\host\\model.bin",
    "a stream": "model.bin:hidden",
    "two slashes": "a//b",
    "a slash at the end": "a/",
    "itself": ".",
    "text that turns around": "model\u202enib.exe",
    "nothing between the letters": "mod\u200bel",
    "another composition": "re\u0301sume\u0301.bin",
    "a name of 256 bytes": "a" * 256,
    "a path of 515 characters": "/".join(["a" * 171] * 3),
}
PAIRS = {
    "case": ("Model.bin", "model.bin", 1),
    "a letter that folds into two": ("straße", "STRASSE", 1),
    "a file in a file": ("model", "model/weights.bin", 0),
    "a file in a file of another case": ("weights/a", "Weights", 1),
    "the same": ("model.bin", "model.bin", 1),
}
# Each looks like a name that could be taken: Cyrillic, Greek, fullwidth, a ligature, an invisible space.
LOOK_ALIKES = [
    "sсores",  # noqa: RUF001
    "scοres",  # noqa: RUF001
    "ｓcores",  # noqa: RUF001
    "sco\u200bres",
    "ﬁnance",
    "Scores",
    "scores ",
    "scores\n",
    "scorès",
]


@pytest.fixture
def emil(log_in: Callable[[str], Api]) -> Api:
    api = log_in("emil")
    assert api("POST", "/models", MODEL).status_code == 201
    upload(api)
    return api


def refusal(api: Api, paths: list[str]) -> tuple[int, str]:
    """How a version of these files was answered; nothing must be there afterwards."""
    files = [{"path": path, "size": len(BYTES), "sha256": DIGEST} for path in paths]
    answer = api("POST", "/models/scores/versions", {"files": files})
    if answer.status_code == 422:
        assert answer.json["title"]
        assert answer.json["detail"]
        assert answer.json["remedy"]
        assert api("GET", "/models/scores/versions").json == {"items": []}
    return answer.status_code, answer.json.get("pointer", "")


def test_a_path_that_is_another_file_elsewhere_is_refused(emil: Api) -> None:
    for name, path in PATHS.items():
        assert refusal(emil, ["good.bin", path]) == (422, "/files/1/path"), name


def test_paths_that_cannot_lie_beside_each_other_are_refused(emil: Api) -> None:
    for name, (first, second, blamed) in PAIRS.items():
        assert refusal(emil, [first, second]) == (422, f"/files/{blamed}/path"), name


def test_a_nul_in_a_path_is_refused(emil: Api) -> None:
    assert refusal(emil, ["a\0b"]) == (422, "/files/0/path")


def test_paths_that_only_look_odd_are_taken(emil: Api) -> None:
    """Devices as part of a name, other scripts, dots inside, and 255 bytes are names like others."""
    paths = ["console.bin", "weights.con/a", "модель.bin", "résumé.bin", "a.b.c", "..a", "com10", "é" * 127]
    assert refusal(emil, paths)[0] == 201


@pytest.mark.parametrize("kind", ["model", "project", "user"])
def test_a_name_of_other_letters_is_refused(log_in: Callable[[str], Api], kind: str) -> None:
    """Names are made of a-z, 0-9 and . _ -, so none can look like another."""
    password = "long enough to be one"  # noqa: S105 - of nobody
    path, body, field = {
        "model": ("/models", MODEL, "name"),
        "project": ("/projects", {"title": "Look-alike", "risk_tier": "high"}, "name"),
        "user": ("/users", {"display_name": "x", "password": password}, "username"),
    }[kind]
    api = log_in("emil" if kind == "model" else "root")
    before = api("GET", path).json
    for name in LOOK_ALIKES:
        answer = api("POST", path, body | {field: name})
        assert (answer.status_code, answer.json["pointer"]) == (422, f"/{field}"), answer.text
        assert answer.json["remedy"]
    assert api("GET", path).json == before


@pytest.mark.parametrize("text", ["Rita\nApproved", "Rita\u202e Risk", "\x1b[31mRita", "Rita\u2028"])
def test_what_people_and_tokens_are_called_is_seen_whole(log_in: Callable[[str], Api], text: str) -> None:
    """A name stands on a report beside a signature; it cannot add a line there, or turn one round."""
    root, person = log_in("root"), {"username": "rita-2", "password": "a long enough password"}
    answer = root("POST", "/users", person | {"display_name": text})
    assert (answer.status_code, answer.json["pointer"]) == (422, "/display_name")
    assert "has no place in a line" in answer.json["title"]
    answer = root("POST", "/tokens", {"name": text, "scopes": ["read"]})
    assert (answer.status_code, answer.json["pointer"]) == (422, "/name")
    schemas = root("GET", "/openapi.json").json["components"]["schemas"]
    for shape, name in (("CreateUser", "display_name"), ("CreateToken", "name"), ("LogIn", "token_name")):
        pattern = schemas[shape]["properties"][name]["pattern"]
        assert re.search(pattern, text) is None, f"the description of the API lets {shape} have it"
    assert root("POST", "/users", person | {"display_name": "ريتا 信 Rîtã-Ann O'Neil"}).status_code == 201
