"""The audit log as a file: one event a line."""

from __future__ import annotations

from registry.trust.event_chain import ChainReport, verify_chain, verify_excerpt
from registry.trust.verification.steps import VerificationStep, failed, judged

_CLAUSE = "21 CFR 11.10(e)"


def verify_log(data: bytes) -> list[VerificationStep]:
    """Check a whole log from its first event. The step names the last one's digest, for you to compare."""
    return [_judge("event chain", verify_chain(data.splitlines()))]


def verify_log_excerpt(data: bytes) -> list[VerificationStep]:
    """Check the events of one request: their form, and the links between neighbours."""
    return [_judge("events of the request", verify_excerpt(data.splitlines()))]


def _judge(name: str, report: ChainReport) -> VerificationStep:
    if report.events == 0:
        return failed(name, "there is no event in it", _CLAUSE)
    problems = [f"line {fault.line}: {fault.reason}" for fault in report.faults]
    return judged(name, problems, f"{report.events} events, the last is {report.head}", _CLAUSE)
