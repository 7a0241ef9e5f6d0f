"""allauth, adapted: our words by our outbox, the language of the page, the same answer for known and unknown people."""

import datetime as dt
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ascn8.outbox.queueing import enqueue
from delegates.account_mails import WORDS, facts_of, lifetime_of
from delegates.badges.orders import order_badge
from delegates.models import Registration, User

_LINKS = ("password_reset_url", "signup_url", "activate_url")


class AccountAdapter(DefaultAccountAdapter):
    """How accounts behave here."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Promise one mail about an account. The words are ours; of allauth's context only codes and links travel."""
        name = template_prefix.rsplit("/", 1)[-1]
        user, now, lifetime = _holder(email, self.request), timezone.now(), lifetime_of(name)
        enqueue(
            key=f"account:{secrets.token_hex(16)}",
            kind="account",
            template="account",
            context={
                "words": WORDS[name],
                "code": context.get("code", ""),
                "link": _ours(next((context[link] for link in _LINKS if context.get(link)), "")),
                "minutes": lifetime // dt.timedelta(minutes=1) if lifetime else None,
                "facts": facts_of(context),
            },
            user=user,
            to=email,
            language=user.language if user else get_language() or "",
            useful_until=now + lifetime if lifetime else None,
            at=now,
        )

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """The language in which somebody signs up is the language in which we write."""
        user.language = _page_language()
        return super().save_user(request, user, form, commit)  # type: ignore[no-any-return]


class SignupForm(AllauthSignupForm):
    """An address, and a password for those who want one: without it, people sign in by a code we mail them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password1"):
            password.help_text = _(
                "At least 10 characters. Leave it empty to sign in with a code that we send to your e-mail address."
            )

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A known address takes as long as a new one: the password is hashed in both cases."""
        if self.account_already_exists and (password := self.cleaned_data.get("password1")):
            make_password(password)
        return super().try_save(request)  # type: ignore[no-any-return]


@transaction.atomic
def choose_language(*, user: User, language: str, at: dt.datetime) -> None:
    """Write and show everything in `language` from now on; the badge is made anew. Raises ValueError otherwise."""
    if language not in dict(settings.LANGUAGES):
        raise ValueError(language)
    if language == user.language:
        return
    user.language = language
    user.save(update_fields=["language"])
    row = Registration.objects.attending().filter(user=user).first()
    if row:
        order_badge(Registration.objects.locked(row.pk), at=at)


def _page_language() -> str:
    language = (get_language() or "").split("-")[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _holder(email: str, request: HttpRequest) -> User | None:
    """Whose address this is: so that the mail comes in the person's language."""
    found = EmailAddress.objects.filter(email=email.lower()).select_related("user").first()
    if found:
        return found.user  # type: ignore[no-any-return]
    return request.user if request and isinstance(request.user, User) else None


def _ours(url: str) -> str:
    """`url` on our own site, whatever host the request named."""
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts.path}" if url else ""
