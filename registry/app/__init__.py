"""The composition root: settings in, a running installation out."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.app.storage import open_storage
from registry.db.engine import PoolSettings, open_engine
from registry.domain.errors import SigningError
from registry.gate.binary import cache_root, find_opa
from registry.gate.bundle import build_bundle
from registry.gate.child import OpaChild
from registry.gate.child_settings import ChildSettings
from registry.gate.client import GateClient
from registry.gate.endpoint import HttpEndpoint
from registry.gate.runtime_directory import runtime_directory
from registry.services.bundles import BuiltBundle, active_bundle, publish_bundle
from registry.services.context import open_unit
from registry.services.installation import prepare_installation
from registry.services.login_attempts import LogInLimits
from registry.services.neighbours import has_signed_history
from registry.services.platform import Platform, UploadLimits
from registry.settings import Settings, shipped
from registry.trust.key_files import holds_files
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose, public_pem
from registry.web.api import create_api
from registry.web.auth.security import SECURITY, Security
from registry.web.edge import PLATFORM
from registry.web.headers import set_security_headers
from registry.web.health import blueprint as health
from registry.web.metrics import METRICS_TOKEN
from registry.web.metrics import blueprint as metrics
from registry.web.opa_bundles import TOKEN
from registry.web.opa_bundles import blueprint as opa_bundles
from registry.web.operations import IDEMPOTENCY_HOURS
from registry.web.problems import register_problem_handlers
from registry.web.request_log import log_requests
from registry.web.ui import create_ui
from registry.web.ui.twins import add_twins
from registry.worker.queue import HueyQueue, open_huey

if TYPE_CHECKING:
    from registry.trust.pdf import TimestampAuthority

_log = structlog.get_logger(__name__)
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - they are replaced, not bound to


@dataclass(frozen=True, slots=True)
class Installation:
    """A platform with what its processes run themselves. `child` is None when OPA runs elsewhere."""

    platform: Platform
    queue: HueyQueue
    child: OpaChild | None
    bundle_token: str

    def close(self) -> None:
        """Let go of database and queue, so that a process forked from this one shares no connection."""
        self.platform.engine.dispose()
        self.queue.close()


def open_installation(settings: Settings, *, create_keys: bool = True) -> Installation:
    """Open everything that an installation is made of; keys are made on the first run."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_database(settings)
    keys = open_keys(settings, create=create_keys and _may_have_new_keys(settings, engine))
    bundle_token = _bundle_token(settings.data_dir / "bundle-token")
    opa = find_opa(settings.opa, cache=cache_root(os.environ, Path.home()))
    child = None if settings.opa_url else _child(settings, keys, opa, bundle_token)
    queue = HueyQueue(open_huey(settings.database, settings.data_dir))
    platform = Platform(
        engine=engine,
        storage=open_storage(settings),
        gate=_gate(settings, child),
        keys=keys,
        queue=queue,
        clock=lambda: datetime.now(UTC),
        opa=opa,
        installation=settings.installation,
        public_url=settings.url,
        version=version("modelwarden"),
        migrations=shipped("migrations"),
        timestamps=_timestamps(settings),
        job_lease=timedelta(seconds=settings.job_lease),
        upload_limits=UploadLimits(
            part_bytes=settings.upload_part_bytes,
            artifact_bytes=settings.artifact_max_bytes,
            project_bytes=settings.project_max_bytes,
            open_per_person=settings.uploads_per_person,
            age=timedelta(hours=settings.upload_hours),
        ),
    )
    return Installation(platform, queue, child, bundle_token)


def _may_have_new_keys(settings: Settings, engine: Engine) -> bool:
    """Whether keys would be the first ones; raises `SigningError` when others have signed what is there."""
    directory = settings.data_dir / "keys"
    if holds_files(directory):
        return False
    if has_signed_history(engine):
        engine.dispose()
        raise SigningError(
            f"The signing keys are gone from {directory}.",
            why="The database holds what they signed, and new keys would verify none of it.",
            remedy=f"Restore {directory} from its backup, or set MODELWARDEN_DATA_DIR to where they are.",
        )
    return True


