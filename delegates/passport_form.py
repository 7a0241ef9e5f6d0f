"""The page "Travel document". What is kept is shown masked; an empty field leaves it, a typed one replaces it."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.documents import accept_document
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from ascn8.meeting.models import Country
from delegates.forms import StepForm
from delegates.models import Category, PassportKind, Purpose, Travel
from delegates.steps import Step
from delegates.vault.checks import agrees, check_birth, check_expiry, read_number
from delegates.vault.keeping import PASSPORT_FIELDS, item_of
from delegates.vault.passport import TRAVEL_FIELDS, kept_passport, masked_facts

_OPTIONAL = ("birth_place",)
# Where the category does not demand them, both or neither.
_TOGETHER = ("nationality", "passport_kind")


class DayInput(forms.DateInput):
    """A day, as browsers ask for it. Never filled in again from what is kept."""

    input_type = "date"

    def __init__(self, **attrs: str) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class PassportForm(StepForm):
    """Nationality and needs in the open; the document itself goes into the vault."""

    step = Step.PASSPORT

    nationality = forms.ModelChoiceField(
        Country.objects.none(),
        label=gettext_lazy("Nationality"),
        empty_label=gettext_lazy("Choose a country"),
        error_messages={"required": gettext_lazy("Choose your nationality.")},
    )
    passport_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of passport"),
        choices=PassportKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind of passport that you travel with.")},
    )
    lives_in_host_country = forms.BooleanField(label=gettext_lazy("I live in the host country"), required=False)
    needs_invitation = forms.BooleanField(label=gettext_lazy("I need a letter of invitation"), required=False)
    needs_visa_letter = forms.BooleanField(
        label=gettext_lazy("I need a letter of support for a visa"),
        required=False,
        help_text=gettext_lazy("It names your passport, so we need the facts below."),
    )
    passport_name = LineField(
        label=gettext_lazy("Name as in the passport"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    number = LineField(
        label=gettext_lazy("Passport number"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Or paste the whole second line under the photograph."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    issuing_country = forms.ModelChoiceField(
        Country.objects.none(),
        label=gettext_lazy("Issued by"),
        required=False,
        empty_label=gettext_lazy("Choose a country"),
        error_messages={"invalid_choice": gettext_lazy("Choose the country that issued your passport.")},
    )
    expires_on = forms.DateField(label=gettext_lazy("Valid until"), required=False, widget=DayInput(autocomplete="off"))
    birth_date = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, widget=DayInput(autocomplete="bday")
    )
    birth_place = LineField(
        label=gettext_lazy("Place of birth"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("If your passport says it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the page with your photograph"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text=gettext_lazy("JPEG, PNG, WebP or PDF, at most 10 MB."),
    )

    def __init__(self, *args: Any, is_task: bool = False, **kwargs: Any) -> None:
        self.is_task = is_task
        super().__init__(*args, **kwargs)
        for name in ("nationality", "issuing_country"):
            cast("forms.ModelChoiceField[Country]", self.fields[name]).queryset = Country.objects.all()
        for name in _TOGETHER:
            self.fields[name].required = self.is_required
        self.travel = Travel.objects.filter(registration=self.registration).first()
        if self.travel:
            self.initial.update({field: getattr(self.travel, field) for field in TRAVEL_FIELDS})
        self.kept = kept_passport(self.registration)
        self.facts: dict[str, Any] | None = None
        self.scan_bytes: bytes | None = None
        self._say_what_is_kept()

    @property
    def is_required(self) -> bool:
        """Whether the document is always needed: the category asks for it, or a task does."""
        if self.is_task:
            return True
        category = self.registration.category
        return category is not None and category.passport == Category.Passport.REQUIRED

    @property
    def is_left_for_later(self) -> bool:
        """Whether the page was sent as it came, by somebody who may do without it. There is then nothing to save."""
        return self.travel is None and not self._says_something(self.cleaned_data)

    def _says_something(self, data: dict[str, Any]) -> bool:
        return bool(self.kept or self.scan_bytes or any(data.get(f) for f in (*TRAVEL_FIELDS, *PASSPORT_FIELDS)))

    def _say_what_is_kept(self) -> None:
        """Help texts with what the vault holds, and which fields cannot stay empty."""
        for field, shown in masked_facts(self.kept).items():
            words = _("Kept: %(masked)s. Fill in only to replace it.")
            self.fields[field].help_text = format_html('<span class="kept">{}</span>', words % {"masked": shown})
        for field in PASSPORT_FIELDS:
            if self.is_required and field not in (*_OPTIONAL, *self.kept):
                self.fields[field].required = True
                self.fields[field].error_messages["required"] = self._missing({})
        item = item_of(self.registration, Purpose.PASSPORT)
        if item and item.file:
            self.fields["scan"].help_text = _("A scan is kept. Choose a file only to replace it.")

    def clean_number(self) -> str:
        """The number alone; what else a pasted line says is compared in `clean`."""
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        try:
            self._read = read_number(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return self._read.number

    def clean_expires_on(self) -> dt.date | None:
        date = self.cleaned_data["expires_on"]
        try:
            return check_expiry(date) if date else None
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_birth_date(self) -> dt.date | None:
        date = self.cleaned_data["birth_date"]
        try:
            return check_birth(date, at=self.at) if date else None
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_scan(self) -> None:
        """The scan as it will be sealed; nothing of the upload is kept besides."""
        upload = self.cleaned_data["scan"]
        try:
            self.scan_bytes = accept_document(upload) if upload else None
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        """The whole document: what is kept with what was typed over it, complete or not at all."""
        data = super().clean() or self.cleaned_data
        typed = {field: _plain(data[field]) for field in PASSPORT_FIELDS if data.get(field)}
        self._compare_with_line(data)
        if self._says_something(data):
            for field in _TOGETHER:
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, self.fields[field].error_messages["required"])
        wanted = self.is_required or data.get("needs_visa_letter") or typed or self.scan_bytes
        whole = {**self.kept, **typed}
        if wanted:
            for field in PASSPORT_FIELDS:
                if field not in _OPTIONAL and not whole.get(field) and field not in self.errors:
                    self.add_error(field, self._missing(data))
        # A meeting that was moved makes a kept document too short; it is said at once, not at the border.
        if "expires_on" not in typed and "expires_on" in whole and "expires_on" not in self.errors:
            self._check_kept(whole)
        if not self.errors and (typed or self.scan_bytes):
            self.facts = whole
        return data

    def _compare_with_line(self, data: dict[str, Any]) -> None:
        read = getattr(self, "_read", None)
        for field, written in (("birth_date", read and read.birth), ("expires_on", read and read.expiry)):
            if not agrees(written, data.get(field)):
                self.add_error(field, _("The line that you pasted says another date. Compare both with your passport."))

    def _check_kept(self, whole: dict[str, Any]) -> None:
        try:
            check_expiry(dt.date.fromisoformat(whole["expires_on"]))
        except Refused as refused:
            self.add_error("expires_on", str(refused))

    def _missing(self, data: dict[str, Any]) -> str:
        if self.is_task:
            return _("Fill this in: the whole travel document is needed.")
        if self.is_required:
            return _("Fill this in: your category needs the whole travel document.")
        if data.get("needs_visa_letter"):
            return _("Fill this in: the letter for your visa names it.")
        return _("Fill this in too, or leave all facts of the passport empty.")


def _plain(value: Any) -> str:
    """As the vault keeps it: dates in ISO 8601, countries by their code."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Country) else str(value)
