"""Releases in the secretariat's panel: the list, and the page that publishes the next one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from delegates.signed_in import account_of
from sessions.admin.programme import published_sentence
from sessions.models import Release
from sessions.release import pending_changes, publish, why_not_publish
from sessions.releases.wording import told


class PublishForm(forms.Form):
    """What people read about the release; nothing of it is required."""

    note_en = LineField(label=_("What is new (English)"), max_length=300, required=False)
    note_ms = LineField(label=_("What is new (Malay)"), max_length=300, required=False)


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ["number", "published_at", "published_by", "note_en", "note_ms"]
    list_select_related = ["published_by"]
    fields = ["number", "published_at", "published_by", "note_en", "note_ms"]
    empty_text = _("Nothing is published yet. When the draft is ready, publish it: until then the public sees nothing.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).defer("programme")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.publish_view)
        return [path("publish/", view, name="agenda_release_publish"), *super().get_urls()]

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """What the next release would change; and the button."""
        if not request.user.has_perm("agenda.publish_release"):
            raise PermissionDenied
        form = PublishForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                release = publish(actor=account_of(request), at=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                self.message_user(request, refused.message, messages.ERROR)
            else:
                count = sum(not row["is_gone"] for row in release.programme["sessions"])
                self.message_user(request, published_sentence(release.number, count), messages.SUCCESS)
            return redirect("admin:agenda_release_changelist")
        return self.publish_page(request, form)

    def publish_page(self, request: HttpRequest, form: PublishForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish the programme"),
            "opts": self.opts,
            "form": form,
            "changes": told(pending_changes()),
            "why_not": why_not_publish(),
        }
        return TemplateResponse(request, "admin/agenda/release/publish.html", context)
