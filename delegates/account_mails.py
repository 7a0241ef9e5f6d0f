"""What we write about accounts: one row of words for each occasion that allauth knows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CODE_LIVES = dt.timedelta(seconds=900)


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and first paragraph; `label` stands on the link; `is_warning`: tells of a change to the account."""

    subject: Promise
    text: Promise
    label: Promise | str = ""
    is_warning: bool = False


def _change(subject: Promise, text: Promise) -> Words:
    return Words(subject, text, is_warning=True)


WORDS: dict[str, Words] = {
    "email_confirmation_signup": Words(
        _("Confirm your e-mail address"),
        _("Welcome. Type this code in the window where you created your account:"),
    ),
    "email_confirmation": Words(
        _("Confirm your e-mail address"),
        _("To confirm this address for your account, type this code in the window where you are signed in:"),
    ),
    "login_code": Words(
        _("Your code to sign in"),
        _("Type this code in the window where you want to sign in:"),
    ),
    "account_already_exists": Words(
        _("You already have an account"),
        _(
            "Somebody, probably you, wanted to create an account with this address. There is one already: sign in with "
            "your password or by a code, or choose a new password:"
        ),
        _("Choose a new password"),
    ),
    "unknown_account": Words(
        _("There is no account with this address"),
        _(
            "Somebody, probably you, asked for access with this address, but no account has it. Perhaps you used "
            "another address. You can also create an account:"
        ),
        _("Create an account"),
    ),
    "password_reset_key": Words(
        _("Choose a new password"),
        _("You asked for a new password. Choose it on this page:"),
        _("Choose a new password"),
    ),
    "password_reset_code": Words(
        _("Your code for a new password"),
        _("Type this code in the window where you asked for a new password:"),
    ),
    "password_reset": _change(_("Your password was changed"), _("The password of your account was set anew.")),
    "password_changed": _change(_("Your password was changed"), _("The password of your account was changed.")),
    "password_set": _change(_("Your account has a password"), _("A password was set for your account.")),
    "email_changed": _change(
        _("Your e-mail address was changed"), _("The e-mail address of your account was changed.")
    ),
    "email_confirm": _change(
        _("Your e-mail address is confirmed"), _("An e-mail address of your account was confirmed.")
    ),
    "email_deleted": _change(_("An e-mail address was removed"), _("An e-mail address was removed from your account.")),
    "totp_activated": _change(
        _("Two-step sign-in is on"), _("An authenticator app is asked for a code from now on when you sign in.")
    ),
    "totp_deactivated": _change(
        _("The authenticator app was removed"), _("The authenticator app is no longer asked for when you sign in.")
    ),
    "recovery_codes_generated": _change(
        _("You have new recovery codes"), _("New recovery codes were made for your account. The old ones are void.")
    ),
    "webauthn_added": _change(_("A passkey was added"), _("A passkey or security key was added to your account.")),
    "webauthn_removed": _change(
        _("A passkey was removed"), _("A passkey or security key was removed from your account.")
    ),
}

_FACTS = {
    "from_email": _("Old address"),
    "to_email": _("New address"),
    "deleted_email": _("Removed address"),
    "timestamp": _("Time"),
    "ip": _("Network address"),
    "user_agent": _("Browser"),
}


def facts_of(context: Mapping[str, Any]) -> list[tuple[Promise, Any]]:
    """What a mail about a change says in its table: label and value, in a fixed order."""
    return [(label, context[name]) for name, label in _FACTS.items() if context.get(name)]


def lifetime_of(name: str) -> dt.timedelta | None:
    """How long the code or link in this mail works; the mail is not sent after that. None: it says no secret."""
    if name == "password_reset_key":
        return dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if name in ("login_code", "password_reset_code", "email_confirmation", "email_confirmation_signup"):
        return _CODE_LIVES
    return None
