"""What exhibitors may write about themselves."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import BlockField, LineField
from ascn8.meeting.models import FocusArea
from exhibition.booths import why_not_assign
from exhibition.models import Booth, Listing

LINKS = 3


class ListingForm(forms.Form):
    """The listing in one page. `version` says which state of the row the person saw."""

    tagline_en = LineField(label=_("In one line (English)"), max_length=140, required=False)
    tagline_ms = LineField(label=_("In one line (Malay)"), max_length=140, required=False)
    description_en = BlockField(
        label=_("Description (English)"),
        max_length=3000,
        required=False,
        help_text=_("What visitors can see and try at your booth. Plain text; an empty line makes a new paragraph."),
    )
    description_ms = BlockField(
        label=_("Description (Malay)"),
        max_length=3000,
        required=False,
        help_text=_("Where it is empty, Malay readers see the English text, marked as English."),
    )
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    email = forms.EmailField(label=_("Public e-mail address"), required=False)
    phone = LineField(label=_("Public phone number"), max_length=20, required=False)
    focus_areas = forms.ModelMultipleChoiceField(
        label=_("Focus areas"),
        queryset=FocusArea.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Visitors filter the directory by these."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, listing: Listing) -> None:
        initial = {name: getattr(listing, name) for name in self.base_fields if hasattr(listing, name)}
        initial["focus_areas"] = listing.focus_areas.all()
        for n, link in enumerate(listing.links[:LINKS], 1):
            initial[f"link_{n}_title"], initial[f"link_{n}_url"] = link.get("title", ""), link.get("url", "")
        super().__init__(data, initial=initial)
        for n in range(1, LINKS + 1):
            self.fields[f"link_{n}_title"] = LineField(
                label=_("Link %(n)d: text") % {"n": n}, max_length=80, required=False
            )
            self.fields[f"link_{n}_url"] = forms.URLField(
                label=_("Link %(n)d: address") % {"n": n}, max_length=200, required=False, assume_scheme="https"
            )

    def show_version(self, version: int) -> None:
        """Let the form be sent once more, over the state of the row that the person has been told about."""
        data = cast(QueryDict, self.data).copy()  # a QueryDict; the stub says Mapping
        data["version"] = str(version)
        self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for n in range(1, LINKS + 1):
            if cleaned.get(f"link_{n}_title") and not cleaned.get(f"link_{n}_url"):
                self.add_error(f"link_{n}_url", _("Give the address that belongs to this text, or clear the text."))
        for name in ["website", *(f"link_{n}_url" for n in range(1, LINKS + 1))]:
            url = cleaned.get(name) or ""
            if url and not url.startswith(("https://", "http://")):
                self.add_error(name, _("Give an address that begins with https://"))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What `edit_listing` takes."""
        data = dict(self.cleaned_data)
        data.pop("version")
        links = []
        for n in range(1, LINKS + 1):
            title, url = data.pop(f"link_{n}_title", ""), data.pop(f"link_{n}_url", "")
            if url:
                links.append({"title": title or url, "url": url})
        return {**data, "links": links}


class LogoForm(forms.Form):
    """A new logo; the picture itself is judged by ascn8.lib.images."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("JPEG, PNG or WebP, at least 120 pixels wide, at most 10 MB. It is shown on white."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class BoothForm(forms.ModelForm):
    """A booth in the panel. The state follows from the exhibitor; blocking is an action of the list."""

    class Meta:
        model = Booth
        fields = ("hall", "number", "x", "y", "width", "depth", "exhibitor")

    def clean_exhibitor(self) -> Any:
        wanted = self.cleaned_data["exhibitor"]
        if wanted and self.instance.pk:
            held = Booth.objects.select_related("exhibitor").get(pk=self.instance.pk)
            if refusal := why_not_assign(booth=held, exhibitor=wanted):
                raise forms.ValidationError(str(refusal))
        return wanted
