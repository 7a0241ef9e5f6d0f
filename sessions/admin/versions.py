"""The form of a session knows which version somebody had in front of them: who saves an older one sees both."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ascn8.meeting.versions import bump
from sessions import editing
from sessions.models import Session


class VersionedForm(forms.ModelForm):
    """Beside its fields the version that was read. Nothing that was typed is lost where it is no longer the newest."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and self.is_outdated(cleaned):
            # What was typed stays; saved once more, it is put over theirs: that was seen now.
            shown: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, whose copy may be changed
            shown[self.add_prefix("seen_version")] = str(self.instance.version)
            self.data = shown
        return cleaned

    def is_outdated(self, cleaned: dict[str, Any]) -> bool:
        """Whether somebody was faster; then both versions stand above the form. The draft is held until the end."""
        editing.hold_the_draft()
        now = Session.objects.select_related("changed_by", "place", "track").get(pk=self.instance.pk)
        self.instance.version = now.version
        if cleaned.get("seen_version") == now.version:
            return False
        mine = {name: value for name, value in cleaned.items() if name != "seen_version"}
        outdated = editing.Outdated(now, _comparable(now, mine))
        self.add_error(None, ValidationError([outdated.message, *_both(outdated)], code=outdated.code))
        return True


class VersionedAdmin(ModelAdmin[Any]):
    """Every save from the panel is one version more, by whom and when; open boards are told."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        for name, value in editing.changed_mark(obj, actor=request.user, at=timezone.now()).items():
            if change or name != "version":
                setattr(obj, name, value)
        super().save_model(request, obj, form, change)
        bump(editing.VERSION)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        bump(editing.VERSION)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        bump(editing.VERSION)


def _comparable(now: Session, mine: dict[str, Any]) -> dict[str, Any]:
    """What was typed, without lists of rows that are the same as they are."""
    return {
        name: value
        for name, value in mine.items()
        if not isinstance(value, models.QuerySet) or set(value) != set(getattr(now, name).all())
    }


def _both(outdated: editing.Outdated) -> list[str]:
    """Each field in both versions, and the two ways on."""
    line = _("%(field)s: theirs “%(theirs)s”, yours “%(mine)s”.")
    lines = [
        line % {"field": one.label, "theirs": one.theirs[:200], "mine": one.mine[:200]} for one in outdated.differences
    ]
    ways = _(
        "Change below what you want to keep of theirs, then save again: it is put over theirs. Or load the page anew."
    )
    return [*lines, ways]
