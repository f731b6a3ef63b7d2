"""Limits on guessing passwords: per account and address together, per address, and per account.

An attempt is counted before the password is looked at, so that many at once cannot slip through between. What
is locked is told so for any name, known or not. While a lock lasts nothing is counted, so nobody can prolong
it; and an account that strangers guess at stays open to the addresses that its owner has logged in from.
(NIST SP 800-63B, 5.2.2; OWASP ASVS 2.2.1.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from registry.db.login_attempts import LoginAttemptRow
from registry.db.users import UserRow
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import TooManyAttemptsError
from registry.services.context import Context

_FIRST_LOCK = timedelta(minutes=1)
_KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LogInLimits:
    """How many failures lock what, and for how long at most. Each further failure doubles the time."""

    failures: int = 5
    per_address: int = 100
    per_account: int = 50
    lock: timedelta = timedelta(minutes=15)

    @property
    def memory(self) -> timedelta:
        """After this time without a failure, earlier ones are forgotten."""
        return 4 * self.lock


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who is said to log in, and from where."""

    username: str
    address: str

    def keys(self, limits: LogInLimits) -> dict[str, tuple[str, int]]:
        """What is counted, by its key, with the failures that lock it."""
        address = _network(self.address)
        return {
            _key(self.username, address): ("account and address", limits.failures),
            _key(None, address): ("address", limits.per_address),
            _key(self.username, None): ("account", limits.per_account),
        }

    @property
    def pair(self) -> str:
        """The key of account and address together."""
        return _key(self.username, _network(self.address))

    @property
    def account(self) -> str:
        """The key of the account alone."""
        return _key(self.username, None)


def count_attempt(context: Context, limits: LogInLimits, attempt: Attempt) -> None:
    """Count an attempt as a failure until `forgive_attempt`; raises `TooManyAttemptsError` while locked."""
    keys = attempt.keys(limits)
    rows = _rows(context, keys)
    _refuse_locked(context.now, rows, attempt)
    for key, row in rows.items():
        if row.last_at < context.now - limits.memory:
            row.failures, row.locked_until = 0, None
        row.failures, row.last_at = row.failures + 1, context.now
        over = row.failures - keys[key][1]
        if over >= 0:
            row.locked_until = context.now + min(_FIRST_LOCK * 2 ** min(over, 20), limits.lock)
    context.session.exec(
        delete(LoginAttemptRow).where(col(LoginAttemptRow.last_at) < context.now - _KNOWN_FOR)
    )


def forgive_attempt(context: Context, limits: LogInLimits, attempt: Attempt) -> None:
    """The password was right. Failures of others, at this account or from this address, still count."""
    keys = attempt.keys(limits)
    for key, row in _rows(context, keys).items():
        row.failures = 0 if key == attempt.pair else max(row.failures - 1, 0)
        if row.failures < keys[key][1]:
            row.locked_until = None
        if key == attempt.pair:
            row.succeeded_at = context.now


def record_locks(context: Context, limits: LogInLimits, attempt: Attempt) -> None:
    """Say in the audit log what a failed attempt has locked. A name that is nobody's is not written down."""
    known = context.session.exec(select(UserRow.id).where(UserRow.username == attempt.username)).first()
    keys = attempt.keys(limits)
    for key, row in _rows(context, keys).items():
        if row.locked_until is not None and row.locked_until > context.now:
            context.record(
                "login.locked",
                ("user", attempt.username if known else "unknown"),
                locked=keys[key][0],
                address=attempt.address,
                failures=row.failures,
                seconds=math.ceil((row.locked_until - context.now).total_seconds()),
            )


def _refuse_locked(now: datetime, rows: dict[str, LoginAttemptRow], attempt: Attempt) -> None:
    last_success = rows[attempt.pair].succeeded_at
    trusted = last_success is not None and last_success > now - _KNOWN_FOR
    ends = [
        row.locked_until
        for key, row in rows.items()
        if row.locked_until is not None and not (trusted and key == attempt.account)
    ]
    if ends and max(ends) > now:
        seconds = math.ceil((max(ends) - now).total_seconds())
        raise TooManyAttemptsError(
            "Too many log-ins have failed.",
            why="No further one is looked at for a while, so that nobody can guess passwords.",
            remedy=f"Try again in {seconds} seconds.",
            retry_after=seconds,
        )


def _rows(context: Context, keys: dict[str, tuple[str, int]]) -> dict[str, LoginAttemptRow]:
    """The rows, made where there are none, and held until the end of the transaction."""
    dialect = context.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # In one order for everybody, so that no two wait for each other.
    fresh = [{"key": key, "failures": 0, "last_at": context.now} for key in sorted(keys)]
    context.session.exec(insert(LoginAttemptRow).values(fresh).on_conflict_do_nothing())
    query = (
        select(LoginAttemptRow)
        .where(col(LoginAttemptRow.key).in_(list(keys)))
        .order_by(col(LoginAttemptRow.key))
        .with_for_update()
    )
    return {row.key: row for row in context.session.exec(query)}


def _key(username: str | None, address: str | None) -> str:
    return digest_bytes(canonical_json({"account": username, "address": address}))


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64 to choose addresses from."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ip_network((int(parsed), 64), strict=False))
    return str(parsed)
