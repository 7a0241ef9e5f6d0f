"""The protocol desk: the arrivals board in place of a list, and who needs no arrival card."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from ascn8.audit.trail import record
from ascn8.lib.adminpages import PanelAdmin, ReadOnlyAdmin
from ascn8.lib.fields import LineField
from ascn8.lib.sheets import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from ascn8.meeting.models import Country
from delegates.arrivals import (
    Line,
    Way,
    columns,
    count_without_flight,
    days_of,
    lines_of,
    stands_of,
    table_of,
    title_of,
)
from delegates.models import ArrivalCardRule, Delegation, PassportKind, Travel
from delegates.signed_in import account_of

_EXPORT = "delegates.export_registration"


@admin.register(Travel)
class TravelAdmin(ReadOnlyAdmin):
    """People tell their journey themselves; the desk reads it by day, hour and terminal."""

    list_title = _("Arrivals and departures")
    fields = [
        "registration",
        *(field.name for field in Travel._meta.fields if field.name not in ("id", "registration")),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The board: one way, one day, all delegations or one; with `export` the same as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        way = Way(request.GET["way"]) if request.GET.get("way") in Way.values else Way.ARRIVALS
        days = days_of(way)
        day = _day(request, days) if way != Way.NO_FLIGHT else None
        delegation = Delegation.objects.filter(code=request.GET.get("delegation", "")).first()
        lines = lines_of(way, day=day, delegation=delegation)
        if request.GET.get("export") in ("xlsx", "csv"):
            return _export(request, lines, title_of(way, day))
        context = {
            **self.admin_site.each_context(request),
            "title": self.list_title,
            "opts": self.opts,
            "heading": title_of(way, day),
            "way": way,
            "ways": Way.choices,
            "days": days,
            "day": day,
            "delegation": delegation,
            "delegations": Delegation.objects.all(),
            "stands": stands_of(lines) if way != Way.NO_FLIGHT else [],
            "lines": lines,
            "without_flight": count_without_flight(),
            "may_export": request.user.has_perm(_EXPORT),
        }
        return TemplateResponse(request, "admin/delegates/travel/board.html", context)


def _day(request: HttpRequest, days: list[tuple[dt.date, int]]) -> dt.date | None:
    """The day asked for; all of them where the address says so; else today where somebody comes, else the first."""
    asked = request.GET.get("day", "")
    if asked == "all":
        return None
    known = [day for day, _count in days]
    try:
        wanted = parse_date(asked)
    except ValueError:
        wanted = None
    if wanted in known:
        return wanted
    today = timezone.localdate()
    return next((day for day in known if day >= today), known[0] if known else None)


def _export(request: HttpRequest, lines: list[Line], title: str) -> HttpResponse:
    if not request.user.has_perm(_EXPORT):
        raise PermissionDenied
    kind, rows = request.GET["export"], table_of(lines)
    record(
        at=timezone.now(), action="travel.export", subject=title, actor=account_of(request), rows=len(rows), kind=kind
    )
    data = as_csv(columns(), rows) if kind == "csv" else as_xlsx(title, columns(), rows)
    response = HttpResponse(data, content_type=CSV_TYPE if kind == "csv" else XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.{kind}") or ""
    return response


class ArrivalCardRuleForm(forms.ModelForm[ArrivalCardRule]):
    """What the value may be depends on what the rule goes by."""

    value = LineField(
        label=_("value"),
        max_length=10,
        required=False,
        help_text=_("A country's ISO code, or ordinary, official, diplomatic or other. Empty for residence."),
    )

    class Meta:
        model = ArrivalCardRule
        fields = ("basis", "value", "since", "until", "source")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        basis, value = data.get("basis"), data.get("value", "")
        if basis == ArrivalCardRule.Basis.NATIONALITY:
            data["value"] = value.upper()
            if not Country.objects.filter(pk=value.upper()).exists():
                self.add_error("value", _("Write the ISO code of a country in the list, for example SG."))
        elif basis == ArrivalCardRule.Basis.PASSPORT:
            data["value"] = value.lower()
            if value.lower() not in PassportKind.values:
                self.add_error("value", _("Write one of: ordinary, official, diplomatic, other."))
        else:
            data["value"] = ""
        if data.get("until") and data.get("since") and data["until"] < data["since"]:
            self.add_error("until", _("The rule cannot end before it begins."))
        return data


@admin.register(ArrivalCardRule)
class ArrivalCardRuleAdmin(PanelAdmin):
    form = ArrivalCardRuleForm
    list_title = _("Who needs no arrival card")
    list_display = ["basis", "value", "since", "until", "source"]
    list_filter = ["basis"]
    search_fields = ["value", "source"]
    fields = ["basis", "value", ("since", "until"), "source"]
    empty_text = _("Nobody is exempt then. `manage.py load_reference_data` makes the rules that were known in 2025.")

    def save_model(self, request: HttpRequest, obj: ArrivalCardRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            at=timezone.now(), action="arrival_card.rule", subject=f"{obj.basis} {obj.value}", actor=account_of(request)
        )
