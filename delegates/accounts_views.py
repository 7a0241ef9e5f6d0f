"""Looking after one's account: the language here, the rest on allauth's pages."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from delegates.accounts import choose_language
from delegates.models import User

# Each language under the name its speakers look for, in whatever language the page is.
_OWN_NAMES = [("en", "English"), ("ms", "Bahasa Malaysia")]


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the site, of your mails and of your badge"),
        choices=_OWN_NAMES,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Language, and the way to e-mail address, password, second step and open sessions."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the site is private by default
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        choose_language(user=user, language=form.cleaned_data["language"], at=timezone.now())
        return _in_language(request, user.language)
    return render(request, "delegates/settings.html", {"form": form, **_account(user)})


def _in_language(request: HttpRequest, language: str) -> HttpResponseRedirect:
    """Back to this page, in the language that was chosen."""
    with translation.override(language):
        messages.success(request, _("Your language is saved."))
    return HttpResponseRedirect(translate_url(reverse("settings"), language))


def _account(user: User) -> dict[str, Any]:
    """What the page says about how the person signs in."""
    return {
        "address": EmailAddress.objects.get_primary(user) or user,
        "has_password": user.has_usable_password(),
        "second_steps": Authenticator.objects.filter(user=user).exclude(type="recovery_codes").count(),
    }
