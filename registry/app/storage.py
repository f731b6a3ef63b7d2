"""Where artifacts are kept, as the settings say."""

from __future__ import annotations

from pathlib import Path

from registry.domain.errors import StorageError
from registry.settings import Settings
from registry.storage import BlobStore, DiskStore
from registry.storage.s3_options import S3Options


def open_storage(settings: Settings) -> BlobStore:
    """Where artifacts are kept: a bucket if one is named, otherwise the data directory."""
    if not settings.s3_bucket:
        return DiskStore(settings.data_dir / "artifacts")
    from registry.storage.s3 import S3Store  # boto3 is an extra.

    return S3Store(
        settings.s3_bucket,
        prefix=settings.s3_prefix,
        endpoint_url=_s3_endpoint(settings),
        spool_dir=settings.data_dir,
        options=S3Options(
            region=settings.s3_region,
            path_style=settings.s3_path_style,
            ca_bundle=settings.s3_ca_bundle,
            client_certificate=_s3_certificate(settings),
            connect_timeout=settings.s3_connect_timeout,
            read_timeout=settings.s3_read_timeout,
            attempts=settings.s3_attempts,
        ),
    )


def _s3_endpoint(settings: Settings) -> str | None:
    endpoint = settings.s3_endpoint_url
    if endpoint and endpoint.lower().startswith("http://") and not settings.s3_allow_http:
        raise StorageError(
            "Storage: the endpoint of S3 has no TLS.",
            why="`MODELWARDEN_S3_ENDPOINT_URL` begins with `http://`, so that others could read artifacts.",
            remedy="Use an `https://` address, or set `MODELWARDEN_S3_ALLOW_HTTP=true` on a trusted network.",
        )
    return endpoint


def _s3_certificate(settings: Settings) -> tuple[Path, Path] | None:
    certificate, key = settings.s3_client_certificate, settings.s3_client_key
    for file in (certificate, key, settings.s3_ca_bundle):
        if file is not None and not file.is_file():
            raise StorageError(
                "Storage: a certificate for S3 is not there.",
                why=f"There is no file {file}.",
                remedy="Correct `MODELWARDEN_S3_CA_BUNDLE`, `..._CLIENT_CERTIFICATE` or `..._CLIENT_KEY`.",
            )
    if (certificate is None) != (key is None):
        raise StorageError(
            "Storage: a certificate for S3 is half there.",
            why="`MODELWARDEN_S3_CLIENT_CERTIFICATE` and `MODELWARDEN_S3_CLIENT_KEY` belong together.",
            remedy="Set both, or neither.",
        )
    return (certificate, key) if certificate and key else None
