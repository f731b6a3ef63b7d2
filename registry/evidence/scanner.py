"""One file after the other: what it is, and what would run if somebody loaded it.

Clean: a format that carries data only, or one that was read to its end without a finding. Unsafe: something
would run, or reach beyond the file. Unknown: everything else, as what was not understood was not checked.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO, Literal

from registry.domain.errors import EvidenceError
from registry.evidence import file_formats as formats
from registry.evidence.limits import ScanLimits
from registry.evidence.numpy_file import pickle_within
from registry.evidence.onnx_file import inspect_onnx
from registry.evidence.pickle_scan import looks_like_pickle, scan_pickle
from registry.evidence.text_file import read_text
from registry.evidence.unpacking import Budget, UnpackingError, copy_within, decompressed

Verdict = Literal["clean", "unsafe", "unknown"]
_WORST: dict[Verdict, int] = {"clean": 0, "unknown": 1, "unsafe": 2}


class Seen:
    """What was seen in one file: a format, and findings, which can only make the verdict worse."""

    def __init__(self, name: str, verdict: Verdict = "clean", finding: str = "") -> None:
        self.format = name
        self.verdict: Verdict = verdict
        self.findings = [finding] if finding else []

    def worsen(self, verdict: Verdict, finding: str) -> None:
        if _WORST[verdict] > _WORST[self.verdict]:
            self.verdict = verdict
        self.findings.append(finding)

    def absorb(self, inner: Seen, prefix: str) -> None:
        for finding in inner.findings:
            self.worsen(inner.verdict, f"{prefix}{finding}")


class Scanner:
    """Scans files within one budget for all that they unpack to."""

    def __init__(self, limits: ScanLimits) -> None:
        self._limits = limits
        self._budget = Budget.of(limits)

    def scan(self, data: IO[bytes], path: Path | None = None, depth: int = 0) -> Seen:
        """Look at one file, and at what is packed in it; `path` is where it lies unless inside another."""
        if depth > self._limits.depth:
            return Seen(
                "nested archive", "unknown", f"It is nested more than {self._limits.depth} levels deep."
            )
        seen = self._identify(data, path, depth)
        # A file can be an archive or a pickle, and something else at once; then both count.
        if formats.is_zip(data):
            self._scan_zip(data, seen, depth)
        if not seen.format.startswith("pickle") and looks_like_pickle(data):
            self._scan_pickle(data, seen)
            seen.worsen("unsafe", "It would import and call something if it were unpickled.")
        return seen

    def _identify(self, data: IO[bytes], path: Path | None, depth: int) -> Seen:
        head = formats.head_of(data)
        if not head:
            return Seen("empty")
        if formats.is_safetensors(data):
            return Seen("safetensors")
        if formats.is_binary_pickle(head):
            return self._scan_pickle(data, Seen("pickle"))
        if text := read_text(data):
            return Seen(text.format, "unsafe" if text.finding else "clean", text.finding)
        return self._identify_binary(data, head, path, depth)

    def _identify_binary(self, data: IO[bytes], head: bytes, path: Path | None, depth: int) -> Seen:
        if formats.is_numpy(head):
            return self._scan_numpy(data)
        if head.startswith(b"PK\x03\x04") and not formats.is_zip(data):
            return Seen("ZIP archive", "unknown", "It is damaged.")
        if method := formats.compression(head):
            return self._scan_compressed(data, method, depth)
        return _seen_by_magic(head) or (Seen("ZIP archive") if formats.is_zip(data) else _scan_onnx(path))

    def _scan_pickle(self, data: IO[bytes], seen: Seen) -> Seen:
        if data.seek(0, 2) > self._limits.pickle_bytes:
            seen.worsen("unknown", f"It is larger than {self._limits.pickle_bytes} bytes.")
            return seen
        found = scan_pickle(data)
        for finding in found.unsafe:
            seen.worsen("unsafe", finding)
        if not found.complete:
            seen.worsen(
                "unsafe" if found.imports else "unknown", "It could not be read to its end as pickles."
            )
        return seen

    def _scan_numpy(self, data: IO[bytes]) -> Seen:
        seen = Seen("NumPy array")
        try:
            pickled = pickle_within(data, self._limits.pickle_bytes)
        except ValueError as error:
            seen.worsen("unknown", str(error))
            return seen
        if pickled is not None:
            seen.worsen("unknown", "It holds Python objects, which are a pickle.")
            self._scan_pickle(pickled, seen)
        return seen

    def _scan_compressed(self, data: IO[bytes], method: str, depth: int) -> Seen:
        seen = Seen(method)
        try:
            with decompressed(data, method, self._budget) as inner:
                found = self.scan(inner, depth=depth + 1)
        except UnpackingError as error:
            seen.worsen("unknown", str(error))
            return seen
        seen.format = f"{method} of {found.format}"[:200]
        seen.absorb(found, "")
        return seen

    def _scan_zip(self, data: IO[bytes], seen: Seen, depth: int) -> None:
        try:
            with zipfile.ZipFile(data) as archive:
                seen.format = _archive_format(archive.namelist())
                for entry in archive.infolist():
                    self._budget.take_entry()
                    self._scan_entry(archive, entry, seen, depth)
        except UnpackingError as error:
            seen.worsen("unknown", str(error))
        except Exception as error:  # noqa: BLE001 - a damaged or hostile archive may make zipfile raise anything.
            seen.worsen("unknown", f"The archive cannot be read: {type(error).__name__}.")

    def _scan_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, seen: Seen, depth: int) -> None:
        name = entry.filename[:120]
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            seen.worsen("unsafe", f"The entry {name!r} points outside the archive.")
        if entry.is_dir():
            return
        with archive.open(entry) as packed, copy_within(packed, self._budget) as unpacked:
            found = self.scan(unpacked, depth=depth + 1)
        seen.absorb(found, f"{name}: ")


def _seen_by_magic(head: bytes) -> Seen | None:
    if name := formats.native_format(head):
        return Seen(name, "unsafe", "It is a program.")
    if name := formats.opaque_format(head):
        return Seen(name, "unknown", "The scanner does not look into this format.")
    name = formats.inert_format(head)
    return Seen(name) if name else None


def _scan_onnx(path: Path | None) -> Seen:
    """The last resort: ONNX has no magic bytes, and inside an archive nothing could load it."""
    unrecognised = Seen("unrecognised", "unknown", "The scanner does not know this format.")
    if path is None:
        return unrecognised
    try:
        facts = inspect_onnx(path)
    except EvidenceError:
        return unrecognised
    seen = Seen("ONNX")
    for finding in facts.findings:
        seen.worsen("unsafe", finding)
    return seen


def _archive_format(names: list[str]) -> str:
    if any(name.endswith("data.pkl") for name in names):
        return "PyTorch archive"
    return "NumPy archive" if names and all(name.endswith(".npy") for name in names) else "ZIP archive"
