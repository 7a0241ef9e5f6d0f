"""The review screen: everything about one person on one page, and the decision."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ascn8.lib.errors import Refused
from ascn8.outbox.models import Message
from delegates.accreditation import decide, decisions_of, may_decide, next_decision, queue_of, why_not_decide
from delegates.admin.decision_form import DecisionForm
from delegates.admin.vault import vault_shown
from delegates.badges.issue import card_of
from delegates.badges.preview import badge_preview_svg
from delegates.models import Badge, ChangeRequest, Registration, User
from delegates.models.registration import RegistrationQuerySet
from delegates.questions.asking import rows_of
from delegates.reasons import in_words
from delegates.signed_in import account_of
from delegates.stages import Owner, clock_of, stage_rules
from delegates.steps import steps_of
from delegates.transitions import Move, duties_of

_SAMPLE_TOKEN = "AS8" + "A" * 26
_MEANWHILE = {"changed_meanwhile", "already", "wrong_state"}
_MAILS_SHOWN = 8
_SEES_CHANGES = "delegates.view_changerequest"


def _shown(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """With what the page shows of the row itself, and the code of the change that waits, in one query."""
    waiting = ChangeRequest.objects.filter(registration=OuterRef("pk"), state=ChangeRequest.State.OPEN)
    related = ("user", "category", "delegation", "country", "city", "principal")
    return rows.select_related(*related).annotate(open_change=Subquery(waiting.values("code")[:1]))


def review(model_admin: ModelAdmin[Any], request: HttpRequest, code: str) -> HttpResponse:
    """Show one registration; a POST decides on it and goes on to the next in the queue."""
    user = account_of(request)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = get_object_or_404(_shown(Registration.objects.visible_to(user)), code=code)
    if request.method != "POST":
        return _page(model_admin, request, row)
    if not may_decide(user):
        raise PermissionDenied
    return _decide(model_admin, request, row, user)


def face(model_admin: ModelAdmin[Any], request: HttpRequest, code: str) -> FileResponse:
    """The small copy of the photograph, for lists."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = get_object_or_404(Registration.objects.visible_to(account_of(request)), code=code)
    if not row.photo_print or not default_storage.exists(str(row.photo_print)):
        raise Http404
    response = FileResponse(row.photo_print.open("rb"), content_type="image/jpeg", filename=f"{row.code}.jpg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _decide(model_admin: ModelAdmin[Any], request: HttpRequest, row: Registration, user: User) -> HttpResponse:
    move = next((move for move in decisions_of(user) if move.value == request.POST.get("decision")), None)
    if move is None:
        raise Http404
    form = DecisionForm(request.POST, move=move, steps=steps_of(row))
    if not form.is_valid():
        return _page(model_admin, request, row, bound=form, status=422)
    reason = in_words(
        form.cleaned_data.get("reason", ""), form.cleaned_data.get("note", ""), language=row.user.language
    )
    following = _ends(row, _queue(row, user))[1].first()
    try:
        decided = decide(
            row,
            decision=move,
            actor=user,
            at=timezone.now(),
            reason=reason,
            version=form.cleaned_data["version"],
            steps=form.cleaned_data["steps"],
        )
    except Refused as refused:
        fresh = _shown(Registration.objects.all()).get(pk=row.pk)
        return _page(model_admin, request, fresh, bound=form, refused=_told(refused, fresh), status=409)
    return _go_on(request, decided, following, user)


def _told(refused: Refused, row: Registration) -> str:
    """The refusal; where somebody was faster, who and when."""
    last = row.transitions.select_related("actor").order_by("-at", "-pk").first()
    if refused.code not in _MEANWHILE or last is None:
        return str(refused)
    when = timezone.localtime(last.at).strftime("%d.%m.%Y %H:%M")
    who = _("%(who)s set the state “%(state)s” on %(when)s.") % {
        "who": last.actor.email if last.actor else _("The system"),
        "state": Registration.State(last.to_state).label,
        "when": when,
    }
    return f"{refused} {who}"


def _go_on(
    request: HttpRequest, decided: Registration, following: Registration | None, user: User
) -> HttpResponseRedirect:
    queue = queue_of(user)
    left = queue.count()
    words = _("%(name)s: %(state)s.") % {"name": decided.full_name, "state": decided.get_state_display()}
    more = (
        ngettext("%(left)s more waits.", "%(left)s more wait.", left) % {"left": left} if left else _("Nobody waits.")
    )
    messages.success(request, f"{words} {more}")
    if following is None:
        following = queue.order_by("submitted_at", "pk").first()
    if following is None:
        return redirect("admin:delegates_registration_changelist")
    return redirect("admin:delegates_registration_review", following.code)


def _page(
    model_admin: ModelAdmin[Any],
    request: HttpRequest,
    row: Registration,
    *,
    bound: DecisionForm | None = None,
    refused: str = "",
    status: int = 200,
) -> TemplateResponse:
    user = account_of(request)
    sees_mails = user.has_perm("outbox.view_message")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": row.full_name or row.code,
        "opts": model_admin.opts,
        "registration": row,
        "refused": refused,
        "decisions": _decisions(row, user, bound),
        "may_decide": may_decide(user),
        "may_change": model_admin.has_change_permission(request, row),
        "badge_picture": _badge_picture(row),
        # The door and the programme see who somebody is, not what they told us.
        "answers": rows_of(row) if may_decide(user) else [],
        "vault": vault_shown(row, user),
        "badge": Badge.objects.valid().filter(registration=row).first(),
        "consents": row.consents.select_related("text").order_by("text__position", "-at", "-pk"),
        "transitions": row.transitions.select_related("actor").order_by("-at", "-pk"),
        "mails": Message.objects.filter(recipient=row.user)[:_MAILS_SHOWN] if sees_mails else None,
        "open_change": getattr(row, "open_change", None) if user.has_perm(_SEES_CHANGES) else None,
        "clock": clock_of(row, rules=stage_rules(), at=timezone.now()),
        **_place(row, _queue(row, user)),
    }
    return TemplateResponse(request, "admin/delegates/registration/review.html", context, status=status)


