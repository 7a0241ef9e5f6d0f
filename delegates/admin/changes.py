"""Changes after the approval in the panel: the queue, and old beside new on one page."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField
from delegates.admin.shown import category_tag, names
from delegates.change_values import REVIEWED, rows_of
from delegates.changes import PERMISSION, accept, refuse, why_not_accept, why_not_decide_change
from delegates.models import ChangeRequest, Registration
from delegates.signed_in import account_of

_TONES = {
    ChangeRequest.State.OPEN: ("warn", "hourglass"),
    ChangeRequest.State.ACCEPTED: ("good", "check"),
    ChangeRequest.State.REFUSED: ("bad", "x"),
    ChangeRequest.State.WITHDRAWN: ("neutral", "undo-2"),
}


class RefusalForm(forms.Form):
    """Why a change is refused."""

    reason = BlockField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        help_text=gettext_lazy("The person reads it in the mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write a reason: the person reads it.")},
    )


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ReadOnlyAdmin):
    """A row leads to its page; people ask, staff decide there."""

    list_title = gettext_lazy("Changes after approval")
    list_display = ["person", "category", "what", "state_word", "asked"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["registration__category"]
    search_fields = ["registration__search__contains", "=code"]
    empty_text = gettext_lazy("Nobody has asked for a change of name, photograph, passport, category or delegation.")
    ordering = ["asked_at", "pk"]
    fields = ["registration", "state", "asked_at", "decided_at", "reason"]

    @admin.display(description=gettext_lazy("person"), ordering="registration__sort_name")
    def person(self, row: ChangeRequest) -> SafeString:
        address = reverse("admin:delegates_changerequest_decide", args=[row.code])
        return format_html('<a href="{}">{}</a>', address, names(row.registration))

    @admin.display(description=gettext_lazy("category"))
    def category(self, row: ChangeRequest) -> SafeString:
        return category_tag(row.registration.category)

    @admin.display(description=gettext_lazy("what is to change"))
    def what(self, row: ChangeRequest) -> str:
        named = [str(Registration._meta.get_field(field).verbose_name) for field in row.values if field in REVIEWED]  # type: ignore[union-attr]
        named += [_("photograph")] if row.photo else []
        named += [_("travel document")] if row.sealed else []
        return ", ".join(named) or "–"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, row: ChangeRequest) -> SafeString:
        tone, icon = _TONES[ChangeRequest.State(row.state)]
        return tag(row.get_state_display(), tone, icon)

    @admin.display(description=gettext_lazy("asked for"), ordering="asked_at")
    def asked(self, row: ChangeRequest) -> SafeString:
        local = timezone.localtime(row.asked_at)
        is_open = row.state == ChangeRequest.State.OPEN
        words = timesince(row.asked_at, timezone.now(), depth=1) if is_open else date_format(local, "j M Y")
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)

    # --- Own pages -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        inside, name = self.admin_site.admin_view, "delegates_changerequest"
        own = [
            path("<slug:code>/decide/", inside(self.decide_view), name=f"{name}_decide"),
            path("<slug:code>/photo/", inside(self.photo_view), name=f"{name}_photo"),
        ]
        return own + super().get_urls()

    def photo_view(self, request: HttpRequest, code: str) -> FileResponse:
        """The new photograph."""
        change = self._change(request, code)
        if not change.photo or not default_storage.exists(str(change.photo)):
            raise Http404
        response = FileResponse(change.photo.open("rb"), content_type="image/jpeg", filename=f"{change.code}.jpg")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def decide_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Old beside new; a POST accepts or refuses and goes on to the next."""
        change = self._change(request, code)
        if request.method != "POST":
            return self._page(request, change, RefusalForm())
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        form = RefusalForm(request.POST)
        accepts = request.POST.get("decision") == "accept"
        if not accepts and not form.is_valid():
            return self._page(request, change, form, status=422)
        actor, now = account_of(request), timezone.now()
        try:
            if accepts:
                accept(change, actor=actor, at=now)
            else:
                refuse(change, reason=form.cleaned_data["reason"], actor=actor, at=now)
        except Refused as refused:
            return self._page(request, self._change(request, code), form, refused=str(refused), status=409)
        words = _("The change of %(name)s is accepted.") if accepts else _("The change of %(name)s is refused.")
        messages.success(request, words % {"name": change.registration.full_name})
        return self._next()

    def _change(self, request: HttpRequest, code: str) -> ChangeRequest:
        if not self.has_view_permission(request):
            raise PermissionDenied
        seen = Registration.objects.visible_to(account_of(request))
        rows = ChangeRequest.objects.filter(registration__in=seen).select_related(
            "registration__user", "registration__category", "registration__principal", "asked_by", "decided_by"
        )
        return get_object_or_404(rows, code=code)

    def _next(self) -> HttpResponse:
        following = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN).first()
        if following is None:
            return redirect("admin:delegates_changerequest_changelist")
        return redirect("admin:delegates_changerequest_decide", following.code)

    def _page(
        self, request: HttpRequest, change: ChangeRequest, form: Any, *, refused: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change after approval"),
            "opts": self.opts,
            "change_request": change,
            "registration": change.registration,
            "rows": rows_of(change),
            "form": form,
            "refused": refused,
            "why_not": why_not_decide_change(change, actor=account_of(request)),
            "why_not_accept": why_not_accept(change, actor=account_of(request)),
            "may_decide": request.user.has_perm(PERMISSION),
        }
        return TemplateResponse(request, "admin/delegates/changerequest/decide.html", context, status=status)
