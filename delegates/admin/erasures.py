"""Requests for erasure: the queue, and the page that says what goes and what stays before anything happens."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField
from delegates.data_export.registry import holder_of
from delegates.erasing.asking import PERMISSION, REASON_MAX, refuse, why_not_decide
from delegates.erasing.doing import erase, kept, preview
from delegates.models import ErasureRequest
from delegates.signed_in import account_of

_TONES = {
    ErasureRequest.State.OPEN: ("warn", "hourglass"),
    ErasureRequest.State.DONE: ("good", "check"),
    ErasureRequest.State.REFUSED: ("bad", "x"),
    ErasureRequest.State.WITHDRAWN: ("neutral", "undo-2"),
}


class EraseForm(forms.Form):
    """The tick without which nothing is erased."""

    sure = forms.BooleanField(
        label=_("I have read what goes. It cannot be brought back."),
        error_messages={"required": _("Tick this first: what is erased cannot be brought back.")},
    )


class RefuseForm(forms.Form):
    """The words of a refusal."""

    answer = BlockField(
        label=_("Answer to the person"),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write an answer: the person reads it.")},
    )


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnlyAdmin):
    list_title = _("Requests for erasure")
    list_display = ["person", "state_word", "asked_at", "decided_at", "decided_by"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["registration", "decided_by"]
    search_fields = ["code", "registration__code"]
    empty_text = _("Nobody has asked for erasure. People ask under My ASCN8, My data.")
    fields = ["code", "registration", "state", "asked_at", "decided_at", "decided_by", "answer", "kept"]

    @admin.display(description=_("person"))
    def person(self, row: ErasureRequest) -> SafeString:
        address = reverse("admin:delegates_erasurerequest_decide", args=[row.code])
        return format_html('<a href="{}">{}</a> <small>{}</small>', address, row.registration, row.code)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: ErasureRequest) -> SafeString:
        tone, icon = _TONES[ErasureRequest.State(row.state)]
        return tag(row.get_state_display(), tone, icon)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide_view)
        return [path("<slug:code>/decide/", view, name="delegates_erasurerequest_decide"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """What goes, what stays, and the two buttons."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = ErasureRequest.objects.select_related("registration__user", "decided_by")
        row = get_object_or_404(rows, code=code)
        if request.method != "POST":
            return self._page(request, row)
        if not account_of(request).has_perm(PERMISSION):
            raise PermissionDenied
        form = RefuseForm(request.POST) if "refuse" in request.POST else EraseForm(request.POST)
        if form.is_valid() and self._decided(request, row, form):
            return redirect("admin:delegates_erasurerequest_changelist")
        return self._page(request, row, form)

    def _decided(self, request: HttpRequest, row: ErasureRequest, form: forms.Form) -> bool:
        """Take the decision; where it cannot be taken the form says why."""
        actor, now = account_of(request), timezone.now()
        try:
            if isinstance(form, RefuseForm):
                refuse(row, answer=form.cleaned_data["answer"], actor=actor, at=now)
                messages.success(request, _("The request is refused; the person gets your answer by mail."))
            else:
                erase(row, actor=actor, at=now)
                messages.success(request, _("Erased. The person is told, and the address is forgotten afterwards."))
        except Refused as refused:
            form.add_error(None, str(refused))
            return False
        return True

    def _page(self, request: HttpRequest, row: ErasureRequest, form: forms.Form | None = None) -> HttpResponse:
        is_open = row.state == ErasureRequest.State.OPEN
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Request for erasure %(code)s") % {"code": row.code},
            "opts": self.opts,
            "request_row": row,
            "registration": row.registration,
            "form": form,
            "erase_form": form if isinstance(form, EraseForm) else EraseForm(),
            "refuse_form": form if isinstance(form, RefuseForm) else RefuseForm(),
            "goes": preview(holder_of(row.registration.user)) if is_open else [],
            "stays": kept(request.LANGUAGE_CODE[:2]) if is_open else row.kept,
            "why_not": why_not_decide(row, actor=account_of(request)),
            "state_word": self.state_word(row),
        }
        status = 422 if form else 200
        return TemplateResponse(request, "admin/delegates/erasurerequest/decide.html", context, status=status)
