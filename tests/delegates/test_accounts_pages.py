"""Every page of the accounts, asked by everybody, in both languages."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from delegates.account_mails import WORDS
from tests.factories import PASSWORD, make_meeting, make_user

pytestmark = pytest.mark.django_db

OPEN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
ARGUMENTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
}


def names():
    found = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    return sorted(name for name in found if name.startswith(("account_", "mfa_", "usersessions_")))


@pytest.fixture(autouse=True)
def meeting():
    make_meeting()


@pytest.mark.parametrize("language", ["en", "ms"])
def test_strangers_see_the_doors_and_nothing_behind_them(language):
    with translation.override(language):
        addresses = {name: reverse(name, kwargs=ARGUMENTS.get(name)) for name in names()}
        door = reverse("account_login")
    for name, address in addresses.items():
        answer = Client().get(address)
        assert answer.status_code in (200, 302), (name, answer.status_code)
        if name not in OPEN:
            assert (answer.status_code, answer.url.split("?")[0]) == (302, door), name
        elif answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert f'<html lang="{language}"' in answer.content.decode(), name
        assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"], name


@pytest.mark.parametrize("language", ["en", "ms"])
@pytest.mark.parametrize("has_app", [False, True])
def test_people_reach_every_page_of_their_account(language, has_app):
    user = make_user("siti@example.org", language=language)
    client = Client()
    client.post("/accounts/login/", {"login": "siti@example.org", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    if has_app:
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
    with translation.override(language):
        addresses = {name: reverse(name, kwargs=ARGUMENTS.get(name)) for name in names()}
    for name, address in addresses.items():
        answer = client.get(address)
        wanted = (404,) if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else (200, 302, 404)
        assert answer.status_code in wanted, (name, answer.status_code)
    shown = {name for name, address in addresses.items() if client.get(address).status_code == 200}
    assert {"account_email", "account_change_password", "account_logout", "mfa_index", "usersessions_list"} <= shown
    assert ("mfa_activate_totp" in shown) is not has_app
    assert ("mfa_deactivate_totp" in shown) is has_app


def test_a_key_of_somebody_else_is_not_there():
    owner, stranger = make_user(), make_user("stranger@example.org")
    key = owner.authenticator_set.create(type="webauthn", data={"name": "Owner's key", "credential": {}})
    client = Client()
    client.post("/accounts/login/", {"login": stranger.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    for action in ("edit", "remove"):
        assert client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404
        assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/", {"name": "Mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "Owner's key"


def test_we_have_words_for_every_mail_that_allauth_sends():
    from pathlib import Path

    import allauth

    root = Path(allauth.__file__).parent / "templates"
    known = {path.name.removesuffix("_subject.txt") for path in root.glob("*/email/*_subject.txt")}

    assert known - set(WORDS) <= {"disconnected", "account_connected", "account_disconnected"}
