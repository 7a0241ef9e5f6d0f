"""Nomination letters: a PDF that we keep as it came, hand out as an attachment only, and never open."""

import datetime as dt
import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ascn8.audit.trail import record
from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from delegates.delegations.guarding import lock, why_not_change
from delegates.models import Delegation, NominationLetter, User

# A PDF says so in its first bytes, and ends with %%EOF; readers allow a little behind that.
_HEAD, _TAIL, _TAIL_WITHIN = b"%PDF-", b"%%EOF", 2048
_MOST = 12


@transaction.atomic
def upload(delegation: Delegation, *, file: UploadedFile[bytes], actor: User, at: dt.datetime) -> NominationLetter:
    """Keep a letter under a random name. Raises Refused in words for what is no PDF, and for too many of them."""
    delegation = lock(delegation)
    if refused := why_not_change(delegation, actor=actor, at=at):
        raise refused
    if delegation.letters.count() >= _MOST:
        raise Refused(
            _("The delegation has %(most)d letters already. Write to the secretariat to send more.") % {"most": _MOST},
            code="too_many_letters",
        )
    data = _read(file)
    row = NominationLetter(delegation=delegation, uploaded_at=at, uploaded_by=actor)
    row.name = clean_line(file.name or "")[-120:] or "letter.pdf"
    row.file.save(f"{secrets.token_hex(16)}.pdf", ContentFile(data), save=False)
    row.save()
    record(at=at, action="delegation.letter", subject=f"delegation {delegation.code}", actor=actor, letter=row.code)
    return row


def _read(file: UploadedFile[bytes]) -> bytes:
    """The bytes of something that is a PDF from its first to its last line."""
    size = file.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 1_000_000
        raise Refused(_("The letter is larger than %(most)d MB. Save it smaller.") % {"most": most}, code="too_large")
    if not size:
        raise Refused(_("The file is empty. Choose another one."), code="empty")
    data = bytes(file.read())
    named_so = (file.name or "").lower().endswith(".pdf")
    if not named_so or not data.startswith(_HEAD) or _TAIL not in data[-_TAIL_WITHIN:]:
        raise Refused(
            _("This is no PDF, or only a part of one. Save the letter as PDF and choose that file."), code="no_pdf"
        )
    return data
