"""What staff send with a decision, for one person or for many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ascn8.lib.fields import BlockField
from delegates.accreditation import DECISIONS
from delegates.reasons import FOR_DECLINE, FOR_RETURN
from delegates.transitions import Move

_NONE = ("", _("Choose a reason"))
_OTHER = ("other", _("Other: in my own words"))
_REASONS = {
    Move.RETURN: [(reason.value, reason.label) for reason in FOR_RETURN],
    Move.DECLINE: [(reason.value, reason.label) for reason in FOR_DECLINE],
}


class DecisionForm(forms.Form):
    """One decision: which, on which version of the row, and why where the person is to read a reason."""

    decision = forms.ChoiceField(choices=[(move.value, move.label) for move in DECISIONS], widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose a reason: the person reads it.")}
    )
    note = BlockField(
        label=_("In your own words"),
        required=False,
        max_length=800,
        help_text=_("The person reads it in the mail and on My ASCN8."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, move: Move, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{move.value}_%s", **kwargs)
        self.move = move
        self.fields["decision"].initial = move.value
        choices = _REASONS.get(move, [])
        if choices:
            self.fields["reason"].choices = [_NONE, *choices, _OTHER]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == _OTHER[0] and not cleaned.get("note"):
            self.add_error("note", _("Write the reason: the person reads it."))
        return cleaned
