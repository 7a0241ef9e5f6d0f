"""Departures and sign-ups in the secretariat's panel. Every change of seats goes through its activity."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin, ReadOnlyAdmin, state_tag, tag, two_lines
from ascn8.lib.errors import Refused
from delegates.signed_in import account_of
from sessions.admin.forms import CleanTextForm
from sessions.models import Seating, Signup
from sessions.models.seats import SeatingQuerySet
from sessions.signups import move, set_capacity, withdraw

_WORDS = ("name_en", "name_ms", "meeting_point_en", "meeting_point_ms", "signup_opens_at", "signup_closes_at")


class SeatingForm(CleanTextForm):
    class Meta:
        model = Seating
        fields = ["session", *_WORDS, "starts_at", "ends_at", "capacity"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        pairs = (("starts_at", "ends_at"), ("signup_opens_at", "signup_closes_at"))
        for first, last in pairs:
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] <= cleaned[first]:
                self.add_error(last, _("This has to be later."))
        return cleaned


class FullFilter(admin.SimpleListFilter):
    """Where seats are left, and where people wait."""

    title = _("seats")
    parameter_name = "seats"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("free", _("seats left")), ("full", _("full")), ("queue", _("with a waiting list"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Seating]) -> QuerySet[Seating]:
        if self.value() == "free":
            return queryset.filter(confirmed__lt=F("capacity"))
        if self.value() == "full":
            return queryset.filter(confirmed__gte=F("capacity"))
        if self.value() == "queue":
            return queryset.filter(pk__in=Signup.objects.filter(state="waiting").values("seating"))
        return queryset


@admin.register(Seating)
class SeatingAdmin(PanelAdmin):
    form = SeatingForm
    list_display = ["shown", "shown_time", "shown_seats", "shown_waiting", "shown_window"]
    list_filter = [FullFilter, "session__kind"]
    list_select_related = ["session"]
    search_fields = ["session__title_en", "session__title_ms", "name_en", "code"]
    autocomplete_fields = ["session"]
    empty_text = _("Add a departure of a visit, or the one sitting of a session with seats.")
    fieldsets = [
        (None, {"fields": ["session", ("name_en", "name_ms"), "code"]}),
        (_("Seats"), {"fields": ["capacity", "shown_seats", "shown_signups"]}),
        (_("When"), {"fields": [("starts_at", "ends_at"), ("signup_opens_at", "signup_closes_at")]}),
        (_("Meeting point"), {"fields": ["meeting_point_en", "meeting_point_ms"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seating]:
        return cast(SeatingQuerySet, super().get_queryset(request)).with_waiting()

    def get_readonly_fields(self, request: HttpRequest, obj: Seating | None = None) -> list[str]:
        shown = ["code", "shown_seats", "shown_signups"]
        return [*shown, "session"] if obj else shown

    @admin.display(description=_("departure or seating"), ordering="session__title_en")
    def shown(self, row: Seating) -> SafeString:
        return two_lines(row.session, row if row.name_en else row.code)

    @admin.display(description=_("time"), ordering="starts_at")
    def shown_time(self, row: Seating) -> SafeString:
        start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        return two_lines(f"{start:%H:%M}–{end:%H:%M}", date_format(start, "D j M"))

    @admin.display(description=_("seats taken"), ordering="confirmed")
    def shown_seats(self, row: Seating) -> SafeString | str:
        if row.pk is None:
            return "–"
        words = gettext("%(taken)d of %(capacity)d") % {"taken": row.confirmed, "capacity": row.capacity}
        return format_html(
            '<span class="seats">{}<meter min="0" max="{}" value="{}" aria-label="{}"></meter></span>',
            words,
            row.capacity or 1,
            row.confirmed,
            words,
        )

    @admin.display(description=_("waiting"), ordering="waiting")
    def shown_waiting(self, row: Seating) -> SafeString | int:
        return tag(row.waiting, "warn", "hourglass") if row.waiting else 0

    @admin.display(description=_("sign-up"), ordering="signup_closes_at")
    def shown_window(self, row: Seating) -> SafeString:
        now = timezone.now()
        if now < row.signup_opens_at:
            return tag(_("not open yet"), "info", "clock")
        if now >= row.signup_closes_at:
            return tag(_("closed"), "neutral", "lock")
        return tag(_("open"), "good", "lock-open")

    @admin.display(description=_("sign-ups"))
    def shown_signups(self, row: Seating) -> SafeString | str:
        if row.pk is None:
            return "–"
        address = reverse("admin:agenda_signup_changelist")
        return format_html('<a href="{}?seating__id__exact={}">{}</a>', address, row.pk, _("Show who signed up"))

    def save_model(self, request: HttpRequest, obj: Seating, form: ModelForm, change: bool) -> None:
        """A new one is saved; of an old one nothing that the seat engine counts is ever written from a form."""
        if not change:
            obj.save()
            return
        now, actor = timezone.now(), account_of(request)
        words = {name: form.cleaned_data[name] for name in _WORDS if name in form.changed_data}
        if words:
            Seating.objects.filter(pk=obj.pk).update(**words)
        try:
            if {"starts_at", "ends_at"} & set(form.changed_data):
                move(seating=obj, starts_at=obj.starts_at, ends_at=obj.ends_at, actor=actor, at=now)
            if "capacity" in form.changed_data:
                set_capacity(seating=obj, capacity=obj.capacity, actor=actor, at=now)
        except Refused as refused:
            self.message_user(request, refused.message, messages.ERROR)


@admin.register(Signup)
class SignupAdmin(ReadOnlyAdmin):
    list_display = ["shown_person", "shown_seating", "shown_state", "ticket", "created_at", "changed_at"]
    list_filter = ["state", ("seating", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["registration", "seating__session"]
    search_fields = ["registration__search", "registration__code", "code"]
    fields = ["code", "registration", "seating", "state", "ticket", "created_at", "changed_at"]
    actions = ["withdraw_them"]
    empty_text = _("Nobody has signed up yet.")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agenda.change_signup")

    @admin.display(description=_("delegate"), ordering="registration__sort_name")
    def shown_person(self, row: Signup) -> SafeString:
        return two_lines(row.registration, row.registration.organisation)

    @admin.display(description=_("departure"), ordering="seating__starts_at")
    def shown_seating(self, row: Signup) -> SafeString:
        start = timezone.localtime(row.seating.starts_at)
        return two_lines(row.seating.session, f"{date_format(start, 'D j M')} {start:%H:%M}")

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, row: Signup) -> SafeString:
        return state_tag(row.state, row.get_state_display())

    @admin.action(description=_("Withdraw them; seats go to those who wait"), permissions=["withdraw"])
    def withdraw_them(self, request: HttpRequest, queryset: QuerySet[Signup]) -> None:
        """Each in a transaction of its own, so that no lock is held for long."""
        actor, now = account_of(request), timezone.now()
        live = list(queryset.filter(state__in=Signup.LIVE).order_by("seating", "ticket"))
        for signup in live:
            withdraw(signup=signup, actor=actor, at=now)
        words = ngettext("%(count)d place was given up.", "%(count)d places were given up.", len(live))
        self.message_user(request, words % {"count": len(live)}, messages.SUCCESS)
