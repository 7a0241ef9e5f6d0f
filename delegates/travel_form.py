"""The page of flights and hotel. It cleans what was typed and writes nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from ascn8.meeting.facts import meeting_zone
from delegates.models import Registration, Travel
from delegates.travel import JOURNEY, read_flight, why_not_arrive, why_not_depart

_FORMAT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A date and a time on the clock of the host country, whatever the clock of the reader."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT)
        super().__init__(widget=widget, input_formats=[_FORMAT, f"{_FORMAT}:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(meeting_zone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        with timezone.override(meeting_zone()):
            return super().to_python(value)


class FlightField(LineField):
    """A flight number, kept as “MH 123”."""

    def to_python(self, value: Any) -> str:
        try:
            return read_flight(super().to_python(value))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class TravelForm(forms.Form):
    """One way may be told before the other: what is known is kept."""

    use_required_attribute = False

    lives_in_host_country = forms.BooleanField(
        label=gettext_lazy("I live in the host country and need no flight"), required=False
    )
    arrives_at = MomentField(
        label=gettext_lazy("Day and time of landing"),
        required=False,
        help_text=gettext_lazy("On the clock of the host country."),
        error_messages={"invalid": gettext_lazy("Write day and time, for example 7 September 2025, 14:30.")},
    )
    arrival_flight = FlightField(
        label=gettext_lazy("Flight of arrival"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("For example MH 123. Leave it empty if you come by land or sea."),
    )
    arrival_terminal = LineField(
        label=gettext_lazy("Airport and terminal of arrival"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Or the station or border crossing."),
        widget=forms.TextInput(attrs={"list": "terminals"}),
    )
    departs_at = MomentField(
        label=gettext_lazy("Day and time of take-off"),
        required=False,
        help_text=gettext_lazy("On the clock of the host country."),
        error_messages={"invalid": gettext_lazy("Write day and time, for example 7 September 2025, 14:30.")},
    )
    departure_flight = FlightField(label=gettext_lazy("Flight of departure"), max_length=12, required=False)
    departure_terminal = LineField(
        label=gettext_lazy("Airport and terminal of departure"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "terminals"}),
    )
    hotel = LineField(label=gettext_lazy("Hotel"), max_length=120, required=False)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        self.travel = Travel.objects.filter(registration=registration).first()
        if self.travel:
            kwargs.setdefault("initial", {field: getattr(self.travel, field) for field in JOURNEY})
        super().__init__(*args, **kwargs)
        used = Travel.objects.exclude(arrival_terminal="").order_by("arrival_terminal")
        self.terminals = list(used.values_list("arrival_terminal", flat=True).distinct()[:20])

    def clean_arrival_terminal(self) -> str:
        return self._as_others_write(self.cleaned_data["arrival_terminal"])

    def clean_departure_terminal(self) -> str:
        return self._as_others_write(self.cleaned_data["departure_terminal"])

    def _as_others_write(self, typed: str) -> str:
        """The spelling in use, so that one terminal is one column of the arrivals board."""
        same = (one for one in self.terminals if one.casefold() == typed.casefold())
        return next(same, typed)

    def clean(self) -> dict[str, Any]:
        """Both ways lie around the meeting, in their order; somebody who flies says when."""
        data = super().clean() or self.cleaned_data
        arrives: dt.datetime | None = data.get("arrives_at")
        departs: dt.datetime | None = data.get("departs_at")
        self._say("arrives_at", why_not_arrive(arrives) if arrives else None)
        self._say("departs_at", why_not_depart(departs, arrives_at=arrives) if departs else None)
        for way, moment in (("arrival", "arrives_at"), ("departure", "departs_at")):
            if data.get(f"{way}_flight") and not data.get(moment) and moment not in self.errors:
                self.add_error(moment, _("Write the day and the time of this flight."))
        if not data.get("lives_in_host_country") and not (arrives or departs) and not self.errors:
            self.add_error("arrives_at", _("Write when you arrive, or tick that you need no flight."))
        return data

    def _say(self, field: str, refused: Refused | None) -> None:
        if refused:
            self.add_error(field, str(refused))
