"""Deciding on many in the panel: the preview, then the order; the result stands on the page of the job."""

import secrets
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from delegates.accreditation import decisions_of
from delegates.admin.decision_form import DecisionForm
from delegates.bulk import Preview, order_decisions, preview
from delegates.list_of_registrations import order_list
from delegates.models import Registration
from delegates.signed_in import account_of
from delegates.transitions import Move

# As many rows of each table are written out; the numbers count all.
_SHOWN = 100


def preview_page(
    model_admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Registration], move: Move
) -> HttpResponse:
    """What the decision would do to each of `queryset`; nothing has happened yet."""
    found = preview(_rows(queryset), decision=move, actor=account_of(request))
    return _page(model_admin, request, found, move, token=secrets.token_hex(8))


def confirm(model_admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Order the decision on those of the preview, and show how far it is."""
    user = account_of(request)
    allowed = decisions_of(user)
    if not allowed:
        raise PermissionDenied
    move = next((move for move in allowed if move.value == request.POST.get("decision")), None)
    if request.method != "POST" or move is None:
        raise Http404
    selection, token = request.POST.get("selection", "").split(), request.POST.get("token", "")[:40]
    form = DecisionForm(request.POST, move=move)
    if not form.is_valid():
        codes = [entry.rpartition(":")[0] for entry in selection]
        rows = _rows(Registration.objects.visible_to(user).filter(code__in=codes))
        found = preview(rows, decision=move, actor=user)
        return _page(model_admin, request, found, move, token=token, form=form)
    job = order_decisions(
        [entry for entry in selection if entry.rpartition(":")[2].isdigit()],
        decision=move,
        actor=user,
        token=token,
        at=timezone.now(),
        reason=form.cleaned_data.get("reason", ""),
        note=form.cleaned_data.get("note", ""),
        steps=form.cleaned_data["steps"],
    )
    return redirect("job", job.code)


def download_list(request: HttpRequest, queryset: QuerySet[Registration], form: str) -> HttpResponse:
    """Order a list of `queryset` as a file, and show how far it is."""
    codes = list(queryset.values_list("code", flat=True))
    return redirect("job", order_list(codes, form=form, actor=account_of(request), at=timezone.now()).code)


def _page(
    model_admin: ModelAdmin[Any],
    request: HttpRequest,
    found: Preview,
    move: Move,
    *,
    token: str,
    form: DecisionForm | None = None,
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("%(decision)s: what will happen") % {"decision": move.label},
        "opts": model_admin.opts,
        "move": move,
        "found": found,
        "total": len(found.can) + found.number_cannot,
        "shown": found.can[:_SHOWN],
        "not_shown": max(0, len(found.can) - _SHOWN),
        "blocked": [one for group in found.cannot for one in group.blocked][:_SHOWN],
        "blocked_not_shown": max(0, found.number_cannot - _SHOWN),
        "selection": " ".join(found.selection),
        "token": token,
        "form": form or DecisionForm(move=move),
    }
    return TemplateResponse(request, "admin/delegates/registration/decide.html", context, status=422 if form else 200)


def _rows(queryset: QuerySet[Registration]) -> QuerySet[Registration]:
    return queryset.select_related("user", "category", "delegation", "country", "principal").order_by(
        "submitted_at", "pk"
    )
