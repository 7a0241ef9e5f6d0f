"""The facts that the rules of the board look at: closed times, availability, meals and prayers, travel times."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import two_lines
from sessions.admin.checking import TellsProblems
from sessions.admin.forms import CleanTextForm
from sessions.models import Availability, PlaceClosure, QuietWindow, TravelTime


class MomentField(forms.DateTimeField):
    """A day and a time in one field, on the clock of the venue."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class SpanForm(CleanTextForm):
    """A form with `starts_at` and `ends_at`, in this order."""

    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("This has to be later."))
        return cleaned


class ClosureForm(SpanForm):
    class Meta:
        model = PlaceClosure
        fields = ["starts_at", "ends_at", "reason_en", "reason_ms"]


class ClosureInline(admin.TabularInline):
    model = PlaceClosure
    form = ClosureForm
    verbose_name_plural = _("times in which the place is closed")
    extra = 0


class AvailabilityForm(SpanForm):
    class Meta:
        model = Availability
        fields = ["starts_at", "ends_at"]


class AvailabilityInline(admin.TabularInline):
    model = Availability
    form = AvailabilityForm
    verbose_name_plural = _("times in which the person can appear; without any, at all times")
    extra = 0


class QuietWindowForm(SpanForm):
    class Meta:
        model = QuietWindow
        fields = ["kind", "name_en", "name_ms", "starts_at", "ends_at"]


@admin.register(QuietWindow)
class QuietWindowAdmin(TellsProblems):
    form = QuietWindowForm
    list_display = ["name_en", "name_ms", "kind", "shown_time"]
    list_filter = ["kind"]
    search_fields = ["name_en", "name_ms"]
    fields = ["kind", ("name_en", "name_ms"), ("starts_at", "ends_at")]
    empty_text = _("Add meals and prayers: the board then warns of sessions that take time from them.")

    @admin.display(description=_("time"), ordering="starts_at")
    def shown_time(self, row: QuietWindow) -> SafeString:
        start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        return two_lines(f"{start:%H:%M}–{end:%H:%M}", date_format(start, "D j M"))


class TravelTimeForm(CleanTextForm):
    """Two places in any order: the way back is as long as the way there, and has no row of its own."""

    class Meta:
        model = TravelTime
        fields = ["a", "b", "minutes"]
        help_texts = {"minutes": _("From door to door, with a reserve. It holds either way.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        a, b = cleaned.get("a"), cleaned.get("b")
        if a and b and a == b:
            self.add_error("b", _("Choose two different places."))
        elif a and b:
            cleaned["a"], cleaned["b"] = sorted((a, b), key=lambda place: place.pk)
            self._refuse_a_second_row(cleaned)
        return cleaned

    def _refuse_a_second_row(self, cleaned: dict[str, Any]) -> None:
        known = TravelTime.objects.filter(a=cleaned["a"], b=cleaned["b"]).exclude(pk=self.instance.pk).first()
        if known:
            text = _("The way between these two is known already: %(minutes)d min. Change that row.")
            self.add_error("b", text % {"minutes": known.minutes})


@admin.register(TravelTime)
class TravelTimeAdmin(TellsProblems):
    form = TravelTimeForm
    list_display = ["shown", "minutes"]
    list_filter = [("a", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["a", "b"]
    search_fields = ["a__name_en", "a__name_ms", "b__name_en", "b__name_ms"]
    fields = [("a", "b"), "minutes"]
    empty_text = _("Add how long people need between two places, such as the venue and a site outside it.")

    def get_queryset(self, request: HttpRequest) -> Any:
        """The form names both places, too."""
        return super().get_queryset(request).select_related("a", "b")

    @admin.display(description=_("way"), ordering="a__position")
    def shown(self, row: TravelTime) -> SafeString:
        return two_lines(row.a, row.b)
