"""The demonstration's mailbox: every mail that would have been sent. It does not exist anywhere else."""

import io

from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from ascn8.lib.text import clean_line
from ascn8.outbox.envelopes import name_of
from ascn8.outbox.models import Message
from ascn8.outbox.sent import SentLetter, is_shown, read

_ON_A_PAGE = 40
# A letter brings its own styles and nothing that runs; its links open in the whole window.
_FRAME = ["allow-top-navigation-by-user-activation"]
_LETTER_CSP = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": _FRAME,
}


@login_not_required
@require_safe
def sent_mails(request: HttpRequest) -> HttpResponse:
    """The newest mails first; `?to=` looks for an address or a word of the subject."""
    if not is_shown():
        raise Http404
    wanted = clean_line(request.GET.get("to", ""))[:100]
    mails = Message.objects.filter(state=Message.State.SENT).order_by("-sent_at", "-pk")
    if wanted:
        mails = mails.filter(to__icontains=wanted) | mails.filter(subject__icontains=wanted)
    page = Paginator(mails, _ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"mail": mail, "name": name_of(mail.key)} for mail in page]
    return render(request, "outbox/mails.html", {"page_obj": page, "rows": rows, "wanted": wanted})


@login_not_required
@require_safe
def sent_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: head, letter, plain text, attachments."""
    return render(request, "outbox/mail.html", {"letter": _letter(name), "sandbox": " ".join(_FRAME)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(_LETTER_CSP)  # type: ignore[arg-type]  # its stub knows views without arguments only
def sent_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The letter alone, for the frame."""
    return HttpResponse(_letter(name).html.replace("<head>", '<head><base target="_top">', 1))


@login_not_required
@require_safe
def sent_mail_file(request: HttpRequest, name: str, number: int) -> HttpResponse | FileResponse:
    """One attachment, to be saved."""
    enclosures = _letter(name).enclosures
    if not 1 <= number <= len(enclosures):
        raise Http404
    found = enclosures[number - 1]
    return FileResponse(io.BytesIO(found.data), as_attachment=True, filename=found.name, content_type=found.kind)


def _letter(name: str) -> SentLetter:
    letter = read(name) if is_shown() else None
    if letter is None:
        raise Http404
    return letter
