"""Schedules of other systems in the panel: upload, read the report, take over."""

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.jobs.models import Job
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from delegates.models import User
from delegates.signed_in import account_of
from sessions.exchange.jobs import PERMISSIONS, ask_for_import, ask_for_report, why_not_import


class ScheduleForm(forms.Form):
    """The file, and what it is called when it comes again."""

    file = forms.FileField(
        label=gettext_lazy("Schedule"),
        max_length=160,
        allow_empty_file=True,
        help_text=gettext_lazy("XML of frab or C3VOC, JSON of C3VOC, pretalx or COSCUP, or a calendar (.ics)."),
        error_messages={"required": gettext_lazy("Choose a schedule first.")},
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.ics"}),
    )
    source = LineField(
        label=gettext_lazy("Name of the other system"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So that the same session is found when the file comes again. Empty: its own acronym."),
    )


def upload_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """A schedule comes in; it is read by a job whose page is the report."""
    user = _editor(request)
    form = ScheduleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, source = form.cleaned_data["file"], form.cleaned_data["source"]
        try:
            data = upload.read()
            job = ask_for_report(data=data, name=upload.name, source=source, actor=user, at=timezone.now())
            return redirect("job", job.code)
        except Refused as refused:
            form.add_error("file", refused.message)
    context = site.each_context(request) | {"title": _("Import a schedule"), "form": form}
    return TemplateResponse(request, "admin/agenda/session/import.html", context, status=422 if form.errors else 200)


def apply_page(site: AdminSite, request: HttpRequest, code: str) -> HttpResponse:
    """What the report said, and the button that takes the schedule over."""
    user = _editor(request)
    check = get_object_or_404(Job.objects.visible_to(user), code=code, kind="schedule.check")
    if request.method == "POST":
        try:
            return redirect("job", ask_for_import(check, actor=user, at=timezone.now()).code)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("admin:agenda_session_import_apply", code)
    context = site.each_context(request) | {
        "title": _("Take over “%(name)s”") % {"name": check.file_name},
        "check": check,
        "why_not": why_not_import(check, actor=user),
    }
    return TemplateResponse(request, "admin/agenda/session/import_apply.html", context)


def _editor(request: HttpRequest) -> User:
    user = account_of(request)
    if not user.has_perms(PERMISSIONS):
        raise PermissionDenied
    return user
