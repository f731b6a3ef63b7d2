"""Logs: one JSON object per line on standard error, or readable lines for a person at a terminal.

No secret gets in: what the settings hold as secret, and whatever looks like a token of ours, is struck out
of every line, whoever wrote it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from structlog.typing import Processor

from registry.settings import LogFormat, Profile, Settings

STRUCK_OUT = "[secret]"
# A token of ours, or whatever somebody sends in a header that carries one.
_TOKENS = re.compile(r"mw_[0-9a-f]{32}_[\w-]+|(?i:bearer|basic)\s+[\w.~+/=-]{8,}")
_SHORTEST = 6  # Anything shorter is found in harmless words, and the production profile refuses it.
_Event = MutableMapping[str, Any]


def configure_logs(settings: Settings) -> None:
    """Send the logs of this process, ours and the libraries', down one pipe."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(settings),
                StrikeOut(secrets_of(settings)),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("registry").setLevel(logging.INFO)
    # It warns of every request that has to wait for a thread, most when there is least time to write lines.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class StrikeOut:
    """The last step of every line: takes the secrets out of it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        told = {secret for secret in secrets if len(secret) >= _SHORTEST}
        told |= {json.dumps(secret)[1:-1] for secret in told}
        self._secrets = sorted(told, key=len, reverse=True)

    def __call__(self, _logger: object, _name: str, line: _Event | str) -> str:
        text = str(line)
        for secret in self._secrets:
            text = text.replace(secret, STRUCK_OUT)
        return _TOKENS.sub(STRUCK_OUT, text)


def secrets_of(settings: Settings) -> Iterable[str]:
    """Every secret that the settings hold: those typed so, the database's password, OPA's bundle token."""
    for _, value in settings:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
    try:
        yield str(make_url(settings.database).password or "")
    except ArgumentError:
        yield settings.database
    token = settings.data_dir / "bundle-token"
    if token.is_file():
        yield token.read_text().strip()


def _renderers(settings: Settings) -> list[Processor]:
    if _is_readable(settings):
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(default=str),
    ]


def _is_readable(settings: Settings) -> bool:
    if settings.log_format is LogFormat.AUTO:
        return sys.stderr.isatty() and settings.profile is not Profile.PRODUCTION
    return settings.log_format is LogFormat.READABLE
