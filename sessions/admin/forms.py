"""Forms of the panel: what staff type is cleaned at the door, as everybody's."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ascn8.lib.errors import Refused
from ascn8.lib.fields import refuse_another_age
from ascn8.lib.images import PHOTO, accept_picture
from ascn8.lib.text import clean_block, clean_line
from sessions.admin.checking import held_draft, refused_fields
from sessions.admin.versions import VersionedForm
from sessions.board.draft import Draft
from sessions.models import Place, Session, Speaker, Track

_CODES = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?(, [a-z]{2,3}(-[A-Za-z]{2,4})?)*$")
_WEB = re.compile(r"https?://[^\s\"<>]{3,990}$")


class CleanTextForm(forms.ModelForm):
    """A model form whose text fields lose control and bidi characters and needless space."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                several = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean_block(value) if several else clean_line(value)
            elif isinstance(value, dt.datetime):
                self._check_age(name, value)
        return cleaned

    def _check_age(self, name: str, moment: dt.datetime) -> None:
        try:
            refuse_another_age(moment)
        except ValidationError as error:
            self.add_error(name, error)


class LinksField(forms.CharField):
    """Links as people write them: one a line, the title, then the address."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{link.get('title', '')} {link.get('url', '')}".strip() for link in value)
        return value

    def to_python(self, value: Any) -> Any:
        links = []
        for line in clean_block(super().to_python(value) or "").split("\n"):
            title, _space, url = line.rpartition(" ")
            if line and not _WEB.match(url):
                raise ValidationError(_("Each line ends with an address that begins with http:// or https://."))
            if line:
                links.append({"title": (title or url)[:200], "url": url})
        return links

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class SessionForm(CleanTextForm, VersionedForm):
    # As it was before the change, once the rules were asked.
    draft: Draft | None = None
    links = LinksField(
        label=_("links"), required=False, max_length=5000, help_text=_("One a line: the title, then the address.")
    )

    class Meta:
        model = Session
        fields = [
            *("kind", "title_en", "title_ms", "subtitle", "starts_at", "ends_at", "place", "track", "is_open"),
            *("is_cancelled", "is_recorded", "shares_place", "expected", "required_categories", "papers_due_at"),
            *("language", "abstract_en", "abstract_ms", "description_en", "description_ms", "links"),
            *("bring_en", "bring_ms"),
        ]

    def clean_language(self) -> str:
        return self._codes("language")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if bool(start) != bool(end):
            self.add_error("ends_at" if start else "starts_at", _("Give both times, or neither."))
        elif start and end and end <= start:
            self.add_error("ends_at", _("The session has to end after it begins."))
        else:
            self._ask_the_rules(cleaned)
        return cleaned

    def _ask_the_rules(self, cleaned: dict[str, Any]) -> None:
        """What a rule blocks is an error at the field that has to change; warnings are told after saving."""
        self.draft = held_draft()
        for field, why in list(refused_fields(self.draft, self.instance, cleaned)):
            self.add_error(field, why)

    def _codes(self, name: str) -> str:
        value = ", ".join(part.strip() for part in self.cleaned_data[name].split(",") if part.strip())
        if value and not _CODES.match(value):
            raise ValidationError(_("Write codes of languages with commas between them, such as: en, ms"))
        return value


class PlaceForm(CleanTextForm):
    class Meta:
        model = Place
        fields = [
            *(
                "name_en",
                "name_ms",
                "slug",
                "position",
                "is_outside",
                "capacity",
                "fire_limit",
                "address",
                "latitude",
                "longitude",
            ),
            *("access_en", "access_ms"),
        ]


class TrackForm(CleanTextForm):
    class Meta:
        model = Track
        fields = ["name_en", "name_ms", "slug", "focus_area", "position"]


class SpeakerForm(CleanTextForm):
    class Meta:
        model = Speaker
        fields = [
            *("title", "name", "native_name", "position", "organisation", "country", "biography_en", "biography_ms"),
            *("photo", "registration", "email", "recording"),
        ]

    def clean_photo(self) -> Any:
        """A new upload becomes a picture of ours; what was there stays as it is."""
        photo = self.cleaned_data.get("photo")
        if not isinstance(photo, UploadedFile):
            return photo
        try:
            return accept_picture(photo, PHOTO)
        except Refused as refused:
            raise ValidationError(str(refused)) from None
