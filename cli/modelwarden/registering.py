"""`modelwarden.register`: from a trained model and an evaluation table to a version with all its evidence."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from modelwarden.bars import transfers, waiting
from modelwarden.code_commits import Commit, current_commit
from modelwarden.evaluation_tables import (
    Answers,
    choose_favourable,
    inputs_of,
    plain_labels,
    read_table,
    require_columns,
    scored,
    write_table,
)
from modelwarden.frameworks.choosing import package
from modelwarden.frameworks.packaged import Frame, Packaged
from modelwarden.places import Place, find_or_create_model, find_or_register_data
from modelwarden.registrations import Registration

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.namespaces.versions import Ref
    from modelwarden.objects.versions import Version

THRESHOLD = "0.5"


class Details(TypedDict, total=False):
    """What else may be said; see `register`."""

    features: Sequence[str]
    favourable: object
    threshold: float | str
    score: str
    prediction: str
    training: object
    datasheet: Mapping[str, Any]
    description: str
    code_commit: str
    spec: Mapping[str, Any]
    project: str
    risk_tier: str
    model_facts: Mapping[str, Any]
    timeout: float
    progress: bool
    client: Client


def register(
    name: str,
    model: object,
    *,
    evaluation: object,
    label: str,
    sensitive: Sequence[str] = (),
    **details: Unpack[Details],
) -> Registration:
    """Register a model as its next version, have the platform judge it on a table, and wait for the evidence.

    `model` is a classifier of scikit-learn, XGBoost or LightGBM, an ONNX model (bytes, path or ModelProto),
    or the path of other files. `evaluation` is a pandas DataFrame or the path of a CSV or Parquet file;
    `label` names its column with the truth, and `sensitive` those of groups that are compared.

    What is not there is made: the model in `project` (or `MODELWARDEN_PROJECT`, or one's only one), and the
    datasets `NAME-evaluation` and, with `training`, `NAME-training`; `datasheet` tells of both. A score of at
    least `threshold` (0.5) means the `favourable` label (the second class). `score` or `prediction` name a
    column with the model's answers; without, the model is run here. `features` are its inputs in order, where
    it does not know their names. `spec` and `model_facts` add to what is said of evaluation and new model.

    Raises:
        InvalidInputError: something is not clear, and is not guessed.
        MissingDependencyError: a converter is not installed.
        PendingError: `timeout` seconds have passed, each time that a worker is waited for.
        ForbiddenError: something is not there, and you may not make it.
    """
    frame = read_table(evaluation)
    answers = Answers(label, details.get("score"), details.get("prediction"))
    features = [*details.get("features", ())]
    require_columns(frame, [*answers.columns, *sensitive, *features])
    frame = plain_labels(frame, label)
    packaged = package(model, inputs_of(frame, answers, sensitive, features))
    favourable = choose_favourable(frame, label, packaged, details.get("favourable"))
    table, answers = scored(frame, answers, packaged, favourable)
    case = _Case(name, packaged, table, answers, favourable, [*sensitive], details)
    given = details.get("client")
    with nullcontext(given) if given is not None else _own_client() as client:
        return case.register(client)


@dataclass(frozen=True)
class _Case:
    """One registration: the model, the table with its answers, and what was said."""

    name: str
    packaged: Packaged
    table: Frame
    answers: Answers
    favourable: str
    sensitive: list[str]
    details: Details
    commit: Commit | None = field(default_factory=current_commit)

    def register(self, client: Client) -> Registration:
        place = Place(
            self.details.get("project"), self.details.get("risk_tier"), self.details.get("model_facts")
        )
        project = find_or_create_model(client, self.name, place).project
        with tempfile.TemporaryDirectory() as directory:
            files = _Files(Path(directory))
            data = self._register_data(client, project, files)
            version = self._register_version(client, project, files, data)
            job = client.evidence.compute(
                self.name,
                version.version,
                table=write_table(self.table, files.directory / "table.csv"),
                spec=self._spec(),
                kinds=self._kinds(),
                dataset=data["evaluation"],
                wait=False,
            )
            for title, wanted in (("Scanning the files", version.scan_job), ("Computing evidence", job.id)):
                if wanted is not None:
                    self._wait(client, title, wanted)
        return Registration(
            version=client.versions.get(self.name, version.version),
            evidence=client.evidence.list_newest(self.name, version.version, [*self._kinds(), "scan"]),
            notes=tuple(self._notes()),
            client=self.details.get("client"),
        )

    def _register_data(self, client: Client, project: str, files: _Files) -> dict[str, Ref]:
        sheet = {"sensitive_attributes": self.sensitive} | dict(self.details.get("datasheet", {}))
        # The model's answers stand beside the data, and are not part of it.
        tables = {"evaluation": self.table.drop(columns=self.answers.given_by_model)}
        if (training := self.details.get("training")) is not None:
            tables["training"] = plain_labels(read_table(training), self.answers.label)
        return {
            use: find_or_register_data(
                client,
                project,
                f"{self.name}-{use}",
                write_table(table, files.directory / f"{use}.csv"),
                sheet,
                self.details.get("timeout"),
            )
            for use, table in tables.items()
        }

    def _register_version(
        self, client: Client, project: str, files: _Files, data: Mapping[str, Ref]
    ) -> Version:
        commit = self.details.get("code_commit") or (self.commit.id if self.commit else "")
        run = client.runs.create(
            project, f"register {self.name}", code_commit=commit, parameters=self.packaged.parameters
        )
        with self._bars() as on_transfer:
            return client.versions.register(
                self.name,
                files.write(self.packaged.files),
                description=self.details.get("description", ""),
                framework=self.packaged.framework,
                parameters=dict(self.packaged.parameters),
                inputs=self._inputs(),
                outputs={"score" if self.answers.score else "prediction": "number"},
                code_commit=commit,
                environment="; ".join([f"Python {platform.python_version()}", *self.packaged.software]),
                run=run.id,
                on_transfer=on_transfer,
                **{use: [ref] for use, ref in data.items()},  # type: ignore[arg-type]
            )

    def _inputs(self) -> dict[str, str]:
        kinds = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}
        columns = self.packaged.features or inputs_of(self.table, self.answers, self.sensitive, ()).unnamed
        return {name: kinds.get(self.table[name].dtype.kind, "string") for name in columns}

    def _spec(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "label": self.answers.label,
            "favourable_label": self.favourable,
            "sensitive": self.sensitive,
        }
        if self.answers.score is not None:
            said |= {"score": self.answers.score, "threshold": str(self.details.get("threshold", THRESHOLD))}
        if self.answers.prediction is not None:
            said["prediction"] = self.answers.prediction
        if self.packaged.onnx_path is not None:
            said |= {"model_path": self.packaged.onnx_path, "features": [*self.packaged.features]}
        return said | dict(self.details.get("spec", {}))

    def _kinds(self) -> list[str]:
        return [
            "performance",
            "data_profile",
            *(["fairness"] if self.sensitive else []),
            *(["explanation"] if self.packaged.onnx_path is not None else []),
        ]

    def _notes(self) -> Iterator[str]:
        yield from self.packaged.notes
        if not self.sensitive:
            yield "No sensitive columns were named, so there is no fairness evidence."
        if self.details.get("code_commit"):
            return
        if self.commit is None:
            yield "There is no Git repository here, so the version does not say which code made it."
        elif self.commit.changed:
            yield f"Files have changed since commit {self.commit.id[:12]}, which the version names."

    def _wait(self, client: Client, title: str, job: str) -> None:
        timeout = self.details.get("timeout")
        with waiting(title) if self._shows_progress else nullcontext() as on_progress:
            client.jobs.wait(job, timeout=timeout, on_progress=on_progress)

    @property
    def _shows_progress(self) -> bool:
        return self.details.get("progress", True)

    @property
    def _bars(self) -> Callable[[], Any]:
        return transfers if self._shows_progress else nullcontext


@dataclass(frozen=True)
class _Files:
    """Where files are written before they are sent."""

    directory: Path

    def write(self, files: Mapping[str, bytes | Path]) -> dict[str, Path]:
        """The files by manifest path, all on disk."""
        written = {}
        for position, (name, content) in enumerate(files.items()):
            path = content if isinstance(content, Path) else self.directory / f"file{position}"
            if isinstance(content, bytes):
                path.write_bytes(content)
            written[name] = path
        return written


@contextmanager
def _own_client() -> Iterator[Client]:
    from modelwarden.client import Client

    with Client.from_env() as client:
        yield client
