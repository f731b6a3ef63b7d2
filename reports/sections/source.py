"""Where a section's figures come from."""

from __future__ import annotations

from collections.abc import Iterable

from registry.contract.dossier import AuditReportInput, EvidenceByDigest
from registry.contract.evidence import EvidenceDocument
from registry.domain.errors import IntegrityError
from reports import figures
from reports.consistency import evidence_file
from reports.facts import Fact, code, stated
from reports.wording import ASSURANCES, measured_on


class Source:
    """An evidence document with its digest, and what a reader should know of it."""

    def __init__(self, digest: str, document: EvidenceDocument) -> None:
        self.digest = digest
        self.document = document
        self.file = evidence_file(digest)

    @property
    def assurance(self) -> str:
        """How far the figures are to be trusted."""
        return ASSURANCES[self.document.assurance]

    @property
    def data(self) -> str:
        """What the figures were measured on, in words."""
        return measured_on(self.document)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Digest, maker, method and inputs."""
        document = self.document
        versions = sorted(document.method.software.items())
        software = ", ".join(f"{name} {version}" for name, version in versions)
        return (
            Fact("Produced", f"{figures.moment(document.produced_at)}, by {document.produced_by}"),
            Fact("Method", document.method.name),
            stated("Software", software),
            *(code(_input(item.name, item.rows), item.sha256) for item in document.inputs),
        )


def used_source(data: AuditReportInput, digest: str) -> Source:
    """The document that the gate's input names; raises `IntegrityError` when the report has it not."""
    document = data.evidence.get(digest)
    if document is None:
        raise IntegrityError(
            "The report lacks evidence that the decision was made on.",
            why=f"The gate's input names {digest}, and no such document was given.",
            remedy="Build the report from the stored evidence documents.",
        )
    return Source(digest, document)


def newest_source(evidence: EvidenceByDigest, kind: str) -> Source | None:
    """The newest document of a kind, or None. Of two of the same moment the larger digest counts."""
    return max(sources(evidence, kind), key=lambda s: (s.document.produced_at, s.digest), default=None)


def sources(evidence: EvidenceByDigest, kind: str) -> Iterable[Source]:
    """All documents of a kind, by digest."""
    return [Source(name, document) for name, document in sorted(evidence.items()) if document.kind == kind]


def _input(name: str, rows: int | None) -> str:
    label = name[:1].upper() + name[1:]
    return label if rows is None else f"{label} ({figures.count(rows)} rows)"
