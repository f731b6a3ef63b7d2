"""The log of real processes: one JSON object a line, who did what, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from registry.commands.logs import STRUCK_OUT, StrikeOut, secrets_of
from registry.settings import Settings
from tests.commands.installation import PASSWORD, real_installation

METRICS = "metrics-token-0123456789-0123456789"


@pytest.mark.slow
def test_requests_are_logged_with_id_actor_route_and_status_and_without_secrets(tmp_path: Path) -> None:
    with real_installation(tmp_path, MODELWARDEN_METRICS_TOKEN=METRICS) as registry:
        registry.start()
        import httpx

        with httpx.Client(base_url=registry.url, trust_env=False) as browser:
            body = {"username": "root", "password": PASSWORD}
            token = browser.post("/api/v1/login", json=body).json()["token"]
            asked = {"Authorization": f"Bearer {token}", "X-Request-Id": "from-the-proxy-1"}
            assert browser.get(f"/api/v1/projects?token={token}", headers=asked).status_code == 422
            missing = browser.get(f"/api/v1/models/{token}", headers={**asked, "X-Request-Id": 'x"\ny'[:1]})
            shown = {"Authorization": f"Bearer {METRICS}"}
            metrics = browser.get("/-/metrics", headers=shown)
        assert registry.stop() == 0
        lines = registry.log.read_text("utf-8").splitlines()
        logged = {line["request_id"]: line for line in registry.logged() if "request_id" in line}
        bundle_token = (tmp_path / "modelwarden-data" / "bundle-token").read_text()

    told = logged["from-the-proxy-1"]
    assert (told["message"], told["actor"], told["method"], told["status"]) == ("request", "root", "GET", 422)
    assert told["route"] == "/api/v1/projects"
    assert told["duration_ms"] > 0
    other = missing.json()["request_id"]
    assert (missing.headers["X-Request-Id"], len(other)) == (other, 32)
    assert logged[other]["route"] == "/api/v1/models/<model>"
    assert (
        'modelwarden_http_requests_total{method="GET",route="/api/v1/projects",status="422"} 1.0'
        in metrics.text
    )
    for line in lines[1:]:
        json.loads(line)
    for secret in (PASSWORD, token, token.rpartition("_")[2], METRICS, bundle_token):
        assert secret not in "\n".join(lines)


@pytest.mark.parametrize(
    "line",
    [
        'password is pa/ss"word-1234, they said',
        json.dumps({"error": 'pa/ss"word-1234'}),
        "token mw_0123456789abcdef0123456789abcdef_c2VjcmV0LXBhcnQ was refused",
        "Authorization: Bearer abcdefgh12345678",
    ],
)
def test_secrets_are_struck_out_wherever_they_come_from(line: str) -> None:
    struck = StrikeOut(['pa/ss"word-1234'])(None, "", line)
    assert STRUCK_OUT in struck
    for part in ("word-1234", "c2VjcmV0", "abcdefgh"):
        assert part not in struck


def test_the_settings_secrets_are_known(tmp_path: Path) -> None:
    (tmp_path / "bundle-token").write_text("the bundle token")
    settings = Settings().model_copy(
        update={
            "data_dir": tmp_path,
            "database_url": "postgresql+psycopg://u:database-password@h/d",
            "opa_token": SecretStr("opa-token"),
            "seal_password": SecretStr("seal-password"),
        }
    )
    assert set(secrets_of(settings)) >= {
        "database-password",
        "opa-token",
        "seal-password",
        "the bundle token",
    }
