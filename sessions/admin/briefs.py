"""The chairs' briefs in the panel: one session, or all of a day by a job."""

import datetime as dt

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.lib.codes import new_code
from ascn8.lib.errors import Refused
from ascn8.meeting.facts import meeting_zone
from delegates.signed_in import account_of
from delegates.views.participants import as_download
from sessions.models import Session
from sessions.speaking.brief_files import brief_file, order_briefs


def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """The brief of one session as PDF."""
    _must_view(request)
    try:
        pdf, name = brief_file(get_object_or_404(Session, pk=pk), at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("admin:agenda_session_change", pk)
    return as_download(HttpResponse(pdf, content_type="application/pdf"), name)


def day_briefs(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Choose a day; a press orders the file."""
    _must_view(request)
    zone = meeting_zone()
    moments = Session.objects.scheduled().filter(appearances__isnull=False).values_list("starts_at", flat=True)
    days = sorted({moment.astimezone(zone).date() for moment in moments.distinct() if moment})
    if request.method == "POST":
        chosen = {str(day): day for day in days}.get(request.POST.get("day", ""))
        if chosen is None:
            return redirect("admin:agenda_session_briefs")
        job = order_briefs(
            chosen, token=request.POST.get("token", "")[:20], actor=account_of(request), at=timezone.now()
        )
        return redirect("job", job.code)
    today: dt.date = timezone.localtime(timezone.now(), zone).date()
    context = {
        **site.each_context(request),
        "title": _("Chairs' briefs"),
        "days": days,
        "today": today,
        "token": new_code(12),
    }
    return TemplateResponse(request, "admin/agenda/session/briefs.html", context)


def _must_view(request: HttpRequest) -> None:
    if not request.user.has_perm("agenda.view_session"):
        raise PermissionDenied