def _decisions(row: Registration, user: User, bound: DecisionForm | None) -> list[dict[str, Any]]:
    """The buttons: what each does, and the reason where it cannot be pressed now."""
    found, steps = [], steps_of(row)
    for move, icon, look in (
        (next_decision(row), "check", ""),
        (Move.RETURN, "undo-2", "quiet"),
        (Move.DECLINE, "x", "danger-quiet"),
    ):
        if move not in decisions_of(user):
            continue
        is_bound = bound is not None and bound.move == move
        form = bound if is_bound else DecisionForm(move=move, steps=steps, initial={"version": row.version})
        why_not = why_not_decide(row, decision=move, actor=user)
        found.append(
            {"move": move, "icon": icon, "look": look, "form": form, "why_not": why_not or "", "is_open": is_bound}
        )
    return found


def _badge_picture(row: Registration) -> SafeString:
    """How the badge will look; nothing while the name is missing."""
    if not row.badge_name:
        return mark_safe("")
    photo = reverse("admin:delegates_registration_face", args=[row.code]) if row.photo_print else ""
    return mark_safe(badge_preview_svg(card_of(row, token=_SAMPLE_TOKEN), photo_href=photo))


def _queue(row: Registration, user: User) -> RegistrationQuerySet:
    """The queue in which the row is walked: that of the reader; of those to clear for whoever clears as well."""
    to_clear = Registration.objects.to_clear()
    if Owner.SECURITY in duties_of(user) and to_clear.filter(pk=row.pk).exists():
        return to_clear
    return queue_of(user)


def _place(row: Registration, waiting: RegistrationQuerySet) -> dict[str, Any]:
    """Where the row stands in the queue, and the codes of who stands before and behind it. One query."""
    last, first = _ends(row, waiting)
    ahead = waiting.filter(_before(row)) if row.submitted_at else waiting.none()
    found = Registration.objects.filter(pk=row.pk).values(
        place=_number(ahead),
        queue_length=_number(waiting),
        is_waiting=Exists(waiting.filter(pk=row.pk)),
        before=Subquery(last.values("code")[:1]),
        after=Subquery(first.values("code")[:1]),
    )
    told = found.get()
    return {**told, "place": told["place"] + 1}


def _number(rows: RegistrationQuerySet) -> Coalesce:
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _ends(row: Registration, queue: RegistrationQuerySet) -> tuple[RegistrationQuerySet, RegistrationQuerySet]:
    """The queue before the row, nearest first, and the queue behind it; it is ordered by the wait."""
    waiting = queue.exclude(pk=row.pk)
    ahead = waiting.filter(_before(row)) if row.submitted_at else waiting.none()
    behind = waiting.filter(~_before(row)) if row.submitted_at else waiting
    return ahead.order_by("-submitted_at", "-pk"), behind.order_by("submitted_at", "pk")


def _before(row: Registration) -> Q:
    return Q(submitted_at__lt=row.submitted_at) | Q(submitted_at=row.submitted_at, pk__lt=row.pk)
