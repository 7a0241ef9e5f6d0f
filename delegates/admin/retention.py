"""How long things are kept: the rules, with the day after which each empties its rows."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import PanelAdmin
from delegates.models import RetentionRule
from delegates.vault.purging import last_day_of


@admin.register(RetentionRule)
class RetentionRuleAdmin(PanelAdmin):
    """One row for each kind. There is always one: without a rule something would be kept for ever."""

    list_title = _("Retention")
    list_display = ["what", "days", "last_day"]
    fields = ["what", "days", "last_day"]
    readonly_fields = ["what", "last_day"]
    empty_text = _("`manage.py load_reference_data` makes the first rules.")
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what"), ordering="kind")
    def what(self, rule: RetentionRule) -> str:
        return str(rule)

    @admin.display(description=_("kept until the end of"))
    def last_day(self, rule: RetentionRule) -> dt.date:
        return last_day_of(rule)
