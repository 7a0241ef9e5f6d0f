"""Forms of the programme board. They work without JavaScript, and the board's script posts the same fields."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import LineField
from sessions.board.daytemplates import USUAL_KINDS
from sessions.board.shifting import MOST_MINUTES, Shift
from sessions.models import Place, Session

_STEP = 5
_USUAL_MINUTES = 60


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "step": _STEP * 60}, format="%H:%M")


class _DayForm(forms.Form):
    """A form about a day of the board."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)

    def __init__(self, *args: Any, days: Sequence[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(str(day), date_format(day, "l j F")) for day in days]  # type: ignore[attr-defined]

    def at(self, name: str) -> dt.datetime:
        """The time of day in the field `name`, on the day of the form."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data[name]))


class PlaceSessionForm(_DayForm):
    """When and where one session is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.TimeField(label=_("Begins"), widget=_clock())
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=_STEP,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs={"step": _STEP}),
    )
    place = forms.ModelChoiceField(
        Place.objects.all(), label=_("Place"), to_field_name="slug", required=False, empty_label=_("No place yet")
    )
    field_order = ["day", "start", "minutes", "place", "version"]

    def clean_start(self) -> dt.time:
        """New times lie on the grid; one that came from elsewhere may stay as it is."""
        start: dt.time = self.cleaned_data["start"]
        if start.minute % _STEP and "start" in self.changed_data:
            raise ValidationError(_("Times on the board go in steps of five minutes."))
        return start

    @property
    def wanted(self) -> dict[str, Any]:
        """The arguments of `place`."""
        starts_at = self.at("start")
        ends_at = starts_at + dt.timedelta(minutes=self.cleaned_data["minutes"])
        return {"starts_at": starts_at, "ends_at": ends_at, "place": self.cleaned_data["place"]}

    @staticmethod
    def as_it_is(session: Session, day: dt.date) -> dict[str, Any]:
        """The fields for the session as it is; a session without a time begins on `day` at nine."""
        start = timezone.localtime(session.starts_at) if session.starts_at else None
        return {
            "version": session.version,
            "day": str(start.date() if start else day),
            "start": f"{start:%H:%M}" if start else "09:00",
            "minutes": int(session.duration.total_seconds()) // 60 or _USUAL_MINUTES,
            "place": session.place.slug if session.place else "",
        }


class SplitForm(forms.Form):
    """Where a session is cut."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    moment = forms.TimeField(label=_("The second part begins"), widget=_clock())


class VersionForm(forms.Form):
    """Which version of a session somebody had in front of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ShiftForm(_DayForm):
    """A part of a day, and by how much it moves."""

    since = forms.TimeField(label=_("Everything that begins at or after"), widget=_clock())
    minutes = forms.IntegerField(
        label=_("Minutes later; with a minus earlier"),
        min_value=-MOST_MINUTES,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"step": _STEP}),
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.all(),
        label=_("Only in these places"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in all places."),
    )
    # The versions in the preview, as "CODE:3 CODE:1".
    versions = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    @property
    def shift(self) -> Shift:
        chosen = self.cleaned_data
        return Shift(self.at("since"), chosen["minutes"], frozenset(place.pk for place in chosen["places"]))

    def fields_with(self, seen: str) -> list[tuple[str, str]]:
        """What a form posts that does what the preview shows."""
        chosen = self.cleaned_data
        places = [("places", place.slug) for place in chosen["places"]]
        named = {"day": chosen["day"], "since": f"{chosen['since']:%H:%M}", "minutes": chosen["minutes"]}
        return [*((name, str(value)) for name, value in named.items()), *places, ("versions", seen)]

    @property
    def seen(self) -> dict[str, int]:
        """The versions by code; what cannot be read was never in a preview."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["versions"].split())
        return {code: int(version) for code, _colon, version in pairs if version.isdecimal() and len(version) < 9}


class SaveDayForm(_DayForm):
    """A day that becomes a template."""

    name_en = LineField(label=_("Name (English)"), max_length=80)
    name_ms = LineField(label=_("Name (Malay)"), max_length=80, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What is kept"),
        choices=Session.Kind.choices,
        initial=[str(kind) for kind in USUAL_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["name_en", "name_ms", "day", "kinds"]
