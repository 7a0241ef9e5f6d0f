"""The pages of the registration form: they clean what was typed and write nothing."""

import datetime as dt
from typing import Any, cast

import phonenumbers
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.fields import BlockField, LineField
from ascn8.meeting.models import City, Country
from delegates.consents import SENSITIVE, answers_of, current_texts
from delegates.models import Category, ConsentText, Delegation, Nomination, Registration
from delegates.steps import FIELDS, Step
from delegates.vault.medical import NOTES, REMOVE, has_notes


class StepForm(forms.Form):
    """One step: starts from what the registration holds. `answers` is filled by forms that ask for consent."""

    step: Step

    def __init__(self, *args: Any, registration: Registration, at: dt.datetime, **kwargs: Any) -> None:
        self.registration, self.at = registration, at
        self.answers: dict[ConsentText, bool] = {}
        kwargs["initial"] = {field: getattr(registration, field) for field in FIELDS[self.step]}
        super().__init__(*args, **kwargs)


class YouForm(StepForm):
    """Who the person is, and how the name prints."""

    step = Step.YOU

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "As you use it officially, for example “YBhg. Dato’ Dr” or “Ms”. Leave it empty for none."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
    )
    given_name = LineField(
        label=gettext_lazy("Given name"),
        max_length=80,
        help_text=gettext_lazy("If you have only one name, write it here and leave the family name empty."),
        error_messages={"required": gettext_lazy("Write your given name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = LineField(
        label=gettext_lazy("Family name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("With bin, binti, a/l or a/p if you use it. We never change the order of your names."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    native_name = LineField(
        label=gettext_lazy("Name in your own script"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "Khmer, Lao, Thai, Burmese, Tamil, Chinese, Jawi or another. It is printed under your name."
        ),
    )
    badge_name = LineField(
        label=gettext_lazy("Name on the badge"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("What people call you. If you leave it empty, your full name is printed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """The badge name is the title-less full name where none was typed."""
        data = super().clean() or self.cleaned_data
        if not data.get("badge_name") and data.get("given_name"):
            names = (data["given_name"], data.get("family_name", ""))
            data["badge_name"] = " ".join(filter(None, names))[:80].strip()
        return data


class CityChoice(forms.ModelChoiceField):
    """A city with its country beside it: the list is long."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.country.name})"


class WorkForm(StepForm):
    """What the person represents."""

    step = Step.WORK

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=gettext_lazy("You attend as"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The secretariat checks it. It decides on the colour of your badge."),
        error_messages={"required": gettext_lazy("Choose what you attend as.")},
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        label=gettext_lazy("Delegation"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("None, or not in this list"),
        help_text=gettext_lazy("Its focal point can then see and follow your registration."),
    )
    organisation = LineField(
        label=gettext_lazy("Organisation"),
        max_length=120,
        help_text=gettext_lazy("Ministry, city council, company. It is printed on the badge."),
        error_messages={"required": gettext_lazy("Write the organisation that you represent.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    position = LineField(
        label=gettext_lazy("Position"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write your position, for example “Director of Planning”.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    country = forms.ModelChoiceField(
        Country.objects.none(),
        label=gettext_lazy("Country that you represent"),
        empty_label=gettext_lazy("Choose a country"),
        error_messages={"required": gettext_lazy("Choose the country that you represent.")},
    )
    city = CityChoice(
        City.objects.none(),
        label=gettext_lazy("City of the network"),
        to_field_name="name",
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Only if you come for one of the cities of the ASEAN Smart Cities Network."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.registration.category_id
        choices: dict[str, QuerySet[Any]] = {
            "category": Category.objects.filter(Q(is_open=True) | Q(pk=held)),
            "delegation": Delegation.objects.all(),
            "country": Country.objects.all(),
            "city": City.objects.select_related("country"),
        }
        for name, rows in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        if Nomination.objects.holding().filter(registration=self.registration).exists():
            # The place that a focal point gave is one of this category in this delegation.
            self.fields["category"].disabled = self.fields["delegation"].disabled = True

    def clean(self) -> dict[str, Any]:
        """A city lies in the country that was chosen."""
        data = super().clean() or self.cleaned_data
        city, country = data.get("city"), data.get("country")
        if city and country and city.country_id != country.pk:
            self.add_error(
                "city",
                _("%(city)s is not in %(country)s. Choose another city or another country.")
                % {"city": city.name, "country": country.name},
            )
        return data


class NeedsForm(StepForm):
    """Food and access: nothing is obligatory, and nothing is kept without an explicit agreement."""

    step = Step.NEEDS

    diet = forms.ChoiceField(
        label=gettext_lazy("Food"),
        choices=Registration.Diet.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("All food at the meeting is halal. We ask about needs, never about religion."),
    )
    diet_note = LineField(
        label=gettext_lazy("More about food"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example an allergy."),
    )
    access_needs = BlockField(
        label=gettext_lazy("Access needs"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("For example step-free access, a sign language interpreter, a seat near the door."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    medical_notes = BlockField(
        label=gettext_lazy("Medical notes"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("What must be known in an emergency. Kept encrypted, opened only for that."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeps_notes = has_notes(self.registration)
        if self.keeps_notes:
            self.fields[NOTES].help_text = _("A note is kept, and not shown here. Write only to replace it.")
            self.fields[REMOVE] = forms.BooleanField(label=_("Delete the medical note that is kept"), required=False)
        self.text = next((text for text in current_texts(at=self.at) if text.purpose == SENSITIVE), None)
        if self.text:
            self.fields["agreed"] = forms.BooleanField(
                label=gettext_lazy("I agree that these needs are kept and used as written above."),
                required=False,
                initial=answers_of(self.registration).get(self.text.pk, False),
            )

    def clean(self) -> dict[str, Any]:
        """Something sensitive needs the tick; without either, nothing is stored."""
        data = super().clean() or self.cleaned_data
        data["diet"] = data.get("diet") or Registration.Diet.NONE
        states = data["diet"] != Registration.Diet.NONE or data.get("diet_note") or data.get("access_needs")
        states = states or data.get(NOTES) or (self.keeps_notes and not data.get(REMOVE))
        if data["diet"] == Registration.Diet.OTHER and not data.get("diet_note"):
            self.add_error("diet_note", _("Say which food you need."))
        if self.text:
            if states and not data.get("agreed"):
                self.add_error(
                    "agreed", _("Tick this so that we may keep your needs, or leave the fields above empty.")
                )
            self.answers = {self.text: bool(data.get("agreed"))}
        return data


class ContactForm(StepForm):
    """How the secretariat reaches the person in those days."""

    step = Step.CONTACT

    phone = LineField(
        label=gettext_lazy("Mobile phone"),
        max_length=40,
        help_text=gettext_lazy("With the country code, for example +60 12-345 6789. Only the secretariat sees it."),
        error_messages={"required": gettext_lazy("Write a mobile number where we can reach you during the meeting.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number in E.164; without a country code it is read as one of the person's country."""
        typed, region = self.cleaned_data["phone"], self.registration.country_id
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            raise forms.ValidationError(
                _("We cannot read this as a phone number. Write it with the country code, for example +60 12-345 6789.")
            ) from None
        if not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(
                _("There is no such phone number. Check the country code and count the digits.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class ConsentForm(StepForm):
    """One tick for each purpose, with the text in use now."""

    step = Step.CONSENT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = answers_of(self.registration)
        self.texts = [text for text in current_texts(at=self.at) if text.purpose != SENSITIVE]
        for text in self.texts:
            # The version is part of the name: a page opened before a new version cannot answer to it.
            self.fields[f"{text.purpose}-{text.version}"] = forms.BooleanField(
                label=gettext_lazy("I have read this and agree."),
                required=text.is_required,
                initial=before.get(text.pk, False),
                error_messages={"required": gettext_lazy("Registration is not possible without this agreement.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.answers = {text: bool(data.get(f"{text.purpose}-{text.version}")) for text in self.texts}
        return data

    def pairs(self) -> list[tuple[ConsentText, forms.BoundField]]:
        """Each text with its tick."""
        return [(text, self[f"{text.purpose}-{text.version}"]) for text in self.texts]


class PhotoForm(forms.Form):
    """A photograph and, where the browser could ask, the part of it to keep as fractions of its size."""

    photo = forms.FileField(
        label=gettext_lazy("Photograph"),
        error_messages={"required": gettext_lazy("Choose a photograph first.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB, at least 413 × 531 pixels."),
    )
    left = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)
    top = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)
    right = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)
    bottom = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)

    def box(self) -> tuple[float, float, float, float] | None:
        """The part to keep, or None where the middle is as good as any."""
        edges = [self.cleaned_data.get(edge) for edge in ("left", "top", "right", "bottom")]
        left, top, right, bottom = edges
        if left is None or top is None or right is None or bottom is None:
            return None
        return (left, top, right, bottom)


FORMS: dict[Step, type[StepForm]] = {
    Step.YOU: YouForm,
    Step.WORK: WorkForm,
    Step.NEEDS: NeedsForm,
    Step.CONTACT: ContactForm,
    Step.CONSENT: ConsentForm,
}
