"""What a registry in use is full of, as rows: shelf by shelf, always the same.

A shelf is 125 versions: 50 of a model of its own, and 75 of the model `large`, which is searched. Each
version has a file, three tags, a finished scan, its event, its training data and, but for every fifth, a
parent. One version in sixty has a certain `team` and `risk=high`, the tags that are searched for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

SHELF, OWN, SHARED = 125, 50, 75
ALIASES = ("shadow", "canary")
TEAMS, RISKS = 20, ("high", "limited", "minimal")
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_FAMILY = 5
_BYTES = 4096

COLUMNS = {
    "model": "id project_id name risk_tier owner accountable_person intended_purpose on_call escalation_path"
    " runbook fallback tags created_by created_at revision",
    "model_tag": "model_id name value_digest",
    "dataset_version": "id dataset_id number digest file_sha256 rows columns profile datasheet registered_by"
    " registered_at",
    "artifact": "id project_id sha256 size uploaded_by uploaded_at",
    "version": "id model_id number digest description framework parameters metrics tags signature code_commit"
    " environment run_id registered_by registered_at",
    "version_file": "id version_id path size sha256",
    "version_tag": "version_id name model_id number value_digest registered_at",
    "lineage_edge": "id source_kind source_id target_kind target_id role created_at",
    "alias": "id model_id name version_id moved_at revision",
    "alias_move": "id model_id name from_version_id to_version_id promotion_id moved_by moved_at",
    "job": "id kind state project_id payload result error progress message attempts cancel_requested"
    " created_by created_at started_at heartbeat_at finished_at",
    "event": "seq id at actor_id action project_id subject_kind subject_id promotion_id content digest",
}
"""The tables that are filled, parents first, with their columns."""

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is there before: ids as 32 hex digits."""

    project_id: str
    user_id: str
    username: str
    large_id: str
    dataset_id: str


