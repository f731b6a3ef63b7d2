"""What the production profile refuses to start with: one table, and all that is wrong said at once."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from registry.commands.production_facts import Facts, gather_facts
from registry.settings import Profile, Settings, SettingsError, variable

SHORTEST_SECRET = 16
SHORTEST_TOKEN = 32
_TLS_MODES = frozenset({"require", "verify-ca", "verify-full"})
_WELL_KNOWN = frozenset(
    {"changeme", "minioadmin", "minio123", "modelwarden", "not-a-secret", "password", "postgres", "secret"}
)
_DEBUG = ("FLASK_DEBUG", "PYTHONDEVMODE", "PYTHONASYNCIODEBUG")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: the setting, when it is unsafe, why, and what to do."""

    setting: str
    unsafe: Callable[[Facts], bool]
    why: str
    remedy: str


def refuse_unsafe_production(settings: Settings) -> None:
    """Return when this is not the production profile, or everything in it is safe.

    Raises:
        SettingsError: with every row of the table that applies, by the name of its setting.
    """
    if settings.profile is not Profile.PRODUCTION:
        return
    found = refusals(gather_facts(settings))
    if found:
        lines = "".join(f"\n  {row.setting}: {row.why} {row.remedy}" for row in found)
        raise SettingsError(
            f"The production profile does not start like this ({len(found)} reasons).",
            why=lines,
            remedy="Mend all of them; `modelwarden doctor` lists them again. On a laptop, leave "
            f"{variable('profile')} unset.",
        )


def refusals(facts: Facts) -> list[Refusal]:
    """The rows that apply."""
    return [row for row in TABLE if row.unsafe(facts)]


def _secret_is_weak(secret: str, shortest: int) -> bool:
    return len(secret) < shortest or secret.lower() in _WELL_KNOWN


def _is_sqlite(facts: Facts) -> bool:
    return facts.settings.database.startswith("sqlite")


def _database_password_is_weak(facts: Facts) -> bool:
    if facts.database is None or _is_sqlite(facts) or facts.database.password is None:
        return False  # Without one, a certificate, a file or the socket's owner tells who we are.
    return _secret_is_weak(str(facts.database.password), SHORTEST_SECRET)


def _database_is_in_the_clear(facts: Facts) -> bool:
    if facts.database is None or _is_sqlite(facts):
        return False
    host = facts.database.host or str(facts.database.query.get("host", ""))
    if not host or host.startswith("/") or _is_this_machine(host):
        return False
    mode = facts.database.query.get("sslmode", facts.environment.get("PGSSLMODE", ""))
    return mode not in _TLS_MODES


