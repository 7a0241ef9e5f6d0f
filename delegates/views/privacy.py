"""The privacy notice: for everybody, in both languages, with its former versions."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ascn8.meeting.facts import current_meeting
from delegates.erasing.registry import keepings
from delegates.models import ConsentText, RetentionRule

PURPOSE = "privacy"


@login_not_required
@require_safe
def privacy(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The notice in use, or a former version of it. Versions that are not in use yet are nobody's business."""
    notices = list(ConsentText.objects.filter(purpose=PURPOSE, published_at__lte=timezone.now()).order_by("-version"))
    notice = next((one for one in notices if version in (None, one.version)), None)
    if version is not None and notice is None:
        raise Http404
    context: dict[str, Any] = {
        "notice": notice,
        "latest": notices[0] if notices else None,
        "notices": notices,
        "is_former": bool(notices and notice != notices[0]),
        "others": _others(),
        "retention": [_in_words(rule) for rule in RetentionRule.objects.all()],
        "keepings": keepings(),
    }
    return render(request, "delegates/privacy.html", context)


def _others() -> list[ConsentText]:
    """The texts of the other purposes that are in use, each asked for by itself."""
    latest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(published_at__lte=timezone.now()).order_by("version"):
        latest[text.purpose] = text
    return sorted((one for one in latest.values() if one.purpose != PURPOSE), key=lambda one: one.position)


def _in_words(rule: RetentionRule) -> dict[str, Any]:
    days = ngettext("%(days)s day after the meeting", "%(days)s days after the meeting", rule.days)
    until = current_meeting().ends_on
    words = days % {"days": rule.days} if rule.days else _("the last day of the meeting")
    return {"what": rule.get_kind_display(), "days": words, "ends_on": until}
