"""What focal points and the secretariat type about papers: cleaned here, checked by the activities."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import BlockField, LineField, refuse_another_age
from ascn8.lib.languages import pick
from sessions.languages import NAMES
from sessions.models import Document, Session
from sessions.papers.filing import Facts
from sessions.papers.symbols import SERIES
from sessions.programme import current_programme

_ACCEPT = ".pdf,.docx,.xlsx,.pptx"
# Each of the two fields needs a name of its own, which is read when it is shown.
_DATE: dict[str, Any] = {"type": "date", "aria-label": _("Embargo until: date")}
_TIME: dict[str, Any] = {"type": "time", "aria-label": _("Embargo until: time")}


class UploadField(forms.FileField):
    """A paper. What is in it is checked by `accept_paper`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF, Word, Excel or PowerPoint, at most 10 MB, without macros."))
        super().__init__(
            label=_("File"),
            max_length=200,
            error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Choose another one.")},
            widget=forms.FileInput(attrs={"accept": _ACCEPT}),
            **kwargs,
        )


def language_field(**kwargs: Any) -> forms.ChoiceField:
    """The language of a file."""
    return forms.ChoiceField(label=_("Language of the file"), choices=list(NAMES.items()), initial="en", **kwargs)


class PublishedSessionField(forms.ModelChoiceField):
    """A session under the title that the public reads."""

    def label_from_instance(self, obj: Any) -> str:
        return pick(current_programme().by_code.get(obj.code, obj), "title")


class SessionsField(forms.ModelMultipleChoiceField):
    """Sessions of the draft, with the time that tells two of them apart."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.starts_at is None:
            return str(obj)
        return f"{date_format(timezone.localtime(obj.starts_at), 'j M, H:i')} · {obj}"


class SubmitForm(forms.Form):
    """A paper of a delegation for one session."""

    session = PublishedSessionField(
        Session.objects.none(),
        label=_("For the session"),
        to_field_name="code",
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the session.")},
    )
    title_en = LineField(
        label=_("Title"), max_length=300, error_messages={"required": _("Write the title as it stands on the paper.")}
    )
    language = language_field()
    upload = UploadField()

    def __init__(self, *args: Any, sessions: list[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Session.objects.filter(pk__in=[session.pk for session in sessions])
        cast("forms.ModelChoiceField[Any]", self.fields["session"]).queryset = found


class FactsForm(forms.Form):
    """What the secretariat decides about a paper."""

    title_en = LineField(label=_("Title (English)"), max_length=300)
    title_ms = LineField(label=_("Title (Malay)"), max_length=300, required=False)
    sessions = SessionsField(
        Session.objects.order_by("starts_at", "title_en"),
        label=_("Sessions"),
        to_field_name="code",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl to choose several."),
    )
    classification = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Document.Classification.choices,
        initial=Document.Classification.PARTICIPANTS,
    )
    embargo_until = forms.SplitDateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=forms.SplitDateTimeWidget(
            date_attrs=_DATE,
            time_attrs=_TIME,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
        help_text=_("Empty: as soon as it is published."),
    )

    def clean_embargo_until(self) -> dt.datetime | None:
        """A moment of this age: before the year 1 a database keeps what no page can read again."""
        until: dt.datetime | None = self.cleaned_data["embargo_until"]
        refuse_another_age(until)
        return until

    def facts(self) -> Facts:
        """What was typed, for the activities."""
        names = ("title_en", "title_ms", "sessions", "classification", "embargo_until")
        return Facts(**{name: self.cleaned_data[name] for name in names})


class SymbolForm(FactsForm):
    """The same with the symbol under which it is filed."""

    series = forms.ChoiceField(
        label=_("Series"), choices=[(code, f"{code} · {words}") for code, words in SERIES.items()], initial="INF"
    )
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=99_999, required=False, help_text=_("Empty: the next one.")
    )
    field_order: tuple[str, ...] = ("series", "number")


class NewForm(SymbolForm):
    """A new paper, or one that belongs to another, with its first file."""

    of = forms.ModelChoiceField(
        Document.objects.exclude(symbol="").filter(revises__isnull=True),
        label=_("Belongs to"),
        to_field_name="code",
        required=False,
        empty_label=_("No other paper"),
        help_text=_("For a revision, an addendum or a corrigendum: its symbol follows from the first paper."),
    )
    revision = forms.ChoiceField(label=_("As"), choices=[("", "–"), *Document.Revision.choices], required=False)
    language = language_field()
    upload = UploadField(required=False)
    field_order = ("series", "number", "of", "revision")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("of")) != bool(cleaned.get("revision")):
            self.add_error("revision", _("Say what it is to the paper that it belongs to; or choose neither."))
        return cleaned


class VersionForm(forms.Form):
    """One more language version."""

    language = language_field()
    upload = UploadField()


class WordsForm(forms.Form):
    """What the delegation reads when its paper comes back."""

    words = BlockField(
        label=_("What the delegation should do"),
        max_length=2000,
        help_text=_("Its focal points read it in a mail and on their page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