def _is_plain_remote(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return parts.scheme == "http" and not _is_this_machine(parts.hostname or "")


def _token_is_missing(facts: Facts) -> bool:
    token = facts.settings.opa_token
    if facts.settings.opa_url is None:
        return False
    return token is None or _secret_is_weak(token.get_secret_value(), SHORTEST_SECRET)


def _metrics_token_is_weak(facts: Facts) -> bool:
    token = facts.settings.metrics_token
    return token is not None and _secret_is_weak(token.get_secret_value(), SHORTEST_TOKEN)


def _bundle_token_is_weak(facts: Facts) -> bool:
    path = facts.settings.data_dir / "bundle-token"
    return path.is_file() and _secret_is_weak(path.read_text().strip(), SHORTEST_TOKEN)


def _s3_secret_is_weak(facts: Facts) -> bool:
    secret = facts.environment.get("AWS_SECRET_ACCESS_KEY")
    return bool(facts.settings.s3_bucket and secret and _secret_is_weak(secret, SHORTEST_SECRET))


def _worker_metrics_are_open(facts: Facts) -> bool:
    settings = facts.settings
    return settings.worker_metrics_port is not None and settings.worker_metrics_host in {"0.0.0.0", "::", ""}  # noqa: S104 - refused


def _debugs(facts: Facts) -> bool:
    return any(facts.environment.get(name, "0").lower() not in {"", "0", "false", "no"} for name in _DEBUG)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


TABLE: tuple[Refusal, ...] = (
    Refusal(
        variable("database_url"),
        lambda facts: facts.database is None,
        "It is no database's address.",
        "Give `postgresql+psycopg://...`.",
    ),
    Refusal(
        variable("allow_sqlite"),
        lambda facts: _is_sqlite(facts) and not facts.settings.allow_sqlite,
        "The database is SQLite, which one machine can use, and one writer at a time.",
        f"Set {variable('database_url')} to a PostgreSQL, or this to `true` if there is one machine only.",
    ),
    Refusal(
        variable("database_url"),
        lambda facts: _is_sqlite(facts) and bool(facts.other_hosts),
        "The database is SQLite, and a worker on another machine uses it too; its locks do not hold there.",
        "Use PostgreSQL, or stop the worker on the other machine.",
    ),
    Refusal(
        variable("database_url"),
        _database_password_is_weak,
        f"Its password is a well-known one, or has fewer than {SHORTEST_SECRET} characters.",
        "Make a long random one.",
    ),
    Refusal(
        variable("database_url"),
        _database_is_in_the_clear,
        "The database is on another machine, and the connection may be in the clear.",
        "Add `?sslmode=verify-full` (and `sslrootcert=`).",
    ),
    Refusal(
        variable("public_url"),
        lambda facts: not facts.settings.url.startswith("https://"),
        "It is not https: passwords and tokens would be in the clear, and cookies go without `Secure`.",
        "Put a TLS proxy in front, and name the https address that people use.",
    ),
    Refusal(
        variable("opa_url"),
        lambda facts: _is_plain_remote(facts.settings.opa_url),
        "OPA is reached over plain http, so its decisions could be changed on the way.",
        "Give OPA a certificate, and name its https address.",
    ),
    Refusal(
        variable("opa_token"),
        _token_is_missing,
        f"OPA runs elsewhere, and its token is missing or has fewer than {SHORTEST_SECRET} characters.",
        "Have OPA ask for a long random token, and set it here.",
    ),
    Refusal(
        variable("s3_endpoint_url"),
        lambda facts: bool(facts.settings.s3_bucket) and _is_plain_remote(facts.settings.s3_endpoint_url),
        "Artifacts and credentials would go to S3 over plain http.",
        "Name its https address.",
    ),
    Refusal(
        "AWS_SECRET_ACCESS_KEY",
        _s3_secret_is_weak,
        f"It is a well-known one, or has fewer than {SHORTEST_SECRET} characters.",
        "Make a key of its own for the registry.",
    ),
    Refusal(
        variable("seal_certificate"),
        lambda facts: facts.seal_is_development,
        "Reports would be sealed with a development certificate, which proves no identity.",
        "Get a seal certificate for your organisation, and name its PKCS #12 file.",
    ),
    Refusal(
        variable("metrics_token"),
        _metrics_token_is_weak,
        f"It has fewer than {SHORTEST_TOKEN} characters.",
        "Make a long random one.",
    ),
    Refusal(
        variable("worker_metrics_host"),
        _worker_metrics_are_open,
        "The worker's metrics have no token, and would be shown on every address of this machine.",
        "Name one address of an inner network, or the loopback.",
    ),
    Refusal(
        variable("data_dir"),
        lambda facts: facts.open_to_others,
        "Other users of this machine may look into it, and it holds keys.",
        "Run `chmod 700` on it.",
    ),
    Refusal(
        variable("data_dir"),
        _bundle_token_is_weak,
        f"The `bundle-token` in it has fewer than {SHORTEST_TOKEN} characters.",
        "Remove that file; the next start makes a new token.",
    ),
    Refusal(
        variable("database_url"),
        lambda facts: bool(facts.demo_people),
        "The people of the demo may log in there.",
        "Deactivate them, or begin with an empty database.",
    ),
    Refusal(
        "FLASK_DEBUG, PYTHONDEVMODE, PYTHONASYNCIODEBUG",
        _debugs,
        "A debugging switch is on.",
        "Unset it.",
    ),
)
