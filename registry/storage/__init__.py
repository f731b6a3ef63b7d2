"""Artifacts by digest, on a disk or in S3."""

from registry.storage.blobs import BlobStore, Stored
from registry.storage.disk import DiskStore
from registry.storage.s3 import S3Store

__all__ = ["BlobStore", "DiskStore", "S3Store", "Stored"]
