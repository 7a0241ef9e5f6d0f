"""What staff send with a decision, for one person or for many."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.fields import BlockField, LineField
from delegates.accreditation import DECISIONS
from delegates.corrections import NOTE_MAX
from delegates.reasons import FOR_DECLINE, FOR_RETURN, STEP_OF
from delegates.steps import Step
from delegates.transitions import Move

_NONE = ("", gettext_lazy("Choose a reason"))
_OTHER = ("other", gettext_lazy("Other: in my own words"))
_REASONS = {
    Move.RETURN: [(reason.value, reason.label) for reason in FOR_RETURN],
    Move.DECLINE: [(reason.value, reason.label) for reason in FOR_DECLINE],
}


class DecisionForm(forms.Form):
    """One decision: which, on which version of the row, and why where the person is to read a reason.

    A return for correction has a tick and a short note for each of `steps`; `cleaned_data["steps"]` holds those that
    open again. A reason that is about one step opens that one where nothing else is ticked.
    """

    decision = forms.ChoiceField(choices=[(move.value, move.label) for move in DECISIONS], widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Choose a reason: the person reads it.")},
    )
    note = BlockField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=800,
        help_text=gettext_lazy("The person reads it in the mail and on My ASCN8."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, move: Move, steps: Iterable[Step] = Step, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{move.value}_%s", **kwargs)
        self.move, self.steps = move, list(steps) if move is Move.RETURN else []
        self.fields["decision"].initial = move.value
        choices = _REASONS.get(move, [])
        if choices:
            self.fields["reason"].choices = [_NONE, *choices, _OTHER]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"], self.fields["note"]
        if self.steps:
            self.fields["reason"].required = False
        for step in self.steps:
            self.fields[f"open_{step}"] = forms.BooleanField(label=step.label, required=False)
            self.fields[f"note_{step}"] = LineField(
                label=_("Note on “%(step)s”") % {"step": step.label}, required=False, max_length=NOTE_MAX
            )

    def step_rows(self) -> list[dict[str, Any]]:
        """The tick and the note of each step."""
        return [{"tick": self[f"open_{step}"], "note": self[f"note_{step}"]} for step in self.steps]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == _OTHER[0] and not cleaned.get("note"):
            self.add_error("note", _("Write the reason: the person reads it."))
        cleaned["steps"] = self._steps(cleaned) if self.steps else {}
        return cleaned

    def _steps(self, cleaned: dict[str, Any]) -> dict[Step, str]:
        notes = {step: cleaned.get(f"note_{step}", "") for step in self.steps}
        named = {step: note for step, note in notes.items() if note or cleaned.get(f"open_{step}")}
        reason = cleaned.get("reason", "")
        if not reason and not any(notes.values()) and "reason" not in self.errors:
            self.add_error(
                "reason",
                _("Choose a reason, or write a short note on a step: the person reads it.")
                if named
                else self.fields["reason"].error_messages["required"],
            )
        about = STEP_OF.get(reason)
        return named or ({about: ""} if about in self.steps and about else {})
