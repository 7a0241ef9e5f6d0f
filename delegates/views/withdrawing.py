"""Taking a registration back: a page that says what follows, and the button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ascn8.lib.errors import Refused
from delegates import registration as registering
from delegates.signed_in import account_of
from delegates.transitions import Move, why_not_move
from delegates.views.own import own_registration


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw the own registration."""
    row = own_registration(request)
    if row is None:
        return redirect("register")
    if request.method == "POST":
        try:
            registering.withdraw(
                row, actor=account_of(request), reason=request.POST.get("reason", ""), at=timezone.now()
            )
            messages.success(request, _("Your registration is withdrawn."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("me")
    context = {"registration": row, "why_not": why_not_move(row, move=Move.WITHDRAW)}
    return render(request, "delegates/withdraw.html", context)
