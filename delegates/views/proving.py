"""Whether somebody has just proved to be the person who signed in: by a password, a code or a second step."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from delegates.signed_in import account_of


def proved_recently(request: HttpRequest) -> bool:
    """Whether this session holds a proof of the last quarter of an hour."""
    oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(float(proof["at"]) > oldest for proof in get_authentication_records(request, account_of(request)))


def prove(request: HttpRequest, *, onward: str, otherwise: str) -> HttpResponse:
    """To the page that asks again, and from there `onward`.

    Who signs in by mailed codes has nothing to type there: signing in again is the proof; until then `otherwise`.
    """
    if get_reauthentication_flows(account_of(request)):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': onward})}")
    messages.warning(request, _("For this, sign out and sign in again with a code, then come back within 15 minutes."))
    return redirect(otherwise)
