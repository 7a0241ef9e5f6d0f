"""The rules of the board in the secretariat's panel: how strict they are, and all that they find in the draft."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ascn8.lib.adminpages import PanelAdmin
from delegates.signed_in import account_of
from sessions.board.draft import load_draft
from sessions.board.rules.checking import findings
from sessions.board.rules.finding import Finding
from sessions.board.rules.setting import current_settings, set_rules
from sessions.board.rules.severities import FIXED, MEASURED, Rule, Setting
from sessions.models import RuleSetting

EXPLANATIONS = {
    Rule.ROOM_TAKEN: gettext_lazy(
        "Two sessions are in one place at once, and neither shares it. The database refuses this, too."
    ),
    Rule.PLACE_CLOSED: gettext_lazy("A session is in a place in one of its closed times."),
    Rule.PERSON_TWICE: gettext_lazy("A speaker, chair or anybody else on paper is in two sessions at once."),
    Rule.REQUIRED_TWICE: gettext_lazy("Two sessions at once must be attended by the same category, or by a speaker."),
    Rule.AVAILABILITY: gettext_lazy("Somebody is on paper outside the times in which the person can appear."),
    Rule.TOO_SMALL: gettext_lazy("More people are expected, or more seats offered, than the place holds."),
    Rule.FIRE_LIMIT: gettext_lazy("More people are in a place at once than its fire certificate allows."),
    Rule.TRAVEL_TIME: gettext_lazy(
        "Less time between two sessions of the same people than the way takes. The minutes are for a way to or from a "
        "place outside the venue that stands in no travel time."
    ),
    Rule.QUIET_WINDOW: gettext_lazy(
        "A session lies in a meal or a prayer. Breaks, ceremonies and social events may do so."
    ),
    Rule.NO_CHAIR: gettext_lazy("A plenary, a dialogue or a closed meeting has no chair, co-chair or moderator."),
    Rule.INTERPRETER_TURN: gettext_lazy(
        "An interpreter works longer than so many minutes without relief, is alone, or is in two booths at once."
    ),
}
# The shortest limit that makes sense, in minutes.
_LEAST = {Rule.TRAVEL_TIME: 0, Rule.INTERPRETER_TURN: 5}


class RulesForm(forms.Form):
    """Every rule with its severity, and with its limit where it measures something."""

    def __init__(self, *args: Any, now: dict[str, Setting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for rule, setting in now.items():
            label, choices = Rule(rule).label, RuleSetting.Severity.choices
            if rule not in FIXED:
                self.fields[rule] = forms.ChoiceField(label=label, choices=choices, initial=setting.severity)
            if rule in MEASURED:
                self.fields[f"{rule}-limit"] = forms.IntegerField(
                    label=_("%(rule)s: minutes") % {"rule": label},
                    min_value=_LEAST[Rule(rule)],
                    max_value=600,
                    initial=setting.limit,
                )

    def wanted(self) -> dict[str, Setting]:
        """The rules as they were filled in."""
        return {
            rule: Setting(self.cleaned_data[rule], self.cleaned_data.get(f"{rule}-limit", 0))
            for rule in self.now
            if rule not in FIXED
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """What the page shows of each rule."""
        for rule, setting in self.now.items():
            yield {
                "label": Rule(rule).label,
                "explanation": EXPLANATIONS[Rule(rule)],
                "severity": self[rule] if rule in self.fields else None,
                "setting": RuleSetting.Severity(setting.severity).label,
                "limit": self[f"{rule}-limit"] if rule in MEASURED else None,
            }


@dataclass(frozen=True, slots=True)
class Day:
    """The problems of one day and one severity."""

    date: Any
    findings: tuple[Finding, ...]


@admin.register(RuleSetting)
class RuleSettingAdmin(PanelAdmin):
    """One page with all rules in place of a list; and the page of what they find."""

    list_title = gettext_lazy("Rules of the board")
    empty_text = gettext_lazy("Every rule has a default.")
    fields = ["rule", "severity", "limit"]
    readonly_fields = ["rule"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.problems_view)
        return [path("problems/", view, name="agenda_rulesetting_problems"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every rule; saving keeps what changed."""
        may_change = self.has_change_permission(request)
        if not self.has_view_permission(request) or (request.method == "POST" and not may_change):
            raise PermissionDenied
        form = RulesForm(request.POST or None, now=current_settings())
        if form.is_valid():
            changed = set_rules(wanted=form.wanted(), actor=account_of(request), at=timezone.now())
            messages.success(request, _changed_sentence(len(changed)))
            return redirect("admin:agenda_rulesetting_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": self.list_title,
            "opts": self.opts,
            "form": form,
            "may_change": may_change,
        }
        return TemplateResponse(request, "admin/agenda/rulesetting/rules.html", context)

    def problems_view(self, request: HttpRequest) -> HttpResponse:
        """Everything that the rules find in the draft, what blocks first, by day."""
        if not request.user.has_perm("agenda.view_session"):
            raise PermissionDenied
        found = findings(load_draft())
        rule = request.GET.get("rule", "")
        shown = [finding for finding in found if rule in ("", finding.rule)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Problems in the draft"),
            "opts": self.opts,
            "chips": _chips(found, rule),
            "found": found,
            "blocks": _days(finding for finding in shown if finding.blocks),
            "warnings": _days(finding for finding in shown if not finding.blocks),
        }
        return TemplateResponse(request, "admin/agenda/rulesetting/problems.html", context)


def _changed_sentence(count: int) -> str:
    if not count:
        return _("Nothing has changed: the rules are as they were.")
    return ngettext("%(count)d rule is set.", "%(count)d rules are set.", count) % {"count": count}


def _chips(found: Iterable[Finding], rule: str) -> list[dict[str, Any]]:
    """A filter for every rule that found something."""
    counts = Counter(finding.rule for finding in found)
    every = {"label": _("All rules"), "url": "?", "current": not rule, "count": counts.total()}
    rules = (
        {"label": one.label, "url": f"?rule={one}", "current": one == rule, "count": counts[one]}
        for one in Rule
        if counts[one]
    )
    return [every, *rules]


def _days(found: Iterable[Finding]) -> list[Day]:
    """Findings come in order of time."""
    days = groupby(found, key=lambda finding: timezone.localtime(finding.starts_at).date())
    return [Day(date, tuple(rows)) for date, rows in days]
