"""The focal point's pages: the delegation as a whole."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ascn8.lib.errors import Refused
from delegates.delegations import letters
from delegates.delegations.forms import LetterForm, NominateForm
from delegates.delegations.guarding import why_not_add, why_not_change
from delegates.delegations.inviting import invite
from delegates.delegations.members import members, next_step
from delegates.delegations.nominating import nominate
from delegates.delegations.places import tallies
from delegates.delegations.registering_for import register_for
from delegates.delegations.sheet import TYPES, sheet
from delegates.models import Delegation, Nomination
from delegates.models.nomination import NominationState
from delegates.models.registration import Standing
from delegates.signed_in import account_of
from delegates.views.files import private_file

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def delegation_of(request: HttpRequest, code: str) -> Delegation:
    """The delegation at this address, for its focal points and for staff who see delegations; else 404."""
    rows = Delegation.objects.visible_to(account_of(request)).select_related("country", "city__country", "parent")
    return get_object_or_404(rows.distinct(), code=code)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The delegations that I act for: the only one opens at once."""
    rows = list(Delegation.objects.filter(focal_points=account_of(request)).select_related("country"))
    if len(rows) == 1:
        return redirect("delegation", rows[0].code)
    return render(request, "delegates/delegation/mine.html", {"delegations": rows})


@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Places, people, what comes next."""
    row, user, now = delegation_of(request, code), account_of(request), timezone.now()
    people = members(row, at=now)
    why_not = why_not_add(row, actor=user, at=now)
    context = {
        "delegation": row,
        "tallies": tallies(row),
        "members": [member for member in people if not member.is_gone],
        "gone": [member for member in people if member.is_gone],
        "next": next_step(row, people, may_add=why_not is None),
        "why_not_add": why_not,
        "why_not_change": why_not_change(row, actor=user, at=now),
        "letters": row.letters.all(),
        "letter_form": LetterForm(),
        "may_download": _may_download(request, row),
    }
    return render(request, "delegates/delegation/overview.html", context)


@_GET_POST
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Nominate somebody, and go on with the invitation or the registration at once if wanted."""
    row, user, now = delegation_of(request, code), account_of(request), timezone.now()
    first = {"standing": request.GET.get("standing", Standing.MEMBER), "category": request.GET.get("category", "")}
    form = NominateForm(request.POST or None, delegation=row, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = nominate(row, **form.cleaned_data, actor=user, at=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _go_on(request, made)
    context = {
        "delegation": row,
        "form": form,
        "tallies": tallies(row),
        "why_not": why_not_add(row, actor=user, at=now),
    }
    return render(request, "delegates/delegation/nominate.html", context)


def _go_on(request: HttpRequest, made: Nomination) -> HttpResponse:
    """After a nomination: what was asked for beside it, and in words what happened."""
    user, now, wanted = account_of(request), timezone.now(), request.POST.get("then", "")
    here = redirect("delegation_nomination", made.delegation.code, made.code)
    if made.state == NominationState.REQUESTED:
        messages.warning(request, _("No place is left in this category. The secretariat was asked for one more."))
        return here
    try:
        if wanted == "invite":
            invite(made, actor=user, at=now)
            messages.success(request, _("Nominated. The invitation is on its way."))
        elif wanted == "register":
            person = register_for(made, actor=user, at=now)
            return redirect("delegation_fill", made.delegation.code, person.code, "you")
        else:
            messages.success(request, _("Nominated. The place is held."))
    except Refused as refused:
        messages.warning(request, _("Nominated. The place is held.") + " " + str(refused))
    return here


@require_safe
def download(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The list of the delegation for a spreadsheet."""
    row = delegation_of(request, code)
    if kind not in TYPES or not _may_download(request, row):
        raise Http404
    response = HttpResponse(sheet(row, kind=kind, at=timezone.now()), content_type=TYPES[kind])
    name = f"{slugify(row.name_en) or row.code}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_POST
def upload_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Add a nomination letter."""
    row, form = delegation_of(request, code), LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["letter"]))
    else:
        try:
            letters.upload(row, file=form.cleaned_data["letter"], actor=account_of(request), at=timezone.now())
            messages.success(request, _("The letter is stored."))
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("delegation", row.code)


@require_safe
def letter(request: HttpRequest, code: str, letter: str) -> HttpResponse:
    """A nomination letter, always as a file to keep, never shown inside a page."""
    row = get_object_or_404(delegation_of(request, code).letters, code=letter)
    return private_file(row.file, "application/pdf", row.name)


def _may_download(request: HttpRequest, row: Delegation) -> bool:
    user = account_of(request)
    return user.has_perm("delegates.export_registration") or row.focal_points.filter(pk=user.pk).exists()
