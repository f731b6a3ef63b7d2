"""The registry's nouns over HTTP: what goes in comes out, and what must not be is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import WaitingQueue
from tests.services.people import PASSWORD
from tests.web.api.conftest import BUNDLE_TOKEN, Api

pytestmark = pytest.mark.database

MODEL = {"project": "retail-credit", "name": "scores", "risk_tier": "high", "owner": "Analytics"}
BYTES = b"not really a model"
DIGEST = f"sha256:{hashlib.sha256(BYTES).hexdigest()}"


def upload(api: Api, content: bytes = BYTES, announced: str | None = None) -> Any:  # noqa: ANN401 - JSON
    headers = {"X-Content-SHA256": announced} if announced else {}
    answer = api("POST", "/projects/retail-credit/artifacts", None, data=content, headers=headers)
    return answer.json | {"status": answer.status_code}


def register(api: Api, **changes: Any) -> Any:  # noqa: ANN401 - JSON
    body = {"files": [{"path": "model.bin", "size": len(BYTES), "sha256": DIGEST}]} | changes
    answer = api("POST", "/models/scores/versions", body)
    return answer.json | {"status": answer.status_code}


@pytest.fixture
def emil(log_in: Callable[[str], Api]) -> Api:
    api = log_in("emil")
    assert api("POST", "/models", MODEL).status_code == 201
    return api


def test_an_artifact_comes_back_byte_for_byte(emil: Api) -> None:
    assert upload(emil) == {"sha256": DIGEST, "size": len(BYTES), "status": 201}
    assert emil("GET", f"/projects/retail-credit/artifacts/{DIGEST}").data == BYTES


def test_bytes_that_are_not_those_announced_leave_no_trace(emil: Api) -> None:
    other = f"sha256:{hashlib.sha256(b'other').hexdigest()}"
    answer = upload(emil, announced=other)
    assert (answer["status"], answer["code"]) == (422, "integrity")
    for digest in (DIGEST, other):
        assert emil("GET", f"/projects/retail-credit/artifacts/{digest}").status_code == 404


def test_versions_are_numbered_and_identified_by_their_files(emil: Api) -> None:
    upload(emil)
    first, second = register(emil), register(emil, description="The same files again")
    assert (first["version"], second["version"]) == (1, 2)
    # RFC 8785 of the manifest, written out by hand.
    manifest = f'[{{"path":"model.bin","sha256":"{DIGEST}","size":{len(BYTES)}}}]'
    assert first["digest"] == f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"
    assert first["digest"] == second["digest"]
    assert emil("GET", "/models/scores/versions/1/files/model.bin").data == BYTES


def test_a_version_of_files_that_were_not_uploaded_is_refused(emil: Api) -> None:
    answer = register(emil)
    assert (answer["status"], answer["code"]) == (404, "not_found")
    assert emil("GET", "/models/scores/versions").json == {"items": []}


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "a\\b", "c:x", "a/./b", "", "a\nb"])
def test_a_path_that_could_mean_something_else_is_refused(emil: Api, path: str) -> None:
    upload(emil)
    answer = register(emil, files=[{"path": path, "size": len(BYTES), "sha256": DIGEST}])
    assert (answer["status"], answer["code"]) == (422, "invalid_input")


def test_paths_that_are_one_file_elsewhere_are_refused(emil: Api) -> None:
    upload(emil)
    files = [{"path": path, "size": len(BYTES), "sha256": DIGEST} for path in ("Model.bin", "model.bin")]
    assert register(emil, files=files)["status"] == 422


def test_registering_has_the_files_scanned(emil: Api, queue: WaitingQueue) -> None:
    upload(emil)
    job = register(emil)["scan_job"]
    assert [str(waiting) for waiting in queue.ids] == [job]
    assert emil("GET", f"/jobs/{job}").json["state"] == "queued"


def test_a_models_name_is_taken_once(emil: Api) -> None:
    answer = emil("POST", "/models", MODEL)
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_another_projects_things_are_not_there(emil: Api, log_in: Callable[[str], Api]) -> None:
    upload(emil)
    olga = log_in("olga")
    for path in ("/models/scores", "/projects/retail-credit", f"/projects/retail-credit/artifacts/{DIGEST}"):
        assert olga("GET", path).status_code == 404, path
    assert olga("GET", "/models").json == {"items": []}


def test_a_narrow_token_does_less(emil: Api) -> None:
    issued = emil("POST", "/tokens", {"name": "ci", "scopes": ["read"], "project": "retail-credit"}).json
    reader = Api(emil.client, issued["token"])
    assert reader("GET", "/models/scores").status_code == 200
    refused = reader("POST", "/models", MODEL | {"name": "other"})
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
    assert "scope 'write'" in refused.json["detail"]
    widened = reader("POST", "/tokens", {"name": "wider", "scopes": ["write"]})
    assert widened.status_code == 403
    assert emil("DELETE", f"/tokens/{issued['details']['id']}").status_code == 204
    assert reader("GET", "/models/scores").status_code == 401


def test_opa_alone_pulls_the_bundle(emil: Api) -> None:
    path = "/bundles/modelwarden.tar.gz"
    assert emil.client.get(path).status_code == 401
    shown = {"Authorization": f"Bearer {BUNDLE_TOKEN}"}
    answer = emil.client.get(path, headers=shown)
    assert answer.status_code == 200
    again = emil.client.get(path, headers=shown | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_empty_installation_tells_what_is_missing(emil: Api) -> None:
    answer = emil.client.get("/-/health")
    assert answer.json is not None
    parts = {part["part"]: part["health"] for part in answer.json["parts"]}
    assert (answer.status_code, parts["worker"], parts["gate"]) == (503, "failed", "sound")


def test_the_reason_for_an_answer_can_be_asked(emil: Api) -> None:
    path = "/projects/retail-credit/access?action="
    view = emil("GET", path + "version.register").json
    assert (view["username"], view["allowed"], view["roles"]) == ("emil", True, ["contributor"])
    assert not emil("GET", path + "promotion.review").json["allowed"]
    assert emil("GET", path + "promotion.review&actor=rita").status_code == 403
    assert emil("GET", path + "fly").status_code == 422


def test_a_changed_password_ends_every_log_in(emil: Api) -> None:
    wrong = emil("POST", "/me/password", {"old_password": "not it", "new_password": "another long password"})
    assert wrong.status_code == 403
    change = {"old_password": PASSWORD, "new_password": "another long password"}
    assert emil("POST", "/me/password", change).status_code == 200
    assert emil("GET", "/me").status_code == 401
    log_in = {"username": "emil", "password": "another long password"}
    assert emil("POST", "/login", log_in, headers={"Authorization": ""}).status_code == 201


def test_who_is_kept_out_is_out_at_once(emil: Api, log_in: Callable[[str], Api]) -> None:
    root = log_in("root")
    assert root("PATCH", "/users/emil", {"active": False}).json["active"] is False
    assert emil("GET", "/me").status_code == 401
    again = emil("POST", "/login", {"username": "emil", "password": PASSWORD}, headers={"Authorization": ""})
    assert again.status_code == 401
    assert root("PATCH", "/users/root", {"active": False}).status_code == 409
    assert log_in("rita")("PATCH", "/users/ada", {"active": False}).status_code == 403


def test_a_tokens_last_use_is_noted(emil: Api) -> None:
    assert emil("GET", "/me").status_code == 200
    assert [token["last_used_at"] is not None for token in emil("GET", "/tokens").json["items"]] == [True]
