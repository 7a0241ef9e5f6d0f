"""Consent texts: what is in use is never edited; a change is a new version."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ascn8.lib.adminpages import PanelAdmin
from delegates.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(PanelAdmin):
    list_display = ["title_words", "purpose", "version", "is_required", "published_at", "number_yes", "number_no"]
    list_filter = ["purpose", "is_required"]
    search_fields = ["purpose", "title_en", "title_ms"]
    empty_text = _("Nobody can agree to what is not written. `manage.py load_reference_data` makes the first texts.")
    fieldsets = [
        (None, {"fields": [("purpose", "version"), "published_at", ("is_required", "position")]}),
        (_("English"), {"fields": ["title_en", "text_en"]}),
        (_("Malay"), {"fields": ["title_ms", "text_ms"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConsentText]:
        rows: QuerySet[ConsentText] = super().get_queryset(request)
        given, refused = Q(answers__given=True), Q(answers__given=False)
        return rows.annotate(yes=Count("answers", filter=given), no=Count("answers", filter=refused))

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """A text that people may have read already stays as they read it."""
        if obj and obj.published_at <= timezone.now():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """None at all in the list, so that no bulk deletion reaches a text in use."""
        if obj is None or obj.published_at <= timezone.now():
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=pgettext_lazy("text", "title"), ordering="position")
    def title_words(self, row: ConsentText) -> str:
        return row.title

    @admin.display(description=_("agreed"), ordering="yes")
    def number_yes(self, row: Any) -> int:
        return int(row.yes)

    @admin.display(description=_("did not agree"), ordering="no")
    def number_no(self, row: Any) -> int:
        return int(row.no)
