"""The photograph of a registration: kept as it was cropped, and once more as small as it is printed."""

import io
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

# 35 x 45 mm at 218 dpi: a badge holds no more, and a thousand of them are drawn in a second.
_PRINTED = (300, 386)


def print_copy(picture: ContentFile[bytes]) -> ContentFile[bytes]:
    """A small baseline JPEG of an accepted photograph, under a random name."""
    picture.seek(0)
    with Image.open(picture, formats=("JPEG",)) as whole:
        small = whole.convert("RGB").resize(_PRINTED, Image.Resampling.LANCZOS)
    picture.seek(0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True, progressive=False)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(16)}.jpg")


def discard(names: Iterable[str | None]) -> None:
    """Delete files once the transaction that stopped using them is safe."""

    def delete() -> None:
        for name in filter(None, names):
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
