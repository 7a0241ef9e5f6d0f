"""Short public codes and long secret tokens."""

import secrets

# No 0/O, 1/I/L, U/V: these are read aloud over the telephone and typed at a desk. 29 signs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BADGE_PREFIX = "AS8"


def new_code(length: int = 8) -> str:
    """A random public code: names a row in addresses and on paper, proves nothing. 8 signs hold 38 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def session_code() -> str:
    """A public code for a session: six signs."""
    return new_code(6)


def badge_token() -> str:
    """The secret in a badge's QR code: prefix and 130 random bits, 29 signs, all of QR's alphanumeric mode."""
    return BADGE_PREFIX + "".join(secrets.choice(_BASE32) for _ in range(26))


def feed_token() -> str:
    """The secret in the address of a person's own calendar: 130 random bits."""
    return "".join(secrets.choice(_BASE32) for _ in range(26)).lower()
