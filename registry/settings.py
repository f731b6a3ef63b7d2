"""Settings: read here from the environment (`MODELWARDEN_*`), and handed down as plain values."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from registry.domain.errors import ModelwardenError

PREFIX = "MODELWARDEN_"
# Read elsewhere than here: by the client, or before there are settings.
READ_ELSEWHERE = frozenset(f"{PREFIX}{name}" for name in ("URL", "TOKEN", "PROJECT", "CACHE", "KEYRING"))


class SettingsError(ModelwardenError):
    """The process was told something that it does not understand, or must not run with."""

    code = "settings"


class Profile(StrEnum):
    """What an installation is for. `production` refuses to start with what is fine on a laptop."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """`auto` is readable lines on a terminal of the development profile, and JSON lines everywhere else."""

    AUTO = "auto"
    JSON = "json"
    READABLE = "readable"


class Settings(BaseSettings):
    """Everything that an installation can be told. Each has a default that works on a laptop."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path("modelwarden-data"), description="Where database, artifacts and keys are kept."
    )
    database_url: str | None = Field(
        default=None, description="`postgresql+psycopg://...`; by default SQLite in the data directory."
    )
    database_pool: Annotated[int, Field(ge=1, le=200)] = Field(
        default=10, description="Connections per process (PostgreSQL)."
    )
    database_overflow: Annotated[int, Field(ge=0, le=200)] = Field(
        default=0, description="Connections beyond those, closed again when they are idle (PostgreSQL)."
    )
    database_pool_seconds: Annotated[float, Field(gt=0, le=600)] = Field(
        default=10.0, description="Seconds that a request waits for a free connection (PostgreSQL)."
    )
    database_statement_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=30.0, description="Seconds after which the database gives a statement up (PostgreSQL)."
    )
    database_lock_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=30.0,
        description="Seconds that a statement waits for somebody else's lock (PostgreSQL), "
        "or a writer for its turn (SQLite).",
    )
    s3_bucket: str | None = Field(
        default=None, description="Keep artifacts in this bucket instead of on disk."
    )
    s3_prefix: str = Field(default="", description="Put before the names of objects.")
    s3_endpoint_url: str | None = Field(default=None, description="For an S3 that is not AWS's.")
    s3_region: str | None = Field(default=None, description="By default the one that boto3 finds.")
    s3_path_style: bool = Field(
        default=False, description="Name the bucket in the path of addresses, not in the host."
    )
    s3_allow_http: bool = Field(
        default=False, description="Take an endpoint without TLS; whoever listens can read artifacts then."
    )
    s3_ca_bundle: Path | None = Field(
        default=None, description="PEM file of the authorities that sign the endpoint's certificate."
    )
    s3_client_certificate: Path | None = Field(
        default=None, description="PEM file of the certificate to show to the endpoint."
    )
    s3_client_key: Path | None = Field(default=None, description="PEM file of that certificate's key.")
    s3_connect_timeout: Annotated[float, Field(gt=0, le=300)] = Field(
        default=5.0, description="Seconds to wait for a connection to S3."
    )
    s3_read_timeout: Annotated[float, Field(gt=0, le=600)] = Field(
        default=30.0, description="Seconds to wait for an answer of S3."
    )
    s3_attempts: Annotated[int, Field(ge=1, le=10)] = Field(
        default=4, description="How often a request to S3 is made before it has failed."
    )
    artifact_max_bytes: Annotated[int, Field(ge=1, le=75 << 30)] = Field(
        default=64 << 30, description="The largest file that is taken."
    )
    project_max_bytes: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="How much all artifacts of one project may take; by default there is no limit.",
    )
    uploads_per_person: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=32, description="Uploads in parts that one person may have going on at once."
    )
    upload_part_bytes: Annotated[int, Field(ge=1 << 16, le=1 << 30)] = Field(
        default=16 << 20, description="The size of an upload's parts."
    )
    upload_hours: Annotated[float, Field(gt=0, le=8760)] = Field(
        default=24.0, description="How long an upload in parts may rest before the worker sweeps it."
    )
    host: str = Field(default="127.0.0.1", description="The address that the web server listens on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8765, description="The port of the web server."
    )
    public_url: str | None = Field(
        default=None, description="How others reach the web server; by default http://host:port."
    )
    web_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Processes of the web server; each answers on one core."
    )
    threads: Annotated[int, Field(ge=1, le=256)] = Field(
        default=8, description="Threads of each process of the web server."
    )
    installation: str = Field(default="Modelwarden", description="The name printed on reports.")
    opa: Path | None = Field(
        default=None, description="The OPA binary; by default it is found or was installed."
    )
    opa_url: str | None = Field(
        default=None, description="Ask an OPA that runs elsewhere instead of a child of our own."
    )
    opa_token: SecretStr | None = Field(
        default=None, description="The bearer token for an OPA that runs elsewhere."
    )
    opa_deadline: Annotated[float, Field(gt=0, le=60)] = Field(
        default=5.0, description="Seconds that a whole decision may take."
    )
    policies: Path | None = Field(
        default=None, description="The policy tree; by default the one that is shipped."
    )
    session_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        default=12, description="How long a browser stays logged in."
    )
    session_idle_minutes: Annotated[int, Field(ge=1, le=10080)] = Field(
        default=120, description="After how long without a request a browser is logged out."
    )
    login_failures: Annotated[int, Field(ge=1, le=100)] = Field(
        default=5, description="Wrong passwords for one account from one address before log-in is locked."
    )
    login_failures_per_address: Annotated[int, Field(ge=1, le=100000)] = Field(
        default=100, description="The same from one address for any accounts; many people may share one."
    )
    login_failures_per_account: Annotated[int, Field(ge=1, le=100000)] = Field(
        default=50, description="The same for one account from any addresses but those it is known to use."
    )
    login_lock_minutes: Annotated[int, Field(ge=1, le=1440)] = Field(
        default=15, description="The longest lock; the first lasts a minute, and each failure doubles it."
    )
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = Field(
        default=0,
        description="How many proxies of yours stand before the web server and add to `X-Forwarded-For`.",
    )
    idempotency_hours: Annotated[int, Field(ge=1, le=720)] = Field(
        default=24, description="How long the answer to a request with an idempotency key is kept."
    )
    worker_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Jobs that a worker runs at once."
    )
    profile: Profile = Field(
        default=Profile.DEVELOPMENT,
        description="With `production`, what is unsafe there is refused at start.",
    )
    allow_sqlite: bool = Field(
        default=False, description="Let the production profile run on SQLite, on this one machine."
    )
    log_format: LogFormat = Field(
        default=LogFormat.AUTO,
        description="`json`, `readable`, or `auto`: readable on a terminal, JSON lines elsewhere.",
    )
    stop_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=30.0, description="Seconds that requests and jobs under way may still take when stopped."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="The bearer token for `/-/metrics`; without one the web server shows no metrics.",
    )
    worker_metrics_port: Annotated[int | None, Field(ge=1, le=65535)] = Field(
        default=None, description="A port for the worker's own metrics; by default it listens on none."
    )
    worker_metrics_host: str = Field(
        default="127.0.0.1", description="The address on which the worker shows its metrics."
    )
    seal_certificate: Path | None = Field(
        default=None,
        description="Your organisation's seal: a PKCS #12 file with key, certificate and those above it. "
        "By default a development certificate.",
    )
    seal_password: SecretStr | None = Field(default=None, description="The password of that file.")
    seal_crls: Path | None = Field(
        default=None, description="The revocation lists (PEM, one after the other) of the seal's authorities."
    )
    timestamp_url: str | None = Field(
        default=None, description="An RFC 3161 timestamp authority for seals; by default seals have none."
    )
    timestamp_roots: Path | None = Field(
        default=None, description="The root certificates (PEM) of the timestamp authority."
    )
    timestamp_crls: Path | None = Field(
        default=None, description="The revocation lists (PEM) of the timestamp authority."
    )
    job_lease: Annotated[int, Field(ge=2, le=3600)] = Field(
        default=60, description="Seconds of silence after which a worker's job is given to another one."
    )

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'modelwarden.sqlite'}"

    @property
    def url(self) -> str:
        """How others reach the web server."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def policy_tree(self) -> Path:
        """The policy tree: inside the wheel, or beside the package in a checkout."""
        return self.policies or shipped("policies")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; everything that is wrong with them is said at once.

    Raises:
        SettingsError: a variable is not known, or its value is not understood. No value is repeated, as it
            may be a secret.
    """
    environment = os.environ if environment is None else environment
    wrong = list(_unknown(environment))
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [
            f"{variable(str(one['loc'][0]))}: {one['msg']}" for one in error.errors(include_input=False)
        ]
    else:
        if not wrong:
            return settings
    raise SettingsError(
        "The settings are not understood.",
        why="; ".join(wrong) + ".",
        remedy="Correct or remove these variables; docs/reference/settings.md has all of them.",
    )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name}".upper()


def _unknown(environment: Mapping[str, str]) -> Iterator[str]:
    known = {variable(name) for name in Settings.model_fields} | READ_ELSEWHERE
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{name} is no setting{f', {near[0]} is' if near else ''}"


def shipped(name: str) -> Path:
    """A directory that is shipped with the package."""
    package = Path(__file__).parent
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent / name
