"""Artifacts by digest, on a disk or in S3. The S3 half is imported where it is used: boto3 is an extra."""

from registry.storage.blobs import BlobStore, Stored
from registry.storage.disk import DiskStore

__all__ = ["BlobStore", "DiskStore", "Stored"]
