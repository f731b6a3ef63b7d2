"""The archive of a bundle: a gzipped tar whose bytes depend on the files alone."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping

_COMPRESSION = 9


def pack(files: Mapping[str, bytes]) -> bytes:
    """Archive files by name: names in order, no times, no owners, mode 0644.

    The same files give the same bytes wherever zlib is the same; OPA reads the archive either way.
    """
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size = len(files[name])
            member.mode = 0o644
            archive.addfile(member, io.BytesIO(files[name]))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=_COMPRESSION, mtime=0) as stream:
        stream.write(tar.getvalue())
    return packed.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The files of an archive by name, as `pack` took them."""
    files = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar.getmembers():
            content = tar.extractfile(member)
            if content is not None:
                files[member.name.removeprefix("/")] = content.read()
    return files
