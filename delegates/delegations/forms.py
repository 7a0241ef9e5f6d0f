"""What focal points type: cleaned here, checked by the activities."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import BlockField, LineField
from delegates.delegations.places import categories_for
from delegates.models import Category, Delegation
from delegates.models.registration import Standing


class PersonForm(forms.Form):
    """Who takes a place. Both may still be unknown."""

    name = LineField(
        label=_("Name"),
        max_length=160,
        required=False,
        help_text=_("As the person writes it. Leave it empty while you do not know who comes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("The person’s own: the invitation works only for this address."),
        error_messages={"invalid": _("Write an e-mail address such as name@ministry.example.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class NewPersonForm(PersonForm):
    """Who comes instead: now it is known."""

    name = LineField(
        label=_("Name"),
        max_length=160,
        help_text=_("As the person writes it."),
        error_messages={"required": _("Write who comes instead.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NominateForm(PersonForm):
    """One place, what it is for, and why one more is needed where none is left."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Comes as"),
        to_field_name="slug",
        empty_label=_("Choose"),
        error_messages={"required": _("Choose what the person comes as.")},
    )
    standing = forms.ChoiceField(label=_("In the delegation"), choices=Standing.choices, initial=Standing.MEMBER)
    reason = BlockField(
        label=_("Why a further place is needed"),
        max_length=1000,
        required=False,
        help_text=_("Only if no place is left in this category: the secretariat reads it and decides."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("category", "standing", "name", "email", "reason")

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["category"]).queryset = categories_for(delegation)

    def clean_standing(self) -> Standing:
        return Standing(self.cleaned_data["standing"])


class LetterForm(forms.Form):
    """A nomination letter."""

    letter = forms.FileField(
        label=_("Nomination letter"),
        help_text=_("A PDF of at most 10 MB."),
        error_messages={"required": _("Choose the letter first.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