@dataclass(slots=True)
class Population:
    """Goes on where the audit log ends: `seq` and `digest` are those of its last event."""

    ground: Ground
    seq: int
    digest: str
    rows: Rows = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def shelves(self, first: int, last: int) -> Rows:
        """The rows of shelves `first` to `last - 1`; `seq` and `digest` are then those of the last event."""
        self.rows = {table: [] for table in COLUMNS}
        for shelf in range(first, last):
            self._shelf(shelf)
        return self.rows

    def _shelf(self, shelf: int) -> None:
        model, name, at = _id("model", shelf), f"model-{shelf:05d}", _moment(shelf * SHELF)
        tags = _tags(shelf)
        where = self.ground
        texts = ("Bench", "Ada", "Is measured.", "on-call", "Head", "runbook.example", "By hand")
        self._add(
            "model", model, where.project_id, name, "minimal", *texts, _json(tags), where.user_id, at, 1
        )
        for tag, value in tags.items():
            self._add("model_tag", model, tag, _digest(value))
        self._event(at, "model.created", "model", name, name=name)
        self._dataset_version(shelf, at)
        for index in range(SHELF):
            if index < OWN:
                self._version(shelf, index, model, name, index + 1)
            else:
                self._version(shelf, index, where.large_id, "large", shelf * SHARED + index - OWN + 1)
        for place, alias in enumerate(ALIASES):
            self._alias(shelf, place, alias, model, name)

    def _dataset_version(self, shelf: int, at: str) -> None:
        digest, columns = _digest(f"table {shelf}"), [{"name": "income", "type": "number"}]
        one = (_id("dataset_version", shelf), self.ground.dataset_id, shelf + 1, digest, digest, 1000)
        self._add("dataset_version", *one, _json(columns), "{}", "{}", self.ground.user_id, at)

    def _version(self, shelf: int, index: int, model: str, name: str, number: int) -> None:
        place, where = shelf * SHELF + index, self.ground
        version, at, tags = _id("version", place), _moment(place), _tags(place)
        file = _digest(f"file {place}")
        digest = _digest(_json([{"path": "model.onnx", "sha256": file, "size": _BYTES}]))
        self._add("artifact", _id("artifact", place), where.project_id, file, _BYTES, where.user_id, at)
        told = ("Trained again on fresh data.", "scikit-learn", '{"depth":6,"rate":0.1}', '{"auc":0.91}')
        person = (None, where.user_id, at)
        self._add("version", version, model, number, digest, *told, _json(tags), _SIGNATURE, "", "", *person)
        self._add("version_file", _id("version_file", place), version, "model.onnx", _BYTES, file)
        for tag, value in tags.items():
            self._add("version_tag", version, tag, model, number, _digest(value), at)
        self._edge(
            place, "dataset_version", _id("dataset_version", shelf), "version", version, "training", at
        )
        if number % _FAMILY != 1:
            self._edge(place, "version", _id("version", place - 1), "version", version, "parent", at)
        done = (0, "", 1, False, where.user_id, at, at, at, at)
        job = (_id("job", place), "scan_version", "done", where.project_id)
        self._add("job", *job, _json({"version_id": version}), '{"evidence":[]}', None, *done)
        self._event(at, "version.registered", "version", f"{name}/{number}", digest=digest)

    def _alias(self, shelf: int, place: int, alias: str, model: str, name: str) -> None:
        index, where = shelf * len(ALIASES) + place, self.ground
        target, at = shelf * SHELF + OWN - 1 - place, _moment(shelf * SHELF + SHELF - 1)
        version, move, number = _id("version", target), _id("alias_move", index), OWN - place
        self._add("alias", _id("alias", index), model, alias, version, at, 1)
        self._add("alias_move", move, model, alias, None, version, None, where.user_id, at)
        self._edge(index, "version", version, "deployment", move, "deployed", at)
        self._event(at, "alias.moved", "model", name, alias=alias, version=number, before=None)

    def _edge(self, place: int, *edge: str) -> None:
        self._add("lineage_edge", _id(edge[4], place), *edge)

    def _event(self, at: str, action: str, kind: str, subject: str, **details: object) -> None:
        self.seq += 1
        where, event_id = self.ground, _id("event", self.seq)
        content = _json(
            {
                "seq": self.seq,
                "id": _dashed(event_id),
                "at": f"{at[:10]}T{at[11:23]}Z",
                "actor": where.username,
                "action": action,
                "subject": {"kind": kind, "id": subject},
                "promotion": None,
                "details": details,
                "previous": self.digest,
            }
        )
        self.digest = _digest(content)
        names = (where.user_id, action, where.project_id, kind, subject, None)
        self._add("event", self.seq, event_id, at, *names, content.encode(), self.digest)

    def _add(self, table: str, *row: object) -> None:
        self.rows[table].append(row)


_SIGNATURE = '{"inputs":[{"name":"income","type":"number"}],"outputs":[{"name":"score","type":"number"}]}'
_KINDS = (*COLUMNS, "training", "parent", "deployed")
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}


def version_at(place: int) -> tuple[str, int]:
    """Model and number of the version that stands at this place, counted from 0."""
    shelf, index = divmod(place, SHELF)
    return (f"model-{shelf:05d}", index + 1) if index < OWN else ("large", shelf * SHARED + index - OWN + 1)


def batches(first: int, last: int, step: int = 40) -> Iterator[tuple[int, int]]:
    """Ranges of shelves, of a size that memory does not notice."""
    for start in range(first, last, step):
        yield start, min(start + step, last)


def _tags(place: int) -> dict[str, str]:
    return {
        "build": str(place),
        "risk": RISKS[place // TEAMS % len(RISKS)],
        "team": f"team-{place % TEAMS}",
    }


def _id(kind: str, number: int) -> str:
    """A UUIDv7 (RFC 9562): a second for each number, so that ids ascend as those of real rows do."""
    milliseconds = int(_EPOCH.timestamp() + number) * 1000
    return f"{milliseconds:012x}7{_NUMBERS[kind]:03x}8{number:015x}"


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _moment(place: int) -> str:
    return (_EPOCH + timedelta(seconds=place)).strftime("%Y-%m-%d %H:%M:%S.000000")


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _json(value: object) -> str:
    # For plain ASCII and small numbers this is the canonical form; the short run holds it to that.
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
