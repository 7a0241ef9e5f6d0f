"""What was said of the sessions, in the secretariat's panel: results without names, never single answers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from ascn8.lib.adminpages import ReadOnlyAdmin
from sessions.feedback import FEWEST, results
from sessions.models import Feedback, Session


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """Two pages in place of Django's: an address of a single row would show what the results protect."""

    list_title = _("Feedback")
    empty_text = _("Those who were there can say how a session was as soon as it has ended.")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="agenda_feedback_changelist"),
            path("<slug:code>/", wrap(self.session_view), name="agenda_feedback_session"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every session of which something was said, in the order of the programme."""
        found = results()
        sessions = Session.objects.filter(code__in=found).select_related("place").order_by("starts_at", "pk")
        rows = [(session, found[session.code]) for session in sessions]
        return self._page(request, "list.html", title=self.list_title, rows=rows, empty_text=self.empty_text)

    def session_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """One session: how the ratings are spread, and the words."""
        found = results([code]).get(code)
        if found is None and self.has_view_permission(request):
            raise Http404
        session = Session.objects.filter(code=code).first()
        return self._page(request, "session.html", title=str(session), session=session, result=found)

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        facts = {**self.admin_site.each_context(request), "opts": self.opts, "fewest": FEWEST, **context}
        return TemplateResponse(request, f"admin/agenda/feedback/{template}", facts)
