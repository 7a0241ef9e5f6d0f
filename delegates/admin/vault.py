"""The vault in the panel: masked beside the review; in plain only after a fresh proof, a reason, and an audit row."""

import datetime as dt
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from ascn8.lib.documents import document_type
from ascn8.lib.errors import Refused
from ascn8.lib.fields import LineField
from ascn8.meeting.models import Country
from delegates.models import Purpose, Registration, User, VaultItem
from delegates.signed_in import account_of
from delegates.vault.keeping import item_of
from delegates.vault.passport import labels, masked_rows
from delegates.vault.reading import PERMISSION, Reason, is_fresh, read, read_scan
from delegates.vault.watching import readings_of

_NOTES = "notes"


class ReasonForm(forms.Form):
    """Why somebody reads: one of the usual reasons, or own words."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why do you read it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say why you read it. The person can see it.")},
    )
    words = LineField(
        label=gettext_lazy("Another reason, in your words"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The person can read this. Write no passport data into it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def purpose_text(self) -> str:
        """The reason as the audit row keeps it."""
        why = str(self.cleaned_data["why"])
        return str(self.cleaned_data["words"]) if why == Reason.OTHER else why


@sensitive_variables()
def vault(model_admin: ModelAdmin[Any], request: HttpRequest, code: str, which: str) -> HttpResponse:
    """What is kept of one person for one purpose: asks why, then shows it in the answer to that question only."""
    user, now = account_of(request), timezone.now()
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = get_object_or_404(Registration.objects.visible_to(user), code=code)
    purpose, item = _item(row, which)
    if not user.has_perm(PERMISSION[purpose]):
        raise PermissionDenied
    if item is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(model_admin, request, item, form, status=422 if request.method == "POST" else 200)
    asked: dict[str, Any] = {
        "actor": user,
        "purpose_text": form.purpose_text(),
        "authenticated_at": proved_at(request),
        "at": now,
    }
    try:
        if "scan" in request.POST:
            return _attachment(read_scan(item, **asked), row)
        facts = read(item, **asked)
    except Refused as refused:
        return _page(model_admin, request, item, form, refused=str(refused), status=409)
    return _page(model_admin, request, item, form, facts=facts)


def vault_shown(row: Registration, user: User) -> list[dict[str, Any]]:
    """What the review page says of the vault: masked values, and where those with the duty read on."""
    items = VaultItem.objects.filter(registration=row, purged_at__isnull=True).exclude(sealed="")
    return [
        {
            "title": item.get_purpose_display(),
            "occasion": item.occasion,
            "rows": masked_rows(row) if item.purpose == Purpose.PASSPORT else [],
            "label": _("Show the passport") if item.purpose == Purpose.PASSPORT else _("Show what is kept"),
            "url": _address(item) if user.has_perm(PERMISSION[item.purpose]) else "",
        }
        for item in items
    ]


def proved_at(request: HttpRequest) -> dt.datetime | None:
    """When the person behind the request last showed who it is, on the clock of the house."""
    records = get_authentication_records(request, request.user)
    if not records:
        return None
    # allauth counts by the machine's clock, which a demonstration does not move.
    return timezone.now() - dt.timedelta(seconds=max(0.0, time.time() - float(records[-1]["at"])))


def _item(row: Registration, which: str) -> tuple[Purpose, VaultItem | None]:
    """`which` is a purpose, for a visit with its code behind: passport, medical, visit-4F7K2M."""
    name, _dash, occasion = which.partition("-")
    if name not in Purpose.values:
        raise Http404
    return Purpose(name), item_of(row, Purpose(name), occasion=occasion)


def _address(item: VaultItem) -> str:
    which = f"{item.purpose}-{item.occasion}" if item.occasion else item.purpose
    return reverse("admin:delegates_registration_vault", args=[item.registration.code, which])


@sensitive_variables()
def _page(
    model_admin: ModelAdmin[Any],
    request: HttpRequest,
    item: VaultItem,
    form: ReasonForm,
    *,
    facts: dict[str, Any] | None = None,
    refused: str = "",
    status: int = 200,
) -> TemplateResponse:
    can_prove = bool(get_adapter().get_reauthentication_methods(request.user))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": item.get_purpose_display(),
        "opts": model_admin.opts,
        "registration": item.registration,
        "item": item,
        "form": form,
        "refused": refused,
        "facts": _plain_rows(facts) if facts else None,
        "is_fresh": is_fresh(proved_at(request), at=timezone.now()),
        "can_prove": can_prove,
        "prove_url": f"{reverse('account_reauthenticate')}?{urlencode({'next': _address(item)})}",
        "again_url": f"{reverse('account_login')}?{urlencode({'next': _address(item)})}",
        "readings": readings_of(item.registration)[:20],
    }
    return TemplateResponse(request, "admin/delegates/registration/vault.html", context, status=status)


@sensitive_variables()
def _plain_rows(facts: dict[str, Any]) -> list[dict[str, str]]:
    """Labels beside plain values, in the order of the form; what has no label of its own is shown under its name."""
    known = {**labels(), _NOTES: _("Medical notes")}
    names = [*(name for name in known if facts.get(name)), *(name for name in facts if name not in known)]
    return [{"label": known.get(name, name), "value": _in_words(name, str(facts[name]))} for name in names]


@sensitive_variables()
def _in_words(name: str, value: str) -> str:
    if name.endswith("country"):
        country = Country.objects.filter(code=value).first()
        return f"{country} ({value})" if country else value
    date = parse_date(value) if name.endswith(("_on", "_date")) else None
    return date_format(date, "j F Y") if date else value


@sensitive_variables()
def _attachment(content: bytes, row: Registration) -> HttpResponse:
    """The scan as a download: no browser shows it, none keeps it, its name says nothing."""
    kind, ending = document_type(content)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{row.code}{ending}") or ""
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
