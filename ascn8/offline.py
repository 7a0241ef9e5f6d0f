"""The service worker that keeps public pages readable without a network, and its switch (OFFLINE_PAGES)."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

# When one of these changes, what was kept is fetched anew.
_FILES = ("css/app.css", "js/app.js", "css/pages/now.css", "js/ui/now.js")


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the root so that it may serve every page of its list; switched off, one that goes away."""
    template = "offline/sw.js" if settings.OFFLINE_PAGES else "offline/off.js"
    response = HttpResponse(render_to_string(template, {"version": _build()}), content_type="text/javascript")
    response["Cache-Control"] = "public, no-cache"
    return response


def _build() -> str:
    names = " ".join([settings.BUILD, *map(static, _FILES)])
    return hashlib.sha256(names.encode()).hexdigest()[:12]
