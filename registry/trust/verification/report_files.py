"""The files in `reports/`: sealed PDFs, and the forms of a model card that are not sealed themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from registry.domain.errors import IntegrityError
from registry.trust.verification.attachments import read_attachments
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.decision import DECISION_FILES
from registry.trust.verification.decision_log import DecisionLog
from registry.trust.verification.evidence import EVIDENCE_NAME
from registry.trust.verification.model_card import CARD, verify_card, verify_form
from registry.trust.verification.pdf import verify_pdf
from registry.trust.verification.steps import Verdict, VerificationStep, about, failed, judged

_CLAUSE = "modelwarden.summary/v1"
_AUDIT_REPORT = "audit_report.pdf"
# A signature cannot do without this key (ISO 32000-1 clause 12.8.1), and it is never compressed.
_SIGNED = b"/ByteRange"


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What was checked, and what the sound sealed PDFs hold: their events, and a card's JSON by file stem."""

    steps: list[VerificationStep] = field(default_factory=list)
    events: set[bytes] = field(default_factory=set)
    cards: dict[str, bytes] = field(default_factory=dict)


def verify_report_files(
    directory: Path, context: VerifierContext, log: DecisionLog, lines: Sequence[bytes]
) -> ReportFiles:
    """Check every file of `reports/`. `lines` are those of `events.jsonl`, and `log` what they tell."""
    found = ReportFiles()
    files = sorted(path for path in (directory / "reports").rglob("*") if path.is_file())
    if directory / "reports" / _AUDIT_REPORT not in files:
        found.steps.append(failed("audit report", f"reports/{_AUDIT_REPORT} is missing", _CLAUSE))
    for path in files:
        if path.suffix == ".pdf":
            checked = _pdf(directory, path, context, set(lines), found)
            found.steps.extend(about(str(path.relative_to(directory)), checked))
    for path in files:
        if path.suffix != ".pdf":
            step = verify_form(path, found.cards.get(path.stem), log.reports, context.render)
            found.steps.extend(about(str(path.relative_to(directory)), [step]))
    return found


def _pdf(
    directory: Path, path: Path, context: VerifierContext, lines: set[bytes], found: ReportFiles
) -> list[VerificationStep]:
    pdf = path.read_bytes()
    if path.name != _AUDIT_REPORT and _SIGNED not in pdf:
        return [failed("sealed", "it is not sealed, as every report of ours is", _CLAUSE)]
    steps = verify_pdf(pdf, context)
    try:
        attachments = read_attachments(pdf)
    except IntegrityError as error:
        return [*steps, failed("same as here", str(error), _CLAUSE)]
    if CARD in attachments and path.name != _AUDIT_REPORT:
        belongs = verify_card(directory, attachments[CARD])
    else:
        belongs = _belongs(directory, attachments, lines)
    if not any(step.verdict is Verdict.FAILED for step in steps):
        found.events.update(attachments.get("events.jsonl", b"").splitlines())
        if CARD in attachments:
            found.cards[path.stem] = attachments[CARD]
    return [*steps, belongs]


def _belongs(directory: Path, attachments: Mapping[str, bytes], lines: set[bytes]) -> VerificationStep:
    """What is attached to a sealed report is also what lies in the directory, byte for byte."""
    kept = {path.read_bytes() for path in directory.glob("evidence/*.json")}
    kept |= {path.read_bytes() for path in directory.glob("decisions/*/*.json")}
    known = {
        one: data
        for one, data in attachments.items()
        if one in DECISION_FILES or EVIDENCE_NAME.fullmatch(one)
    }
    problems = [f"{one} is attached and not here" for one, data in known.items() if data not in kept]
    if "decision.json" not in known:
        problems.append("no decision is attached, and no model card")
    events = attachments.get("events.jsonl", b"").splitlines()
    problems += [f"event {line[:60]!r} is not in events.jsonl" for line in events if line not in lines]
    return judged("same as here", problems, f"{len(known)} documents and {len(events)} events", _CLAUSE)
