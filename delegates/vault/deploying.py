"""What `manage.py check --deploy` says about the keys of the vault."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

ADVICE = 'Make one with: python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'


def check_vault_keys(**options: Any) -> list[CheckMessage]:
    """A warning where the vault lives on SECRET_KEY, an error where a key cannot be one."""
    if not settings.VAULT_KEYS:
        said = "VAULT_KEYS is empty: passports are sealed with a key derived from SECRET_KEY, and lost with it."
        return [Warning(said, hint=ADVICE, id="ascn8.W010")]
    return [
        Error(f"Key number {number} of VAULT_KEYS is not 32 bytes in URL-safe base64.", hint=ADVICE, id="ascn8.E010")
        for number, key in enumerate(settings.VAULT_KEYS, 1)
        if not _is_key(key)
    ]


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