def open_keys(settings: Settings, *, create: bool) -> KeyStore:
    """The signing keys; the seal is the operator's own where one is named."""
    own = None
    if settings.seal_certificate is not None:
        from registry.trust.own_seal import read_own_seal  # pyHanko takes a moment to load.

        password = settings.seal_password.get_secret_value() if settings.seal_password else None
        own = read_own_seal(settings.seal_certificate, password, settings.seal_crls)
    return KeyStore.open(settings.data_dir / "keys", create=create, own_seal=own)


def open_database(settings: Settings) -> Engine:
    """The engine alone, for what needs nothing else."""
    return open_engine(
        settings.database,
        PoolSettings(
            size=settings.database_pool,
            overflow=settings.database_overflow,
            wait_seconds=settings.database_pool_seconds,
            statement_seconds=settings.database_statement_seconds,
            lock_seconds=settings.database_lock_seconds,
        ),
    )


def prepare(settings: Settings, platform: Platform) -> str:
    """Give an empty installation its environments, and put the shipped policies in force.

    Returns the revision in force, which is another one when newer policies were published before.
    """
    signer = platform.keys.signer(KeyPurpose.BUNDLE)
    bundle = build_bundle(
        settings.policy_tree,
        platform.opa,
        signer=signer,
    )
    with open_unit(platform, None) as context:
        prepare_installation(context)
        publish_bundle(context, BuiltBundle(bundle.revision, bundle.sha256, bundle.key_id, bundle.archive))
        in_force = active_bundle(context).revision
    if in_force != bundle.revision:
        _log.warning("older policies were not put in force", shipped=bundle.revision, in_force=in_force)
    return in_force


def create_app(
    platform: Platform,
    *,
    bundle_token: str,
    security: Security | None = None,
    metrics_token: str | None = None,
    idempotency_hours: int = 24,
) -> Flask:
    """The web application."""
    app = Flask("registry.web", static_folder=None)
    app.config[TOKEN] = bundle_token
    app.config[METRICS_TOKEN] = metrics_token
    app.config[SECURITY] = told = security or Security()
    if told.trusted_proxies:
        # Of what proxies say, only the client's address is believed, and only as far as ours have written it.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=told.trusted_proxies, x_proto=0, x_host=0
        )
    app.config[IDEMPOTENCY_HOURS] = idempotency_hours
    app.extensions[PLATFORM] = platform
    log_requests(app)
    register_problem_handlers(app)
    set_security_headers(app)
    for blueprint in (create_api(), health, metrics, opa_bundles, create_ui()):
        app.register_blueprint(blueprint)
    add_twins(app)
    return app


def _timestamps(settings: Settings) -> TimestampAuthority | None:
    if settings.timestamp_url is None:
        return None
    from registry.trust.own_seal import read_timestamp_authority

    return read_timestamp_authority(settings.timestamp_url, settings.timestamp_roots, settings.timestamp_crls)


def security_of(settings: Settings) -> Security:
    """What the settings say about log-ins and sessions."""
    return Security(
        session_hours=settings.session_hours,
        session_idle=timedelta(minutes=settings.session_idle_minutes),
        log_in=LogInLimits(
            failures=settings.login_failures,
            per_address=settings.login_failures_per_address,
            per_account=settings.login_failures_per_account,
            lock=timedelta(minutes=settings.login_lock_minutes),
        ),
        trusted_proxies=settings.trusted_proxies,
    )


def _gate(settings: Settings, child: OpaChild | None) -> GateClient:
    if child is not None:
        return GateClient(child.endpoint, seconds=settings.opa_deadline)
    token = settings.opa_token.get_secret_value() if settings.opa_token else None
    return GateClient(HttpEndpoint(settings.opa_url or "", token=token), seconds=settings.opa_deadline)


def _child(settings: Settings, keys: KeyStore, opa: Path, bundle_token: str) -> OpaChild:
    signer = keys.signer(KeyPurpose.BUNDLE)
    return OpaChild(
        ChildSettings(
            opa=opa,
            runtime=runtime_directory(settings.data_dir),
            # OPA is on this machine, and "every address" is none that it could connect to.
            registry_url=f"http://{_EVERY_ADDRESS.get(settings.host, settings.host)}:{settings.port}",
            bundle_token=bundle_token,
            public_keys={signer.kid: public_pem(signer.public_key).decode()},
        )
    )


def _bundle_token(path: Path) -> str:
    """The token with which OPA pulls its policies; whichever process comes first makes it."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
