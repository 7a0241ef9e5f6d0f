"""Nominations as the secretariat sees them, and its answer to requests for further places."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag, two_lines
from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField
from delegates.admin.shown import category_tag
from delegates.delegations import granting
from delegates.delegations.members import NOMINATION_LOOKS
from delegates.delegations.places import tallies
from delegates.models import Nomination
from delegates.models.nomination import NominationState
from delegates.signed_in import account_of


class AnswerForm(forms.Form):
    """What the focal point reads beside the decision."""

    answer = BlockField(
        label=_("Answer"),
        required=False,
        max_length=1000,
        help_text=_("The focal point reads it in the mail. Needed where you refuse."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    list_display = ["who", "delegation", "category_shown", "standing", "state_word", "created_at"]
    list_filter = ["state", "standing", "category"]
    list_select_related = ["delegation", "category"]
    search_fields = ["name", "email", "code", "delegation__name_en", "delegation__name_ms"]
    empty_text = _("Focal points nominate people on the page of their delegation; here you see them all.")
    fields = [
        *("who", "delegation", "category_shown", "standing", "state_word", "places_words", "reason", "answer"),
        *("person", "created_at", "created_by", "invited_at", "reminded_at", "answered_at"),
    ]
    readonly_fields = ["who", "category_shown", "state_word", "places_words", "person"]

    def get_urls(self) -> list[URLPattern]:
        answer = self.admin_site.admin_view(self.answer_view)
        return [path("<int:pk>/answer/", answer, name="delegates_nomination_answer"), *super().get_urls()]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Grant or refuse one request."""
        if not request.user.has_perm(granting.PERMISSION):
            raise PermissionDenied
        row = get_object_or_404(Nomination, pk=pk)
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._answer(request, row, form.cleaned_data["answer"])
        return redirect("admin:delegates_nomination_change", pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        why_not = granting.why_not_answer(row, actor=account_of(request)) if row else None
        context = {"answer_form": AnswerForm(), "may_answer": row is not None and why_not is None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def _answer(self, request: HttpRequest, row: Nomination, answer: str) -> None:
        user, now = account_of(request), timezone.now()
        try:
            if "grant" in request.POST:
                granting.grant(row, answer=answer, actor=user, at=now)
                messages.success(request, _("Granted. The focal points were told."))
            else:
                granting.refuse(row, answer=answer, actor=user, at=now)
                messages.success(request, _("Refused. The focal points were told."))
        except Refused as refused:
            messages.error(request, str(refused))

    @admin.display(description=_("name"), ordering="name")
    def who(self, row: Nomination) -> SafeString:
        return two_lines(row, row.email)

    @admin.display(description=_("category"), ordering="category__position")
    def category_shown(self, row: Nomination) -> SafeString:
        return category_tag(row.category)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Nomination) -> SafeString:
        tone, icon = NOMINATION_LOOKS[NominationState(row.state)]
        return tag(row.get_state_display(), tone, icon)

    @admin.display(description=_("places of the category"))
    def places_words(self, row: Nomination) -> str:
        found = next((one for one in tallies(row.delegation) if one.category.pk == row.category_id), None)
        if found is None or found.places is None:
            return str(_("no limit"))
        return str(_("%(held)s of %(places)s held") % {"held": found.held, "places": found.places})

    @admin.display(description=_("registration"))
    def person(self, row: Nomination) -> SafeString | str:
        if row.registration is None:
            return "–"
        address = reverse("admin:delegates_registration_change", args=[row.registration.pk])
        return format_html('<a href="{}">{}</a>', address, row.registration)
