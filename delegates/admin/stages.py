"""How accreditation runs: the diagram and the tables from the code, the clocks and skip rules from the data."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.lib.adminpages import PanelAdmin
from delegates.admin.flow import diagram
from delegates.models import Category, StageRule
from delegates.models.registration import State
from delegates.stages import STAGES, stages_of
from delegates.transitions import RULES, Move


class StageRuleForm(forms.ModelForm[StageRule]):
    """The approval is somebody's decision always."""

    def clean_skip(self) -> str:
        skip: str = self.cleaned_data["skip"]
        if skip != StageRule.Skip.NEVER and not STAGES[State(self.instance.stage)].can_be_skipped:
            raise forms.ValidationError(_("Nobody comes without an approval: this stage is never passed by itself."))
        return skip


@admin.register(StageRule)
class StageRuleAdmin(PanelAdmin):
    """The list is the page that explains everything; a rule is edited on its own form."""

    form = StageRuleForm
    list_title = gettext_lazy("How accreditation runs")
    list_display = ["stage_word", "owner", "in_their_stead", "target_days", "skip"]
    empty_text = gettext_lazy("`manage.py load_reference_data` makes the rules of the three stages.")
    fields = ["stage", "target_days", "skip"]
    readonly_fields = ["stage"]
    actions = None

    def get_ordering(self, request: HttpRequest) -> Any:
        """In the order in which the stages are passed."""
        return [Case(*(When(stage=state.value, then=Value(place)) for place, state in enumerate(STAGES)))]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The diagram, the stages with their rules, the categories, and every move in words."""
        more = {
            "diagram": diagram(),
            "categories": [(row, [stage.label for stage in stages_of(row)]) for row in Category.objects.all()],
            "moves": [_in_words(move) for move in Move],
        }
        return super().changelist_view(request, {**(extra_context or {}), **more})

    @admin.display(description=gettext_lazy("stage"))
    def stage_word(self, row: StageRule) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("whose it is"))
    def owner(self, row: StageRule) -> Any:
        return STAGES[State(row.stage)].owner.label

    @admin.display(description=gettext_lazy("in their stead"))
    def in_their_stead(self, row: StageRule) -> Any:
        stead = STAGES[State(row.stage)].in_their_stead
        return stead.label if stead else "–"


def _in_words(move: Move) -> dict[str, Any]:
    rule = RULES[move]
    return {
        "label": move.label,
        "to": rule.leads_to.label,
        "who": [
            (owner.label, [state.label for state in State if state in states]) for owner, states in rule.who.items()
        ],
        "needs_reason": rule.needs_reason,
    }
