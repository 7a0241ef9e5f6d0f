"""The outbox in the secretariat's panel: what was promised, what became of it, and sending again where nobody knows."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ascn8.lib.adminpages import ReadOnlyAdmin, state_tag
from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from ascn8.outbox.sweeping import send_again

TROUBLE = (Message.State.FAILED, Message.State.UNCERTAIN)


class AttentionFilter(admin.SimpleListFilter):
    """What somebody has to look at."""

    title = _("attention")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Message]) -> list[tuple[str, Any]]:
        return [("look", _("Needs a look"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(state__in=TROUBLE) if self.value() == "look" else queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to", "state_word", "kind", "attempts", "created_at", "sent_at"]
    list_filter = [AttentionFilter, "state", "kind", "language"]
    search_fields = ["to", "subject", "key"]
    date_hierarchy = "created_at"
    empty_text = _("Nothing was promised yet. Every decision writes a message here before it leaves.")
    actions = ["send_selected_again"]
    fieldsets = [
        (None, {"fields": ["subject", "to", "state_word", "last_error"]}),
        (_("Text"), {"fields": ["letter", "attached"]}),
        (
            _("When"),
            {"fields": ["created_at", "not_before", "useful_until", "claimed_at", "handed_over_at", "sent_at"]},
        ),
        (_("Promise"), {"fields": ["kind", "key", "language", "attempts"]}),
    ]
    readonly_fields = ["state_word", "letter", "attached"]

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(self.again_view)
        return [path("<int:pk>/again/", again, name="outbox_message_again"), *super().get_urls()]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever may change messages may send one again; the form itself stays closed."""
        return request.user.has_perm("outbox.change_message")

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send one message again."""
        if not self.has_resend_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._again(request, [get_object_or_404(Message, pk=pk)])
        return redirect("admin:outbox_message_change", pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        may = self.has_resend_permission(request) and found is not None and found.state in TROUBLE
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_send_again": may})

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_selected_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        self._again(request, list(queryset))

    def _again(self, request: HttpRequest, chosen: list[Message]) -> None:
        done = 0
        for message in chosen:
            try:
                send_again(message, actor=request.user, at=timezone.now())
                done += 1
            except Refused as refused:
                messages.warning(request, f"{message.to}: {refused}")
        if done:
            words = ngettext("%(done)s message goes out again.", "%(done)s messages go out again.", done)
            messages.success(request, words % {"done": done})

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, message: Message) -> SafeString:
        return state_tag(message.state, message.get_state_display())

    @admin.display(description=_("text"))
    def letter(self, message: Message) -> SafeString:
        if message.is_secret:
            return format_html("<em>{}</em>", _("Holds a code or a link to get in: only its reader sees it."))
        return format_html('<pre class="p-mail" lang="{}">{}</pre>', message.language, message.text)

    @admin.display(description=_("attached"))
    def attached(self, message: Message) -> str:
        return ", ".join(str(file.get("name", "")) for file in message.attachments) or "–"
