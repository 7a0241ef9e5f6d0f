"""What the vault holds of oneself, masked, and who looked at it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from delegates.vault.medical import has_notes
from delegates.vault.passport import masked_rows
from delegates.vault.purging import kept_until
from delegates.vault.watching import readings_of
from delegates.views.own import own_registration


@require_safe
def my_vault(request: HttpRequest) -> HttpResponse:
    """Who looked at my passport: when, who, why."""
    row = own_registration(request)
    if row is None:
        return redirect("register")
    context = {
        "registration": row,
        "rows": masked_rows(row),
        "has_notes": has_notes(row),
        "kept_until": kept_until(),
        "readings": readings_of(row),
    }
    return render(request, "delegates/vault.html", context)
