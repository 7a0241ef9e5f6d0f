"""The door for documents: a PDF as it is, or a picture made anew. Both are only ever handed out as attachments."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused
from ascn8.lib.images import PictureRule, accept_picture

# A page that can still be read when printed.
PAGE = PictureRule(least=(600, 400), kept=(2200, 2200))
_PDF = b"%PDF-"


def accept_document(upload: UploadedFile[bytes], rule: PictureRule = PAGE) -> bytes:
    """The bytes to keep of a PDF, or of a JPEG, PNG or WebP picture (a new JPEG without metadata). Raises Refused."""
    if not (upload.name or "").lower().endswith(".pdf"):
        return bytes(accept_picture(upload, rule).read())
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("The file is larger than %(most)d MB. Save it smaller and try again.")
            % {"most": settings.UPLOAD_MAX_BYTES // 1_000_000},
            code="document_too_large",
        )
    content = bytes(upload.read())
    if not content.startswith(_PDF) or b"%%EOF" not in content[-2048:]:
        raise Refused(
            _("This file cannot be read as a PDF. Open it on your device, save it again as PDF, and retry."),
            code="document_damaged",
        )
    return content


def document_type(content: bytes) -> tuple[str, str]:
    """(content type, extension) of bytes that `accept_document` gave."""
    return ("application/pdf", ".pdf") if content.startswith(_PDF) else ("image/jpeg", ".jpg")
