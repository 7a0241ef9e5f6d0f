"""Letters: the person's own, and what anybody may ask about one."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ascn8.limits.spending import spend
from ascn8.middleware import client_network
from delegates.models import Letter, Registration
from delegates.papers.letters import WISHES, ask_for_letter, why_not_letter
from delegates.papers.opening import opened
from delegates.signed_in import account_of
from delegates.views.own import own_registration

# (attempts, seconds) for each network: a border officer checks a queue of people, a guesser a million codes.
_LOOK_UPS = (60, 300)


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of the account's people, and the way to ask for one."""
    row = own_registration(request)
    if request.method == "POST":
        return _ask(request, row)
    mine = Letter.objects.filter(registration__user=account_of(request)).select_related("registration")
    return render(request, "delegates/letters.html", {"registration": row, "letters": mine, "kinds": _kinds(row, mine)})


@require_safe
def my_letter(request: HttpRequest, code: str) -> HttpResponse:
    """The letter as PDF, for the person whom it is about. Staff open it in the panel, where it is recorded."""
    own = Letter.objects.filter(registration__user=account_of(request), state=Letter.State.MADE)
    letter = get_object_or_404(own, code=code)
    return letter_file(letter, opened(letter))


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a letter is genuine and in force: its name and that, nothing else."""
    wait = spend(f"verify:{client_network(request)}", *_LOOK_UPS)
    letter = None if wait else Letter.objects.filter(code=code.upper()).exclude(state=Letter.State.ORDERED).first()
    status = 429 if wait else 200 if letter else 404
    response = render(request, "delegates/verify.html", {"letter": letter, "wait": wait}, status=status)
    response["X-Robots-Tag"] = "noindex"
    if wait:
        response["Retry-After"] = str(wait)
    return response


def letter_file(letter: Letter, pdf: bytes) -> HttpResponse:
    """The opened PDF, to be saved and kept by nobody on the way."""
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{letter.number.replace('/', '-')}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _ask(request: HttpRequest, row: Registration | None) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if row is None or kind not in Letter.Kind.values:
        raise Http404
    letter = ask_for_letter(row, kind=Letter.Kind(kind), actor=account_of(request), at=timezone.now())
    messages.success(request, _("Your letter is being made.") if letter else _("Noted. The letter is made later."))
    return redirect("letters")


def _kinds(row: Registration | None, mine: Iterable[Letter]) -> list[dict[str, object]]:
    """Each kind of letter that is not there yet: whether it was asked for, and what it waits for."""
    if row is None:
        return []
    travel = getattr(row, "travel", None)
    there = {letter.kind for letter in mine if letter.registration_id == row.pk and letter.ended_at is None}
    return [
        {
            "kind": kind,
            "asked": bool(travel and getattr(travel, wish)),
            "why_not": why_not_letter(row, kind=kind),
        }
        for kind, wish in WISHES.items()
        if kind not in there
    ]
