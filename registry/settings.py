"""Settings: read here from the environment (`MODELWARDEN_*`), and handed down as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an installation can be told. Each has a default that works on a laptop."""

    model_config = SettingsConfigDict(env_prefix="MODELWARDEN_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path("modelwarden-data"), description="Where database, artifacts and keys are kept."
    )
    database_url: str | None = Field(
        default=None, description="`postgresql+psycopg://...`; by default SQLite in the data directory."
    )
    database_pool: Annotated[int, Field(ge=1, le=200)] = Field(
        default=10, description="Connections per process (PostgreSQL)."
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
    threads: Annotated[int, Field(ge=1, le=256)] = Field(default=8, description="Threads of the web server.")
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
    worker_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Jobs that a worker runs at once."
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


def shipped(name: str) -> Path:
    """A directory that is shipped with the package."""
    package = Path(__file__).parent
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent / name
