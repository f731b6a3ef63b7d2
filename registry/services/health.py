"""How the parts of an installation are: the one source of what `doctor`, `/-/health` and `/-/ready` say."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import col, select

from registry.db.bundles import BundleRow
from registry.db.engine import unit_of_work
from registry.db.events import EventRow
from registry.db.jobs import WorkerRow
from registry.db.schema import schema_revisions
from registry.domain.clock import rfc3339
from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.services.context import open_unit
from registry.services.platform import Platform

# As in the policies' lib/clock.rego: the clocks of several machines may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=5)
_SILENT_AFTER = timedelta(seconds=20)
_LOG = "Look into the server's log, and run `modelwarden doctor` again."


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
        Examination("time", partial(_time, platform)),
        Examination("storage", partial(_storage, platform)),
        Examination("keys", partial(_keys, platform)),
        Examination("gate", partial(_gate, platform)),
        Examination("worker", partial(_worker, platform)),
    ]


def database_examinations(engine: Engine, migrations: Path | None) -> list[Examination]:
    """What can be examined where there is a database and nothing else yet."""
    return [
        Examination("database", partial(_database, engine)),
        Examination("schema", partial(_schema, engine, migrations)),
    ]


def _database(engine: Engine) -> Diagnosis:
    with unit_of_work(engine, read_only=True) as session:
        session.connection().execute(text("SELECT 1"))
    return Diagnosis("database", Health.SOUND, f"{engine.dialect.name} answers")


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
        newest = context.session.exec(select(EventRow.at).order_by(col(EventRow.seq).desc()).limit(1)).first()
        now = context.now
    if newest is not None and newest > now + CLOCKS_DIFFER:
        return Diagnosis(
            "time",
            Health.FAILED,
            f"the clock says {rfc3339(now)}, and the audit log's newest event is of {rfc3339(newest)}",
            "Set the clock right. Until it is, the gate refuses what was recorded after its own moment.",
        )
    return Diagnosis("time", Health.SOUND, "the clock is not behind the audit log")


def _storage(platform: Platform) -> Diagnosis:
    platform.storage.check()
    return Diagnosis("storage", Health.SOUND, "can be written and read")


def _keys(platform: Platform) -> Diagnosis:
    platform.keys.signer("attestation").sign(b"examination")
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
    return Diagnosis("gate", Health.SOUND, f"OPA {found.opa_version} has policy {expected}")


def _worker(platform: Platform) -> Diagnosis:
    with open_unit(platform, None, read_only=True) as context:
        newest = context.session.exec(select(WorkerRow).order_by(col(WorkerRow.heartbeat_at).desc())).first()
        if newest is None:
            return Diagnosis("worker", Health.FAILED, "none has ever run", "Start one: `modelwarden worker`.")
        age, host = context.now - newest.heartbeat_at, newest.host
    if age > _SILENT_AFTER:
        return Diagnosis(
            "worker",
            Health.FAILED,
            f"silent for {int(age.total_seconds())} s",
            "Start one: `modelwarden worker`. Jobs that wait are taken up then.",
        )
    return Diagnosis("worker", Health.SOUND, f"alive on {host}")
