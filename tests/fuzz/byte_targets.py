"""What parses bytes that a stranger wrote. Targets take any bytes; only our errors come out."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from registry.contract.evaluation import EvaluationSpec
from registry.domain.canonical import canonical_json
from registry.domain.errors import EvidenceError, IntegrityError, InvalidInputError, ModelwardenError
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

Target = Callable[[bytes], None]
_MIB = 2**20
_LIMITS = TableLimits(file_bytes=_MIB, memory_bytes=64 * _MIB, rows=100_000, columns=200)
_SPEC = EvaluationSpec(label="y", score="s", threshold="0.5", sensitive=["g"])
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
    with contextlib.suppress(EvidenceError):
        assert read_table(path, _SPEC, _LIMITS).label.any()


def parquet(data: bytes) -> None:
    """As above, for what begins and ends as Parquet does."""
    table(b"PAR1" + data + b"PAR1")


def scan(data: bytes) -> None:
    """A file of any format: there is always a verdict, and a finding unless it is clean."""
    (file,) = scan_files([ScanTarget(path="file", local=_file(data))], _SCAN).files
    assert file.verdict == "clean" or file.findings


def pickles(data: bytes) -> None:
    """A stream of pickles is read and never loaded."""
    scan_pickle(BytesIO(data))
    looks_like_pickle(BytesIO(data))


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
    """A policy bundle's archive."""
    with contextlib.suppress(IntegrityError):
        unpack(data)


TARGETS: dict[str, Target] = {
    "table": table,
    "parquet": parquet,
    "scan": scan,
    "pickles": pickles,
    "numpy": numpy,
    "onnx": onnx,
    "envelope": envelope,
    "pdf": pdf,
    "json-body": json_body,
    "bundle": bundle,
}
