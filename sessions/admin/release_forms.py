"""The forms of the pages about releases. They clean what was typed and write nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import LineField
from delegates.travel_form import MomentField


class NotesForm(forms.Form):
    """What people read about a release; nothing of it is required."""

    use_required_attribute = False

    note_en = LineField(label=_("What is new (English)"), max_length=300, required=False)
    note_ms = LineField(label=_("What is new (Malay)"), max_length=300, required=False)


class PublishForm(NotesForm):
    """The whole programme or one day; now, or at a time."""

    day = forms.DateField(required=False, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("Now")), ("later", _("At this time"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    due_at = MomentField(
        label=_("Time, if later"),
        required=False,
        help_text=_("On the clock of the venue. What the draft holds then is published; you can take it back before."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("when") == "later" and not found.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", _("Say at what time it publishes itself."))
        return found


class BackForm(NotesForm):
    """Going back; `session` is empty for the whole programme, `seen` names the preview."""

    session = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)
    with_draft = forms.BooleanField(
        label=_("Bring the draft back too"),
        required=False,
        help_text=_(
            "Without it the draft stays as it is, and the next release publishes again what you take back now."
        ),
    )


class TellForm(forms.Form):
    """The button under the list; `seen` names the list."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)
    with_skipped = forms.BooleanField(required=False, widget=forms.HiddenInput)


def read_day(text: str) -> dt.date | None:
    """The day in an address; None for the whole programme, and for what is no day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
