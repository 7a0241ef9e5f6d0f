"""The secretariat's admin panel: Django's admin with our own face, our own first page and our own sign-in."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from ascn8.lib.errors import Refused
from ascn8.lib.text import clean_line
from ascn8.meeting.facts import meeting_zone
from ascn8.panel import dashboard, navigation, search
from delegates.permissions import roles_of

_NOT_OURS = frozenset({"auth", "account", "mfa", "usersessions"})


class SecretariatSite(AdminSite):
    """Who may come in is Django's rule (active staff); how they come in is allauth."""

    site_header = _("ASCN8 Secretariat")
    site_title = _("ASCN8 Secretariat")
    index_title = _("Today")
    index_template = "admin/index.html"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Groups come from ascn8/roles.py, addresses and second factors belong to their people: no list of them."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label not in _NOT_OURS]
        super().register(ours, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the panel knows: the sidebar, and who is looking."""
        context = super().each_context(request)
        if self.has_permission(request):
            context["panel_groups"] = navigation.sidebar(request, self._admins())
            context["panel_is_home"] = request.path == reverse("admin:index")
            context["panel_roles"] = [gettext(name) for name in roles_of(request.user)]
        return context

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The own pages first: Django's catch-all stands at the end."""
        return [path("search/", self.admin_view(self.search), name="search"), *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page shows and takes times on the clock of the venue.

        Somebody who is signed in and has no business here is told so, not sent to sign in again.
        """
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            with timezone.override(_zone()):
                answer: HttpResponse = inner(request, *args, **kwargs)
                if isinstance(answer, SimpleTemplateResponse):
                    answer.render()
            return answer

        return guarded

    @method_decorator(never_cache)
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what waits for somebody."""
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "subtitle": None,
            **dashboard.facts(request, at=timezone.now()),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, self.index_template or "admin/index.html", context)

    def search(self, request: HttpRequest) -> TemplateResponse:
        """One field for people, codes, sessions and exhibitors."""
        words = clean_line(request.GET.get("q", ""))[:80]
        context = {
            **self.each_context(request),
            "title": _("Search"),
            "panel_query": words,
            "sections": search.find(words, request.user),
        }
        return TemplateResponse(request, "admin/search.html", context)

    @method_decorator(login_not_required)
    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in for everybody."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        wanted = request.GET.get("next", "") or reverse("admin:index")
        return redirect_to_login(wanted, reverse(settings.LOGIN_URL))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseRedirect:  # type: ignore[override]
        """The same for the way out, which asks first."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Passwords are changed where everybody changes theirs."""
        return redirect("account_change_password")

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The words of Django's widgets from all catalogues: ours mends what its own Malay lacks."""
        return JavaScriptCatalog.as_view()(request)  # type: ignore[return-value]

    def _admins(self) -> dict[str, Any]:
        return {model._meta.label_lower: model_admin for model, model_admin in self._registry.items()}


def _zone() -> ZoneInfo | None:
    """The zone of the meeting; the server's own while nobody has described one."""
    try:
        return meeting_zone()
    except Refused:
        return None
