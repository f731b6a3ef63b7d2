"""The errors of the library `keyring`, by the names that it gives them."""


class KeyringError(Exception):
    """Base of all."""


class KeyringLocked(KeyringError):  # noqa: N818 - the library's name
    """It is locked."""


class PasswordDeleteError(KeyringError):
    """There is nothing to remove."""
