"""What parses bytes that a stranger wrote. Targets take any bytes; only our errors come out."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence import ScannedFile
from registry.domain.canonical import canonical_json
from registry.domain.errors import (
    EvidenceError,
    IntegrityError,
    InvalidInputError,
    MalformedError,
    ModelwardenError,
    TooLargeError,
)
from registry.evidence.limits import ScanLimits, TableLimits
from registry.evidence.numpy_file import pickle_within
from registry.evidence.onnx_file import inspect_onnx
from registry.evidence.pickle_scan import looks_like_pickle, scan_pickle
from registry.evidence.profile import describe_table
from registry.evidence.requests import ScanTarget
from registry.evidence.scan import scan_files
from registry.evidence.table import read_table
from registry.trust.dsse import parse_envelope, verify_envelope
from registry.trust.verification.bundles import unpack
from registry.trust.verification.context import VerifierContext
from registry.trust.verification.envelope import subject_digests, verify_attestation
from registry.trust.verification.pdf import verify_pdf
from registry.web.json_body import read_json
from registry.web.ui.sent_file import SentForm
from tests.fuzz.seeds import BOUNDARY
from tests.fuzz.unpickling import would_call, would_import

Target = Callable[[bytes], None]
_MIB = 2**20
_LIMITS = TableLimits(file_bytes=_MIB, memory_bytes=64 * _MIB, rows=100_000, columns=200)
_SPEC = EvaluationSpec(label="y", score="s", threshold="0.5", prediction="p", sensitive=["g"])
_SHORT_SPEC = EvaluationSpec(label="y", score="s", threshold="0.5", sensitive=["g"])
_SCAN = ScanLimits(unpacked_bytes=8 * _MIB, entries=50, pickle_bytes=_MIB)
_KEYS = [ec.derive_private_key(7, ec.SECP256R1()).public_key()]
_FOLDER = Path(tempfile.mkdtemp(prefix="modelwarden-fuzz-"))


def _file(data: bytes) -> Path:
    path = _FOLDER / "file"
    path.write_bytes(data)
    return path


def table(data: bytes) -> None:
    """CSV and Parquet, as a dataset and as an evaluation table."""
    path = _file(data)
    with contextlib.suppress(EvidenceError):
        assert describe_table(path, _LIMITS).rows > 0
    for spec in (_SPEC, _SHORT_SPEC):
        with contextlib.suppress(EvidenceError):
            assert read_table(path, spec, _LIMITS).label.any()


def parquet(data: bytes) -> None:
    """As above, for what begins and ends as Parquet does."""
    table(b"PAR1" + data + b"PAR1")


def scan(data: bytes) -> None:
    """A file of any format: there is always a verdict, and a finding unless it is clean."""
    file = _scanned(data)
    assert file.verdict == "clean" or file.findings
    # A text may begin like an import that nothing ever calls.
    assert file.verdict != "clean" or not would_call(data)


def packed(data: bytes) -> None:
    """What is not clean is not clean either when it is packed into an archive."""
    inside = _scanned(data)
    for pack in (gzip.compress, bz2.compress, zlib.compress, _zipped):
        outside = _scanned(pack(data))
        assert inside.verdict == "clean" or outside.verdict != "clean", (pack, inside, outside)


def _scanned(data: bytes) -> ScannedFile:
    (file,) = scan_files([ScanTarget(path="file", local=_file(data))], _SCAN).files
    return file


def _zipped(data: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", data)
    return buffer.getvalue()


def pickles(data: bytes) -> None:
    """A stream of pickles is read and never loaded; a careful unpickler imports nothing that was not seen."""
    found = scan_pickle(BytesIO(data))
    assert not found.complete or found.unsafe or would_import(data) is None
    assert looks_like_pickle(BytesIO(data)) or not would_call(data)


def numpy(data: bytes) -> None:
    """An array's header."""
    with contextlib.suppress(ValueError):
        pickle_within(BytesIO(b"\x93NUMPY" + data), _MIB)


def onnx(data: bytes) -> None:
    """A model's graph, without running it."""
    with contextlib.suppress(EvidenceError):
        inspect_onnx(_file(data))


def envelope(data: bytes) -> None:
    """A signed statement: nobody but the holder of the key can make one that verifies."""
    subject_digests(data)
    assert not all(step.passed for step in verify_attestation(data, _KEYS))
    with contextlib.suppress(IntegrityError):
        verify_envelope(parse_envelope(data), _KEYS)
        raise AssertionError("It verifies.")


def pdf(data: bytes) -> None:
    """A sealed report: likewise."""
    with contextlib.suppress(ModelwardenError):
        assert not all(step.passed for step in verify_pdf(data, VerifierContext(keys=_KEYS)))


def json_body(data: bytes) -> None:
    """What is read has a canonical form, and is the same when it is read again."""
    with contextlib.suppress(InvalidInputError):
        value = read_json(data)
        assert read_json(canonical_json(value)) == value


def bundle(data: bytes) -> None:
    """A policy bundle's archive; also as the tar inside it, which no change to packed bytes would reach."""
    for archive in (data, gzip.compress(data, compresslevel=1)):
        with contextlib.suppress(IntegrityError):
            assert all(not name.startswith("/") for name in unpack(archive))


def sent_form(data: bytes) -> None:
    """A form with a file: fields, and then the bytes between the file's boundaries and no others."""
    form = SentForm(BytesIO(data), BOUNDARY)
    with contextlib.suppress(MalformedError, TooLargeError):
        fields = form.read_fields()
        assert all(value in data.decode("utf-8", "replace") for _, value in fields)
        if form.file is not None:
            assert b"".join(form.chunks()) in data


TARGETS: dict[str, Target] = {
    "table": table,
    "parquet": parquet,
    "scan": scan,
    "packed": packed,
    "pickles": pickles,
    "numpy": numpy,
    "onnx": onnx,
    "envelope": envelope,
    "pdf": pdf,
    "json-body": json_body,
    "bundle": bundle,
    "sent-form": sent_form,
}
