"""Static scan of a version's files for code that would run when they are loaded. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from registry.contract.evidence import EvidenceMethod, ScanBody, ScannedFile
from registry.evidence.limits import ScanLimits
from registry.evidence.requests import ScanRequest, ScanResult, ScanTarget
from registry.evidence.scanner import Scanner, Seen
from registry.evidence.software import software_versions

_FINDINGS = 50


def scan_version(request: ScanRequest) -> ScanResult:
    """Scan a version's files, and say how."""
    method = EvidenceMethod(
        name="modelwarden-scan/1", parameters=request.limits.to_json(), software=software_versions()
    )
    return ScanResult(method=method, body=scan_files(request.files, request.limits))


def scan_files(files: Sequence[ScanTarget], limits: ScanLimits) -> ScanBody:
    """Scan each file; one that cannot be scanned is unknown, never left out."""
    scanner = Scanner(limits)
    scanned = [_scan_file(scanner, target) for target in files]
    return ScanBody(
        scanner=f"modelwarden-scan/1 with picklescan {software_versions()['picklescan']}",
        files=scanned,
        unsafe=sum(file.verdict == "unsafe" for file in scanned),
        unknown=sum(file.verdict == "unknown" for file in scanned),
    )


def _scan_file(scanner: Scanner, target: ScanTarget) -> ScannedFile:
    try:
        with target.local.open("rb") as data:
            seen = scanner.scan(data, target.local)
    except MemoryError:
        seen = Seen("unread", "unknown", "It is too large to be scanned.")
    return ScannedFile(
        path=target.path, format=seen.format, verdict=seen.verdict, findings=seen.findings[:_FINDINGS]
    )
