"""Private files: photographs and badges, each handed out only to those who may see its registration."""

import base64

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ascn8.lib.text import clean_line
from ascn8.meeting.facts import current_meeting
from delegates.badges.issue import card_of
from delegates.badges.preview import badge_preview_svg
from delegates.models import Badge, Registration
from delegates.signed_in import account_of
from delegates.views.own import own_registration

# The preview draws a sample code whatever the card says; no real token leaves by this address.
SAMPLE_TOKEN = "AS8" + "A" * 26
# What may be named in the address of the preview, while it is being typed.
PREVIEWED = ("badge_name", "native_name", "organisation")


@require_safe
def photo(request: HttpRequest, code: str) -> HttpResponse:
    """The photograph of a registration, for the person, its focal points and staff."""
    row = get_object_or_404(Registration.objects.visible_to(account_of(request)), code=code)
    if not row.photo or not default_storage.exists(str(row.photo.name)):
        raise Http404
    return private_file(row.photo, "image/jpeg", f"{row.code}.jpg")


@require_safe
def my_badge(request: HttpRequest) -> HttpResponse:
    """The badge as PDF; in words why there is none yet."""
    row = own_registration(request)
    badge = Badge.objects.valid().filter(registration=row).first() if row and row.is_attending else None
    if badge is None or badge.state != Badge.State.DRAWN:
        return render(request, "delegates/no_badge.html", {"registration": row, "badge": badge}, status=409)
    return private_file(badge.file, "application/pdf", f"{current_meeting().short_name}-badge.pdf")


@require_safe
def badge_preview(request: HttpRequest) -> HttpResponse:
    """How the name will print: what is saved, or what is being typed into the form."""
    row = own_registration(request)
    if row is None:
        raise Http404
    for field in PREVIEWED:
        if field in request.GET:
            setattr(row, field, clean_line(request.GET[field])[:120])
    card = card_of(row, token=SAMPLE_TOKEN)
    # A picture inside a picture cannot be fetched, so it is written into it.
    photo = f"data:image/jpeg;base64,{base64.b64encode(card.photo).decode()}" if card.photo else ""
    response = HttpResponse(badge_preview_svg(card, photo_href=photo), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; img-src data:"
    return response


def private_file(file: FieldFile, content_type: str, name: str) -> HttpResponse:
    """A small file as bytes: it needs no open handle while a slow client reads."""
    with file.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type=content_type)
    is_document = content_type != "image/jpeg"
    response["Content-Disposition"] = content_disposition_header(as_attachment=is_document, filename=name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
