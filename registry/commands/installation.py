"""Examinations of the installation that the settings point to; looking must not make anything."""

from __future__ import annotations

from functools import partial

from registry.domain.diagnosis import Diagnosis, Examination, Health
from registry.domain.errors import ModelwardenError
from registry.settings import Profile, Settings, read_settings, shipped

# One line for each concern, even where there is nothing yet: what is to come, and what makes it.
_NOT_YET = {
    "database": ("there is none yet", "Run `modelwarden db upgrade`, or set MODELWARDEN_DATABASE_URL."),
    "schema": ("there is no database yet", "Run `modelwarden db upgrade`."),
    "storage": ("there is none yet", "`modelwarden serve` makes it, or set MODELWARDEN_S3_BUCKET."),
    "keys": ("there are none yet", "`modelwarden serve` makes development keys on its first run."),
    "gate": ("OPA is not asked, as no policy is in force yet", "`modelwarden serve` starts it."),
    "worker": ("none has ever run", "Start one: `modelwarden worker`."),
}


def installation_examinations() -> list[Examination]:
    """What the settings point to, a line for each concern whether it is there or not."""
    try:
        settings = read_settings()
    except ModelwardenError as error:
        return [Examination("settings", partial(_explain, error))]
    return [Examination("settings", partial(_settings, settings)), *_parts(settings)]


def _parts(settings: Settings) -> list[Examination]:
    from registry.app import open_database, open_installation
    from registry.services.health import database_examinations, examinations

    if _is_new(settings):
        nothing = {name: _absent(name, settings) for name in _NOT_YET}
        if settings.database_url:
            found = database_examinations(open_database(settings), shipped("migrations"))
            nothing |= {one.subject: one for one in found}
        return list(nothing.values())
    try:
        return examinations(open_installation(settings, create_keys=False).platform)
    except ModelwardenError as error:
        found = database_examinations(open_database(settings), shipped("migrations"))
        known = {one.subject for one in found}
        rest = [name for name in _NOT_YET if name not in known]
        return [*found, *(Examination(name, partial(_not_examined, name, error)) for name in rest)]


def _is_new(settings: Settings) -> bool:
    """Whether opening it would be making it."""
    if not settings.data_dir.exists():
        return True
    sqlite = settings.data_dir / "modelwarden.sqlite"
    return not settings.database_url and not sqlite.exists() and not (settings.data_dir / "keys").exists()


def _settings(settings: Settings) -> Diagnosis:
    from registry.commands.production import refusals
    from registry.commands.production_facts import gather_facts

    if settings.profile is not Profile.PRODUCTION:
        return Diagnosis("settings", Health.SOUND, "understood; the profile is for development")
    found = refusals(gather_facts(settings))
    if found:
        why = " ".join(f"{row.setting}: {row.why}" for row in found)
        return Diagnosis("settings", Health.FAILED, why, " ".join(row.remedy for row in found))
    return Diagnosis("settings", Health.SOUND, "fit for production")


def _absent(name: str, settings: Settings) -> Examination:
    finding, remedy = _NOT_YET[name]
    told = f"{finding}, looked for in {settings.data_dir}" if name == "database" else finding
    return Examination(name, lambda: Diagnosis(name, Health.DOUBTFUL, told, remedy))


def _explain(error: ModelwardenError) -> Diagnosis:
    raise error


def _not_examined(name: str, error: ModelwardenError) -> Diagnosis:
    # Of several parts only one is broken, but which one cannot be told from outside.
    raise type(error)(f"{name} could not be opened: {error.what}", why=error.why, remedy=error.remedy)
