"""Releases in the secretariat's panel: the list, one release, the next one, the way back, and who is told."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin, tag, two_lines
from ascn8.lib.errors import Refused
from ascn8.lib.languages import pick
from ascn8.outbox.models import Message
from delegates.signed_in import account_of
from sessions.admin.programme import published_sentence
from sessions.admin.release_forms import BackForm, PublishForm, TellForm, read_day
from sessions.models import Release
from sessions.moments import venue_time
from sessions.release import publish
from sessions.releases.digest_mails import Writing
from sessions.releases.history import between, changes_of, releases
from sessions.releases.planning import plan
from sessions.releases.preparing import proposal
from sessions.releases.returning import roll_back, way_back
from sessions.releases.telling import job_of, preview, skip, tell, told_before, why_not_tell
from sessions.releases.wording import counts, told

_TELLING = {
    Release.Telling.PENDING: ("warn", "hourglass"),
    Release.Telling.TOLD: ("good", "send"),
    Release.Telling.SKIPPED: ("neutral", "x"),
}
_PEOPLE_A_PAGE = 50

View = Callable[..., HttpResponse]


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ["shown", "published", "what", "note", "published_by", "people"]
    list_select_related = ["published_by"]
    list_filter = ["kind", "telling"]
    fields = ["number"]
    empty_text = _("Nothing is published yet. When the draft is ready, publish it: until then the public sees nothing.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).defer("programme", "changes")

    def get_urls(self) -> list[URLPattern]:
        views: list[tuple[str, View, str]] = [
            ("publish/", self.publish_view, "agenda_release_publish"),
            ("<int:number>/back/", self.back_view, "agenda_release_back"),
            ("<int:number>/tell/", self.tell_view, "agenda_release_tell"),
        ]
        own = [path(route, self.admin_site.admin_view(venue_time()(view)), name=name) for route, view, name in views]
        return [*own, *super().get_urls()]

    # --- The list

    @admin.display(description=_("release"), ordering="number")
    def shown(self, row: Release) -> str:
        return str(row)

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, row: Release) -> str:
        return date_format(timezone.localtime(row.published_at), "D j M Y, H:i")

    @admin.display(description=_("what"), ordering="kind")
    def what(self, row: Release) -> SafeString | str:
        more = date_format(row.day, "l j F") if row.day else ""
        if row.back_to:
            more = gettext("Release %(number)s") % {"number": row.back_to}
        return two_lines(row.get_kind_display(), more) if more else row.get_kind_display()

    @admin.display(description=_("note"))
    def note(self, row: Release) -> str:
        return pick(row, "note")

    @admin.display(description=_("people"), ordering="telling")
    def people(self, row: Release) -> SafeString:
        return tag(row.get_telling_display(), *_TELLING[Release.Telling(row.telling)])

    # --- One release

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What it changed, who was told, and how it differs from another; nothing here writes."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        release = self.get_object(request, object_id)
        if release is None:
            raise Http404
        other = _number(request.GET.get("with", ""))
        changes = between(other, release.number) if other else changes_of(release)
        context = {
            "title": str(release),
            "release": release,
            "tag": self.people(release),
            "other": other,
            "others": Release.objects.exclude(pk=release.pk).order_by("-number").values_list("number", flat=True),
            "changes": told(changes),
            "counts": counts(changes),
            "is_last": not Release.objects.filter(number__gt=release.number).exists(),
            "why_not_tell": why_not_tell(release),
            "job": job_of(release.number),
            "sent": _sent(release.number),
            "mails": Paginator(_mails(release.number), _PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        }
        with venue_time():
            return self._page(request, "release", context)

    # --- The next one

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """What the next release would change; and the button."""
        self._ask_for_the_duty(request)
        day = read_day(request.GET.get("day", ""))
        form = PublishForm(request.POST or None, initial={"day": day})
        if request.method == "POST" and form.is_valid():
            return self._publish(request, form.cleaned_data)
        found = proposal(day=day, at=timezone.now())
        context = {
            "title": _("Publish the programme"),
            "form": form,
            "day": day,
            "tabs": _day_tabs(found.days, day),
            "proposal": found,
            "changes": told(found.changes),
            "counts": counts(found.changes),
        }
        return self._page(request, "publish", context)

    def _publish(self, request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
        facts = {name: data[name] for name in ("note_en", "note_ms", "day")}
        actor, now = account_of(request), timezone.now()
        try:
            if data["when"] == "later":
                plan(due_at=data["due_at"], actor=actor, at=now, **facts)
                self.message_user(request, _("It is planned."), messages.SUCCESS)
                return redirect("admin:agenda_plannedrelease_changelist")
            release = publish(actor=actor, at=now, **facts)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.get_full_path())
        count = sum(not row["is_gone"] for row in release.programme["sessions"])
        self.message_user(request, published_sentence(release.number, count), messages.SUCCESS)
        return redirect("admin:agenda_release_tell", release.number)

    # --- The way back

    def back_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """What going back to this release would do, with all or with one session; and the button."""
        self._ask_for_the_duty(request)
        release = get_object_or_404(releases(), number=number)
        if request.method == "POST":
            form = BackForm(request.POST)
            if form.is_valid():
                return self._go_back(request, release, form.cleaned_data)
        code = request.GET.get("session", "")
        try:
            found = way_back(to=number, code=code)
        except Refused as refused:
            raise Http404(str(refused)) from refused
        last = Release.objects.order_by("-number").values_list("number", flat=True)[0]
        context = {
            "title": _("Back to %(release)s") % {"release": release},
            "release": release,
            "code": code,
            "way": found,
            "form": BackForm(initial={"session": code, "seen": found.seen}),
            "choices": between(last, number),
            "changes": told(found.programme),
            "counts": counts(found.programme),
            "draft": told(found.draft),
        }
        return self._page(request, "back", context)

    def _go_back(self, request: HttpRequest, release: Release, data: dict[str, Any]) -> HttpResponse:
        code = data.pop("session")
        try:
            made = roll_back(to=release.number, code=code, actor=account_of(request), at=timezone.now(), **data)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.get_full_path())
        text = _("%(made)s is published: it goes back to %(release)s. Pages and calendars show it now.")
        self.message_user(request, text % {"made": made, "release": release}, messages.SUCCESS)
        return redirect("admin:agenda_release_tell", made.number)

    # --- Who is told

    def tell_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Everybody whom the release concerns, with what they would read; and the buttons."""
        self._ask_for_the_duty(request)
        release = get_object_or_404(releases(), number=number)
        if request.method == "POST":
            return self._tell(request, release)
        if job_of(number):  # who was told stands on the page of the release
            return redirect("admin:agenda_release_change", release.pk)
        with_skipped = request.GET.get("skipped") == "1"
        found = preview(release, with_skipped=with_skipped)
        page = Paginator(found.people, _PEOPLE_A_PAGE).get_page(request.GET.get("page"))
        wanted = [digest for digest in found.people if digest.key == request.GET.get("sample")]
        sample = next(iter([*wanted, *found.people]), None)
        context = {
            "title": _("Tell people of %(release)s") % {"release": release},
            "release": release,
            "why_not": why_not_tell(release),
            "found": found,
            "with_skipped": with_skipped,
            "has_skipped": told_before(number) != told_before(number, with_skipped=True),
            "page_obj": page,
            "sample": sample,
            "letter": Writing(number, found.since).sample(sample) if sample else None,
            "form": TellForm(initial={"seen": found.seen, "with_skipped": with_skipped}),
        }
        return self._page(request, "tell", context)

    def _tell(self, request: HttpRequest, release: Release) -> HttpResponse:
        form, actor, now = TellForm(request.POST), account_of(request), timezone.now()
        try:
            if "nobody" in request.POST:
                skip(number=release.number, actor=actor, at=now)
                self.message_user(request, _("Nobody is told of it."), messages.SUCCESS)
                return redirect("admin:agenda_release_change", release.pk)
            seen = form.cleaned_data if form.is_valid() else {"seen": "", "with_skipped": False}
            job = tell(number=release.number, actor=actor, at=now, **seen)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.get_full_path())
        return redirect("job", code=job.code)

    def _ask_for_the_duty(self, request: HttpRequest) -> None:
        if not request.user.has_perm("agenda.publish_release"):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        """Drawn at once, on the clock of the venue."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/agenda/release/{name}.html", context)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _mails(number: int) -> QuerySet[Message]:
    """The digests of a release, without their texts."""
    mails = Message.objects.filter(key__startswith=f"digest:{number}:")
    return mails.only("to", "state", "not_before", "sent_at").order_by("to", "pk")


def _sent(number: int) -> list[tuple[str, int]]:
    """How many mails about the release are in which state."""
    counted = _mails(number).values("state").annotate(count=Count("pk")).order_by("state")
    return [(str(Message.State(row["state"]).label), row["count"]) for row in counted]


def _day_tabs(days: tuple[dt.date, ...], chosen: dt.date | None) -> list[dict[str, Any]]:
    whole = {"label": gettext("The whole programme"), "url": "?", "current": chosen is None}
    return [
        whole,
        *({"label": date_format(day, "D j M"), "url": f"?day={day}", "current": day == chosen} for day in days),
    ]
