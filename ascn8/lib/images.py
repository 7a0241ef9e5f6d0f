"""The one door for pictures: what comes in is measured before it is opened, and what is kept is a new picture."""

from __future__ import annotations

import io
import secrets
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ascn8.lib.errors import Refused

_FORMATS = ("JPEG", "PNG", "WEBP")
_EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class PictureRule:
    """What a kind of picture has to be. `ratio` (width, height) crops to that shape; sizes in pixels."""

    least: tuple[int, int]
    kept: tuple[int, int]
    ratio: tuple[int, int] | None = None


# 35 x 45 mm at 300 dpi is 413 x 531 pixels, the usual passport photograph.
PHOTO = PictureRule(least=(413, 531), kept=(826, 1062), ratio=(35, 45))
LOGO = PictureRule(least=(120, 60), kept=(800, 800))


def accept_picture(
    upload: UploadedFile[bytes], rule: PictureRule, *, box: tuple[float, float, float, float] | None = None
) -> ContentFile[bytes]:
    """A new RGB JPEG (photo) or PNG-free JPEG of `upload`, without metadata, under a random name.

    `box` is the part to keep as fractions (left, top, right, bottom) of the upright picture; without it the middle is
    kept, a little above the centre, where faces are. Raises Refused in words for everything that does not fit.
    """
    _check_outside(upload)
    picture = _open(upload)
    if rule.ratio:
        picture = _crop(picture, rule.ratio, box)
    if picture.width < rule.least[0] or picture.height < rule.least[1]:
        raise Refused(
            _(
                "The picture is too small: %(width)d x %(height)d pixels are left after cropping, at least "
                "%(least_width)d x %(least_height)d are needed. Take it from nearer, or with a better camera."
            )
            % {
                "width": picture.width,
                "height": picture.height,
                "least_width": rule.least[0],
                "least_height": rule.least[1],
            },
            code="picture_too_small",
        )
    picture.thumbnail(rule.kept, Image.Resampling.LANCZOS)
    return _fresh(picture)


def _check_outside(upload: UploadedFile[bytes]) -> None:
    name, size = upload.name or "", upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("The picture is larger than %(most)d MB. Save it smaller and try again.")
            % {"most": settings.UPLOAD_MAX_BYTES // 1_000_000},
            code="picture_too_large",
        )
    if not size:
        raise Refused(_("The file is empty. Choose another one."), code="picture_empty")
    if not name.lower().endswith(_EXTENSIONS):
        raise Refused(
            _("Only JPEG, PNG and WebP pictures can be used. Save yours as one of these."),
            code="picture_kind",
        )


def _open(upload: UploadedFile[bytes]) -> Image.Image:
    """The upright picture in RGB. Formats are named, so that no other decoder is ever reached."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(upload, formats=_FORMATS)
            if picture.width * picture.height > settings.UPLOAD_MAX_PIXELS:
                raise Refused(
                    _("The picture has more than %(most)d million pixels. Save it smaller and try again.")
                    % {"most": settings.UPLOAD_MAX_PIXELS // 1_000_000},
                    code="picture_too_many_pixels",
                )
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Warning,
        Image.DecompressionBombError,
    ):
        raise Refused(
            _("This file cannot be read as a picture. Open it on your device, save it again as JPEG, and retry."),
            code="picture_damaged",
        ) from None
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(white, upright).convert("RGB")
    return upright.convert("RGB")


def _crop(picture: Image.Image, ratio: tuple[int, int], box: tuple[float, float, float, float] | None) -> Image.Image:
    if box:
        left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in box)
        if right - left > 0.01 and bottom - top > 0.01:
            w, h = picture.size
            picture = picture.crop((round(left * w), round(top * h), round(right * w), round(bottom * h)))
    width, height = picture.size
    wide, high = ratio
    if width * high > height * wide:
        keep = height * wide // high
        start = (width - keep) // 2
        return picture.crop((start, 0, start + keep, height))
    keep = width * high // wide
    start = (height - keep) // 3
    return picture.crop((0, start, width, start + keep))


def _fresh(picture: Image.Image) -> ContentFile[bytes]:
    """A new file from the bare pixels: no EXIF, no place, no comment, nothing appended survives."""
    new = Image.new("RGB", picture.size)
    new.paste(picture)
    out = io.BytesIO()
    new.save(out, "JPEG", quality=88, optimize=True)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(16)}.jpg")


def small_copy(picture: bytes, side: int) -> bytes:
    """A WebP of a picture that we keep, at most `side` pixels wide and high: lists show many, phones pay for each."""
    with Image.open(io.BytesIO(picture), formats=_FORMATS) as kept:
        kept.thumbnail((side, side), Image.Resampling.LANCZOS)
        small = io.BytesIO()
        kept.convert("RGB").save(small, "WEBP", quality=60, method=6)
    return small.getvalue()
