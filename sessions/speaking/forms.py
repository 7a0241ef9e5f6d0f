"""The speaker's own page as a form: names, texts, photograph, an answer for each part, consent to recording."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField, LineField
from ascn8.lib.images import PHOTO, accept_picture
from sessions.models import Appearance, Speaker
from sessions.speaking.answering import NAMES, Completed, fingerprint

_ANSWERS = [(Appearance.Answer.CONFIRMED, _("Yes, I take part")), (Appearance.Answer.DECLINED, _("No, I cannot"))]
_RECORDING = [(Speaker.Recording.YES, _("Yes, I may be recorded")), (Speaker.Recording.NO, _("No, do not record me"))]


class SpeakerPageForm(forms.Form):
    """What one speaker says. Built for the rows that the page shows.

    `is_own`: nobody but the person of the registration can be here, so consent to its photograph can be given.
    """

    title = LineField(label=_("Title"), max_length=60, required=False)
    name = LineField(label=_("Name"), max_length=160)
    native_name = LineField(label=_("Name in your own script"), max_length=80, required=False)
    position = LineField(label=_("Position"), max_length=120, required=False)
    organisation = LineField(label=_("Organisation"), max_length=120, required=False)
    biography_en = BlockField(label=_("Biography (English)"), max_length=4000, required=False)
    biography_ms = BlockField(label=_("Biography (Malay)"), max_length=4000, required=False)
    photo = forms.FileField(
        label=_("Photograph"),
        required=False,
        max_length=160,
        help_text=_("JPEG, PNG or WebP. It is cut to 35 by 45 and shown to everybody on the page of the programme."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    drop_photo = forms.BooleanField(label=_("Show no photograph"), required=False)
    shows_registration_photo = forms.BooleanField(
        label=_("Show the photograph of my registration to everybody"),
        required=False,
        help_text=_("It was given for the badge only. You may take this back; the next release leaves it out."),
    )
    recording = forms.ChoiceField(
        label=_("May you be recorded?"), choices=_RECORDING, widget=forms.RadioSelect, required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, *args: Any, speaker: Speaker, appearances: list[Appearance], is_own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.speaker, self.appearances = speaker, appearances
        self._fill_in(is_own)
        for row in appearances:
            self.fields[f"answer_{row.pk}"] = forms.ChoiceField(
                label=_("Do you take part?"),
                choices=_ANSWERS,
                widget=forms.RadioSelect,
                # Somebody may write the biography today and answer tomorrow.
                required=False,
                initial=row.answer if row.answer in dict(_ANSWERS) else None,
            )
            self.fields[f"words_{row.pk}"] = LineField(
                label=_("Something we should know"), max_length=400, required=False, initial=row.words
            )
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 6

    def _fill_in(self, is_own: bool) -> None:
        speaker = self.speaker
        self.initial = {name: getattr(speaker, name) for name in (*NAMES, "biography_en", "biography_ms", "recording")}
        self.initial |= {"shows_registration_photo": bool(speaker.photo_agreed_at)}
        self.initial["seen"] = fingerprint(speaker, self.appearances)
        follows = speaker.follows_registration and speaker.registration is not None
        if follows:
            for name in NAMES:
                del self.fields[name]
        if not (is_own and follows and speaker.registration and speaker.registration.photo):
            del self.fields["shows_registration_photo"]
        if not speaker.photo:
            del self.fields["drop_photo"]

    def clean_photo(self) -> ContentFile[bytes] | None:
        """A new picture of ours, or nothing."""
        upload = self.cleaned_data.get("photo")
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return accept_picture(upload, PHOTO)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None

    def parts(self) -> list[tuple[Appearance, forms.BoundField, forms.BoundField]]:
        """Each part in the programme with its two fields."""
        return [(row, self[f"answer_{row.pk}"], self[f"words_{row.pk}"]) for row in self.appearances]

    def about(self) -> list[forms.BoundField]:
        """The names and the work, where they are written here."""
        return [self[name] for name in NAMES if name in self.fields]

    def said(self) -> Completed:
        """What was sent, for the activity."""
        data = self.cleaned_data
        return Completed(
            facts={name: data[name] for name in (*NAMES, "biography_en", "biography_ms") if name in self.fields},
            answers={row.pk: (data[f"answer_{row.pk}"], data[f"words_{row.pk}"]) for row in self.appearances},
            recording=data["recording"],
            photo=data.get("photo"),
            drop_photo=data.get("drop_photo", False),
            shows_registration_photo=data.get("shows_registration_photo"),
            seen=data.get("seen", ""),
        )
