"""Deciding on many: first what would happen, then it happens, then what happened to each."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegates.accreditation import DECISIONS, PERMISSION, Outcome, decide_many, preview
from delegates.admin.decision_form import DecisionForm
from delegates.models import Registration, User
from delegates.reasons import in_words
from delegates.signed_in import account_of
from delegates.transitions import Move

# A day's work at once; more in parts, so that no request runs for minutes.
MOST = 500
_KEPT = "registrations_decided"


def preview_page(
    model_admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Registration],
    move: Move,
    *,
    form: DecisionForm | None = None,
) -> HttpResponse:
    """What the decision would do to each of `queryset`; nothing has happened yet."""
    user = account_of(request)
    chosen = list(_rows(queryset)[: MOST + 1])
    if len(chosen) > MOST:
        messages.warning(request, _("Choose at most %(most)s at once.") % {"most": MOST})
        return redirect(request.get_full_path())
    found = preview(chosen, decision=move, actor=user)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("%(decision)s: what will happen") % {"decision": move.label},
        "opts": model_admin.opts,
        "move": move,
        "found": found,
        "total": len(chosen),
        "codes": " ".join(row.code for row in found.can),
        "form": form or DecisionForm(move=move),
    }
    return TemplateResponse(request, "admin/delegates/registration/decide.html", context, status=422 if form else 200)


def confirm(model_admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Take the decision on those of the preview, and show what came of it."""
    user = account_of(request)
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    move = next((move for move in DECISIONS if move.value == request.POST.get("decision")), None)
    if request.method != "POST" or move is None:
        raise Http404
    codes = request.POST.get("codes", "").split()[:MOST]
    rows = Registration.objects.visible_to(user).filter(code__in=codes)
    form = DecisionForm(request.POST, move=move)
    if not form.is_valid():
        return preview_page(model_admin, request, rows, move, form=form)
    outcomes = _decide_in_their_languages(list(_rows(rows)), form, move, user)
    request.session[_KEPT] = {
        "move": move.value,
        "rows": [[one.registration.code, one.done, one.reason] for one in outcomes],
    }
    return redirect("admin:delegates_registration_decided")


def result(model_admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """What came of the last decision on many, row by row. May be read again; nothing happens by reading."""
    if not account_of(request).has_perm(PERMISSION):
        raise PermissionDenied
    kept = request.session.get(_KEPT)
    if not kept:
        return redirect("admin:delegates_registration_changelist")
    registrations = {row.code: row for row in _rows(Registration.objects.filter(code__in=[r[0] for r in kept["rows"]]))}
    rows = [
        {"registration": registrations[code], "done": done, "reason": reason}
        for code, done, reason in kept["rows"]
        if code in registrations
    ]
    done = sum(row["done"] for row in rows)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": ngettext("%(done)s done", "%(done)s done", done) % {"done": done},
        "opts": model_admin.opts,
        "move": Move(kept["move"]),
        "rows": sorted(rows, key=lambda row: bool(row["done"])),
        "done": done,
        "not_done": len(rows) - done,
    }
    return TemplateResponse(request, "admin/delegates/registration/decided.html", context)


def _decide_in_their_languages(
    rows: Sequence[Registration], form: DecisionForm, move: Move, user: User
) -> list[Outcome]:
    """Everybody reads the reason in the language of their mails."""
    at, outcomes = timezone.now(), []
    for language in sorted({row.user.language for row in rows}):
        reason = in_words(form.cleaned_data.get("reason", ""), form.cleaned_data.get("note", ""), language=language)
        group = [row for row in rows if row.user.language == language]
        outcomes += decide_many(group, decision=move, actor=user, at=at, reason=reason)
    return outcomes


def _rows(queryset: QuerySet[Registration]) -> QuerySet[Registration]:
    return queryset.select_related("user", "category", "delegation", "country").order_by("submitted_at", "pk")
