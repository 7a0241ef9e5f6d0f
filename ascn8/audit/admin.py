"""The audit trail in the secretariat's panel: it is read, never written or deleted by hand."""

import json

from django.contrib import admin
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ascn8.audit.models import AuditEvent
from ascn8.lib.adminpages import ReadOnlyAdmin, tag


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["action", "subject", "who", "at"]
    list_filter = ["action", "at"]
    search_fields = ["subject", "actor_name", "action"]
    date_hierarchy = "at"
    empty_text = _("Every decision, sign-in to private data and change of rights will stand here.")
    fields = ["at", "who", "action", "subject", "detail_words"]
    readonly_fields = ["who", "detail_words"]

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, event: AuditEvent) -> str:
        return event.actor_name or str(_("The system"))

    @admin.display(description=_("detail"))
    def detail_words(self, event: AuditEvent) -> SafeString | str:
        if not event.detail:
            return "–"
        return format_html('<pre class="p-json">{}</pre>', json.dumps(event.detail, indent=2, ensure_ascii=False))


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What was edited by hand in the forms of the panel."""

    list_title = _("Edits in the panel")
    list_display = ["object_repr", "kind", "what", "user", "message", "action_time"]
    list_filter = ["action_flag", ("content_type", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__email"]
    date_hierarchy = "action_time"
    empty_text = _("Nobody has edited anything by hand yet.")
    fields = ["action_time", "user", "kind", "what", "object_repr", "message"]
    readonly_fields = ["kind", "what", "message"]

    @admin.display(description=_("what"), ordering="action_flag")
    def what(self, entry: LogEntry) -> SafeString:
        tones = {ADDITION: ("good", "plus"), DELETION: ("bad", "trash-2")}
        tone, icon = tones.get(entry.action_flag, ("info", "pencil"))
        return tag(entry.get_action_flag_display(), tone, icon)

    @admin.display(description=_("list"), ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        return entry.content_type.name if entry.content_type else "–"

    @admin.display(description=_("change"))
    def message(self, entry: LogEntry) -> str:
        return entry.get_change_message() or "–"
