"""How the parts of an installation are: the one source of what `doctor`, `/-/health` and `/-/ready` say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import col, select

from registry.db.bundles import BundleRow
from registry.db.engine import unit_of_work
from registry.db.jobs import WorkerRow
from registry.db.room import require_room
from registry.db.schema import schema_revisions
from registry.domain.clock import rfc3339
from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.domain.errors import DatabaseError
from registry.services import clock
from registry.services.context import open_unit
from registry.services.platform import Platform

_SILENT_AFTER = timedelta(seconds=20)
_LOG = "Look into the server's log, and run `modelwarden doctor` again."
_DATABASE = (
    "Start the database, or give its disk room, or correct MODELWARDEN_DATABASE_URL; "
    "every process finds it again by itself."
)
_BUNDLE = (
    "If it stays, see that OPA reaches the registry, and that nobody has changed the bundle or its key. "
    "Meanwhile the gate decides under the policy in force."
)


def examine(platform: Platform) -> list[Diagnosis]:
    """Every part, in the order in which they lean on each other."""
    return [examination.diagnose() for examination in examinations(platform)]


def examine_readiness(platform: Platform) -> list[Diagnosis]:
    """What a web server needs to answer every request; jobs wait for a worker without harm."""
    return [one.diagnose() for one in examinations(platform) if one.subject != "worker"]


def examinations(platform: Platform) -> list[Examination]:
    """What to examine."""
    return [
        *database_examinations(platform.engine, platform.migrations),
        Examination("time", partial(_ask, "time", partial(_time, platform))),
        Examination("storage", partial(_storage, platform)),
        Examination("keys", partial(_keys, platform)),
        Examination("gate", partial(_ask, "gate", partial(_gate, platform))),
        Examination("worker", partial(_ask, "worker", partial(_worker, platform))),
    ]


def database_examinations(engine: Engine, migrations: Path | None) -> list[Examination]:
    """What can be examined where there is a database and nothing else yet."""
    return [
        Examination("database", partial(_database, engine)),
        Examination("schema", partial(_ask, "schema", partial(_schema, engine, migrations))),
    ]


def _ask(subject: str, examine: Callable[[], Diagnosis]) -> Diagnosis:
    """Examine what the database knows of; while it is away, that is one trouble and not many."""
    try:
        return examine()
    except DatabaseError:
        return Diagnosis(subject, Health.FAILED, "the database does not say", "Mend the database first.")


def _database(engine: Engine) -> Diagnosis:
    try:
        with unit_of_work(engine, read_only=True) as session:
            session.connection().execute(text("SELECT 1"))
        require_room(engine)
    except DatabaseError as error:
        return Diagnosis("database", Health.FAILED, f"{error.what} {error.why}", _DATABASE)
    return Diagnosis("database", Health.SOUND, f"{engine.dialect.name} answers, and can write")


def _schema(engine: Engine, migrations: Path | None) -> Diagnosis:
    if migrations is None:
        return Diagnosis("schema", Health.DOUBTFUL, "it is not known which one this release wants", _LOG)
    with unit_of_work(engine, read_only=True):  # So that an outage is told as one.
        found, wanted = schema_revisions(migrations, engine)
    if found == wanted:
        return Diagnosis("schema", Health.SOUND, f"revision {found}")
    return Diagnosis(
        "schema",
        Health.FAILED,
        f"revision {found or 'none'}, this release wants {wanted}",
        "Run `modelwarden db upgrade`.",
    )


def _time(platform: Platform) -> Diagnosis:
    with open_unit(platform, None, read_only=True) as context:
        behind = clock.lag_of(context)
    if behind is not None:
        return Diagnosis("time", Health.FAILED, behind, clock.REMEDY)
    return Diagnosis("time", Health.SOUND, "the clock is not behind the audit log")


def _storage(platform: Platform) -> Diagnosis:
    platform.storage.check()
    return Diagnosis("storage", Health.SOUND, "can be written and read")


def _keys(platform: Platform) -> Diagnosis:
    platform.keys.check()
    if platform.keys.seal.is_development:
        return Diagnosis(
            "keys",
            Health.DOUBTFUL,
            "development keys: they prove integrity, not identity",
            "Set MODELWARDEN_SEAL_CERTIFICATE to a seal certificate of your organisation before production.",
        )
    return Diagnosis("keys", Health.SOUND, "can sign")


def _gate(platform: Platform) -> Diagnosis:
    with open_unit(platform, None, read_only=True) as context:
        bundle = context.session.exec(select(BundleRow).where(BundleRow.active)).first()
        expected = bundle.revision if bundle else None
    found = platform.gate.health()
    if found.problem or not found.reachable:
        return Diagnosis("gate", Health.FAILED, found.problem or "OPA does not answer", _LOG)
    if found.active_revision != expected:
        return Diagnosis(
            "gate",
            Health.FAILED,
            f"OPA has policy {found.active_revision}, in force is {expected}: "
            f"{found.bundle_error or 'it has not been pulled yet'}",
            _LOG,
        )
    if found.bundle_error:
        finding = f"OPA could not take up a bundle and keeps to policy {expected}: {found.bundle_error}"
        return Diagnosis("gate", Health.DOUBTFUL, finding, _BUNDLE)
    return Diagnosis("gate", Health.SOUND, f"OPA {found.opa_version} has policy {expected}")


def _worker(platform: Platform) -> Diagnosis:
    with open_unit(platform, None, read_only=True) as context:
        newest = context.session.exec(select(WorkerRow).order_by(col(WorkerRow.heartbeat_at).desc())).first()
        if newest is None:
            return Diagnosis("worker", Health.FAILED, "none has ever run", "Start one: `modelwarden worker`.")
        age, host = context.now - newest.heartbeat_at, newest.host
    if age < -clock.CLOCKS_DIFFER:
        heard = f"last heard of at {rfc3339(newest.heartbeat_at)}, which is still to come"
        return Diagnosis("worker", Health.DOUBTFUL, heard, clock.REMEDY)
    if age > _SILENT_AFTER:
        return Diagnosis(
            "worker",
            Health.FAILED,
            f"silent for {int(age.total_seconds())} s",
            "Start one: `modelwarden worker`. Jobs that wait are taken up then.",
        )
    return Diagnosis("worker", Health.SOUND, f"alive on {host}")
