"""The list of participants for those who attend, and how one stands in it."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.lib.fields import LineField
from ascn8.meeting.facts import current_meeting
from delegates.consents import has_agreed
from delegates.models import ParticipantList
from delegates.papers.participants import latest_list, list_title, set_listed_as
from delegates.papers.snapshot import PURPOSE, Snapshot
from delegates.protocol import GROUP_WORDS, Group
from delegates.signed_in import account_of
from delegates.views.own import own_registration

# A longer list is read in the PDF: the page would be heavier than that.
_SHOWN = 1500


class ListingForm(forms.Form):
    listed_as = LineField(
        label=gettext_lazy("Listed as"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Title and name as you want to read them there. Empty: as on your registration."),
    )


@require_safe
def participants(request: HttpRequest) -> HttpResponse:
    """The latest version, for attending people and staff; for others it is not there."""
    row = _readable(request)
    context: dict[str, Any] = {"list": row}
    if row:
        shown = row.snapshot["people"] <= _SHOWN
        context |= {"list_title": list_title(row), "groups": _groups(row.snapshot) if shown else []}
    return render(request, "delegates/participants.html", context)


@require_safe
def participants_pdf(request: HttpRequest) -> HttpResponse:
    """The same as PDF."""
    row = _readable(request)
    if row is None:
        raise Http404
    return list_file(row)


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """How the person wants to stand in the next version."""
    row = own_registration(request)
    if row is None:
        raise Http404
    form = ListingForm(request.POST or None, initial={"listed_as": row.listed_as})
    if request.method == "POST" and form.is_valid():
        set_listed_as(row, actor=account_of(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. The next version of the list shows it."))
        return redirect("listing")
    context = {"form": form, "registration": row, "agrees": has_agreed(row, PURPOSE)}
    return render(request, "delegates/listing.html", context)


def list_file(row: ParticipantList) -> HttpResponse:
    """The PDF of a version, as it was made."""
    if not row.pdf or not default_storage.exists(str(row.pdf.name)):
        raise Http404
    with row.pdf.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="application/pdf")
    return as_download(response, f"{current_meeting().short_name}-participants-{row.number}.pdf")


def as_download(response: HttpResponse, name: str) -> HttpResponse:
    """A file that is saved, never shown as a page of ours."""
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _readable(request: HttpRequest) -> ParticipantList | None:
    """The version that holds; None where there is none yet. For whoever may not read it, it is not there at all."""
    row = own_registration(request)
    if (row and row.is_attending) or account_of(request).has_perm("delegates.view_participantlist"):
        return latest_list()
    raise Http404


def _groups(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The headings by group, with their names in words."""
    name = "name_ms" if (get_language() or "").startswith("ms") else "name_en"
    return [
        {
            "title": GROUP_WORDS[Group(number)],
            "headings": [{"name": heading[name], "people": heading["people"]} for heading in headings],
        }
        for number, headings in groupby(snapshot["headings"], key=lambda heading: heading["group"])
    ]
