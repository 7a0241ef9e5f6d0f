"""People who seem to be here twice: the queue, both side by side, and what a merge would do."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.adminpages import ReadOnlyAdmin, tag
from ascn8.lib.errors import Refused
from delegates.admin.counted import CountedFilter, CountedList
from delegates.admin.shown import names
from delegates.duplicates import PERMISSION, say_two_people
from delegates.merging import CHOICES, better_of, choices_of, merge, preview, why_not_merge
from delegates.models import DuplicatePair, User
from delegates.signed_in import account_of

_BOTH = [
    f"{side}__{field}"
    for side in ("first", "second")
    for field in ("user", "category", "delegation", "country", "city")
]
_TONES = {"open": "warn", "merged": "good", "different": "neutral"}


class StateFilter(CountedFilter):
    """What pairs turned out to be. The list opens with those of which nobody has said it."""

    title = gettext_lazy("state")
    parameter_name = "pairs"
    column = "state"

    def options(self) -> list[tuple[str, Any]]:
        return list(DuplicatePair.State.choices)

    def takes(self, value: Any) -> bool:
        return self._wanted() in ("all", value)

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self._wanted()
        return rows if wanted == "all" else rows.filter(state=wanted)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        now, counts = self._wanted(), self.counts(changelist)
        yield self.choice(changelist, "all", _("All"), is_chosen=now == "all")
        for value, label in self.options():
            yield self.choice(changelist, value, f"{label} ({counts[value]})", is_chosen=now == value)

    def _wanted(self) -> str:
        return self.value() or str(DuplicatePair.State.OPEN)


class PairList(CountedList):
    """A row leads to both side by side."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:delegates_duplicatepair_compare", args=[result.code])


@admin.register(DuplicatePair)
class DuplicatePairAdmin(ReadOnlyAdmin):
    list_display = ["both", "reason", "state_word", "found_at", "decided_by"]
    list_filter = [StateFilter]
    list_select_related = [*_BOTH, "decided_by"]
    fields = ["code", "both", "reason", "state_word", "found_at", "decided_at", "decided_by"]
    ordering = ["found_at", "pk"]
    empty_text = gettext_lazy("Nobody seems to be registered twice. Equal passports and equal names are found at once.")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PairList

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicatePair]:
        rows: QuerySet[DuplicatePair] = super().get_queryset(request)
        return rows.select_related(*_BOTH)

    @admin.display(description=gettext_lazy("people"))
    def both(self, row: DuplicatePair) -> SafeString:
        return format_html('<span class="p-pair">{}{}</span>', names(row.first), names(row.second))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, row: DuplicatePair) -> SafeString:
        return tag(row.get_state_display(), _TONES[row.state])

    def get_urls(self) -> list[URLPattern]:
        inside, name = self.admin_site.admin_view, "delegates_duplicatepair"
        own = [
            path("<slug:code>/compare/", inside(self.compare_view), name=f"{name}_compare"),
            path("<slug:code>/preview/", inside(self.preview_view), name=f"{name}_preview"),
            path("<slug:code>/merge/", inside(self.merge_view), name=f"{name}_merge"),
            path("<slug:code>/different/", inside(self.different_view), name=f"{name}_different"),
        ]
        return own + super().get_urls()

    # --- Own pages -------------------------------------------------------------------------------------------------

    def compare_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Both side by side: which stays, and which value of each field."""
        user, pair = _merger(request), _pair(code)
        better = better_of(pair)
        facts = {
            "pair": pair,
            "better": better,
            "choices": [(one, _proposed(one.first, one.second, better == pair.first)) for one in choices_of(pair)],
            "why_not": why_not_merge(pair, actor=user),
        }
        return self._page(request, "compare", _("One person, or two?"), **facts)

    def preview_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """What would happen; nothing has happened yet."""
        user, pair = _merger(request), _pair(code)
        keep = request.GET.get("keep", "")
        take = _taken(request, pair, keep)
        try:
            found = preview(pair, keep=keep, take=take)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("admin:delegates_duplicatepair_compare", code)
        facts = {"pair": pair, "found": found, "take": take, "why_not": why_not_merge(pair, actor=user)}
        return self._page(request, "preview", _("What merging will do"), **facts)

    def merge_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The button under the preview."""
        user, pair = _merger(request), _pair(code)
        if request.method != "POST":
            return redirect("admin:delegates_duplicatepair_compare", code)
        take = [key for key in request.POST.getlist("take") if key in CHOICES]
        try:
            kept = merge(pair, keep=request.POST.get("keep", ""), take=take, actor=user, at=timezone.now())
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("admin:delegates_duplicatepair_compare", code)
        messages.success(request, _("The two are one now: %(name)s.") % {"name": kept.full_name or kept.code})
        return redirect("admin:delegates_registration_review", kept.code)

    def different_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """The other button: they are two people."""
        user, pair = _merger(request), _pair(code)
        if request.method == "POST":
            try:
                say_two_people(pair, actor=user, at=timezone.now())
                messages.success(request, _("Noted: these are two people. They do not come back into the queue."))
            except Refused as refused:
                messages.error(request, refused.message)
        return redirect("admin:delegates_duplicatepair_changelist")

    def _page(self, request: HttpRequest, name: str, title: str, **facts: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **facts}
        return TemplateResponse(request, f"admin/delegates/duplicatepair/{name}.html", context)


def _merger(request: HttpRequest) -> User:
    user = account_of(request)
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    return user


def _pair(code: str) -> DuplicatePair:
    return get_object_or_404(DuplicatePair.objects.select_related(*_BOTH, "decided_by"), code=code)


def _proposed(first: str, second: str, first_is_better: bool) -> str:
    """Which side is ticked at the beginning: the better one, unless it says nothing."""
    if first_is_better:
        return "first" if first or not second else "second"
    return "second" if second or not first else "first"


def _taken(request: HttpRequest, pair: DuplicatePair, keep: str) -> list[str]:
    """The things of which the value of the one that goes was chosen, and is another one."""
    other = "second" if keep == pair.first.code else "first"
    return [one.key for one in choices_of(pair) if one.differs and request.GET.get(one.key) == other]
