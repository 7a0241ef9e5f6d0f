"""Sealing and opening: Fernet with keys from the environment, and keyed hashes that find equal values.

Fernet is AES-128-CBC with HMAC-SHA-256 (github.com/fernet/spec). The first key of VAULT_KEYS seals; every one opens,
so that a key can be changed while the site runs. The key derived from SECRET_KEY opens too: a site that began without
VAULT_KEYS can set them and then run `manage.py rotate_vault_keys`.
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class VaultLocked(Exception):
    """No key at hand opens this: an operator's fault (VAULT_KEYS), never the reader's."""


def seal(data: bytes) -> tuple[str, str]:
    """(Fernet token, id of the key): `data` sealed with the first key."""
    key_id, fernet = next(iter(_keys().items()))
    return fernet.encrypt(data).decode(), key_id


def unseal(token: str | bytes, key_id: str) -> bytes:
    """What was sealed with the key `key_id`. Raises VaultLocked where that key is gone or the token was changed."""
    fernet = _keys().get(key_id)
    if fernet is None:
        raise VaultLocked(f"the key {key_id} is not among VAULT_KEYS")
    try:
        return fernet.decrypt(token)
    except InvalidToken:
        raise VaultLocked("a sealed value was changed, or its key is another one") from None


def seal_facts(facts: dict[str, Any]) -> tuple[str, str]:
    """(token, id of the key) of a JSON object."""
    return seal(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())


def unseal_facts(token: str, key_id: str) -> dict[str, Any]:
    """The JSON object of `seal_facts`. Raises VaultLocked."""
    found: dict[str, Any] = json.loads(unseal(token, key_id))
    return found


def current_key_id() -> str:
    """The id of the key that seals now."""
    return next(iter(_keys()))


def index_of(kind: str, *parts: str) -> str:
    """HMAC-SHA-256 over `parts`, in hex: equal for equal parts, and nobody without the key can try values.

    Empty where any part is empty: nothing equals nothing.
    """
    if not all(parts):
        return ""
    written = json.dumps([kind, *parts], ensure_ascii=False).encode()
    return hmac.new(_derived(settings.SECRET_KEY, "index"), written, hashlib.sha256).hexdigest()


def _keys() -> dict[str, Fernet]:
    return _made(tuple(settings.VAULT_KEYS), settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _made(keys: tuple[str, ...], secret: str) -> dict[str, Fernet]:
    """{id: Fernet}, the sealing one first; the one derived from SECRET_KEY last, the only one without VAULT_KEYS."""
    written = (*keys, base64.urlsafe_b64encode(_derived(secret, "vault")).decode())
    return {hashlib.sha256(key.encode()).hexdigest()[:16]: Fernet(key) for key in written}


@lru_cache(maxsize=8)
def _derived(secret: str, use: str) -> bytes:
    """32 bytes for one use of a secret (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"ascn8 {use}".encode()).derive(secret.encode())
