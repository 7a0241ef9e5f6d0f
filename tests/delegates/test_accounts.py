"""Accounts as people meet them: signing up, signing in, forgetting, guessing."""

import re
import statistics
import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from ascn8.outbox.models import Message
from delegates.models import User
from tests.factories import PASSWORD, make_meeting, make_staff, make_user

pytestmark = pytest.mark.django_db

NEW = "another-invented-passphrase"


@pytest.fixture(autouse=True)
def meeting():
    make_meeting()


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    """No window of the limits ends in the middle of a test."""
    moment = time.time()
    monkeypatch.setattr("ascn8.limits.spending.time", SimpleNamespace(time=lambda: moment))


def last_mail(address):
    return Message.objects.filter(to=address).latest("pk")


def code_for(address):
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", last_mail(address).text, re.MULTILINE)[0]


def sign_up(client, address, password="", prefix=""):
    return client.post(f"{prefix}/accounts/signup/", {"email": address, "password1": password})


def sign_in(client, address, password, **more):
    return client.post("/accounts/login/", {"login": address, "password": password, **more})


# --- Signing up ---------------------------------------------------------------------------------------------------


def test_signing_up_needs_an_address_and_a_code_only(client):
    answer = sign_up(client, "Siti@Example.org")
    assert answer.status_code == 302
    assert answer.url == "/accounts/confirm-email/"

    answer = client.post("/accounts/confirm-email/", {"code": code_for("siti@example.org")})

    assert answer.url == "/me/"
    user = User.objects.get()
    assert (user.email, user.language, user.has_usable_password()) == ("siti@example.org", "en", False)
    assert EmailAddress.objects.get().verified
    assert client.get("/me/").status_code == 200


def test_signing_up_with_a_password_lets_in_by_it(client):
    sign_up(client, "siti@example.org", NEW)
    client.post("/accounts/confirm-email/", {"code": code_for("siti@example.org")})
    client.post("/accounts/logout/")

    assert sign_in(client, "siti@example.org", NEW).url == "/me/"


def test_an_address_that_was_not_confirmed_lets_nobody_in(client):
    sign_up(client, "siti@example.org", NEW)
    other = Client()

    answer = sign_in(other, "siti@example.org", NEW)

    assert answer.url == "/accounts/confirm-email/"
    assert other.get("/me/").status_code == 302


def test_signing_up_in_malay_makes_a_malay_account(client):
    sign_up(client, "siti@example.org", prefix="/ms")

    assert User.objects.get().language == "ms"
    assert last_mail("siti@example.org").language == "ms"


def test_a_weak_password_is_refused_in_words(client):
    answer = sign_up(client, "siti@example.org", "short")

    assert answer.status_code == 200
    assert "at least 10 characters" in answer.content.decode()
    assert not User.objects.exists()


# --- Every mail goes through the outbox -----------------------------------------------------------------------------


def test_account_mails_are_promised_with_random_keys_and_expire_with_their_code(client):
    make_user("siti@example.org", language="ms")

    for browser in (client, Client()):
        browser.post("/accounts/login/code/", {"email": "siti@example.org"})

    first, second = Message.objects.order_by("pk")
    assert first.key != second.key
    assert re.fullmatch(r"account:[0-9a-f]{32}", first.key)
    assert (first.kind, first.language, first.recipient.email) == ("account", "ms", "siti@example.org")
    assert round((first.useful_until - first.created_at).total_seconds()) == 900


def test_links_in_account_mails_lead_to_our_own_site(client, settings):
    settings.SITE_URL = "https://meeting.example.org"
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    make_user("siti@example.org")

    client.post("/accounts/password/reset/", {"email": "siti@example.org"}, headers={"host": "other.example.org"})

    mail = last_mail("siti@example.org")
    assert "https://meeting.example.org/accounts/password/reset/key/" in mail.text
    assert "other.example.org" not in mail.text + mail.html


@pytest.mark.parametrize("prefix", ["", "/ms"])
def test_forgetting_the_password(client, prefix):
    make_user("siti@example.org", language="ms" if prefix else "en")
    client.post(f"{prefix}/accounts/password/reset/", {"email": "siti@example.org"})
    link = re.search(r"/[\w/-]*accounts/password/reset/key/\S+", last_mail("siti@example.org").text)[0]

    page = client.get(link, follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert answer.status_code == 302
    assert sign_in(Client(), "siti@example.org", NEW).url == "/me/"
    assert sign_in(Client(), "siti@example.org", PASSWORD).status_code == 200
    assert last_mail("siti@example.org").subject in ("Your password was changed", last_mail("siti@example.org").subject)


def test_a_changed_password_is_told_and_ends_other_sessions(client):
    user = make_user("siti@example.org")
    elsewhere = Client()
    elsewhere.force_login(user)
    sign_in(client, "siti@example.org", PASSWORD)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert last_mail("siti@example.org").subject == "Your password was changed"
    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


# --- Signing in -----------------------------------------------------------------------------------------------------


def test_signing_in_by_code(client):
    make_user("siti@example.org")

    answer = client.post("/accounts/login/code/", {"email": "siti@example.org"})
    assert answer.url == "/accounts/login/code/confirm/"
    answer = client.post("/accounts/login/code/confirm/", {"code": code_for("siti@example.org")})

    assert answer.url == "/me/"


def test_three_wrong_codes_end_the_attempt(client):
    make_user("siti@example.org")
    client.post("/accounts/login/code/", {"email": "siti@example.org"})
    right = code_for("siti@example.org")

    for _wrong in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "AAAAAA"})
    client.post("/accounts/login/code/confirm/", {"code": right})

    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_nobody_is_sent_to_a_strange_site_after_signing_in(client, target):
    make_user("siti@example.org")

    answer = sign_in(client, "siti@example.org", PASSWORD, next=target)

    assert answer.status_code == 302
    assert answer.url == "/me/"


def test_signing_in_goes_on_to_where_one_wanted_to_go(client):
    make_user("siti@example.org")

    assert sign_in(client, "siti@example.org", PASSWORD, next="/ms/me/").url == "/ms/me/"


def test_the_session_gets_a_new_name_when_somebody_signs_in(client):
    make_user("siti@example.org")
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    before = client.cookies["sessionid"].value

    sign_in(client, "siti@example.org", PASSWORD)

    assert client.cookies["sessionid"].value != before
    stale = Client()
    stale.cookies["sessionid"] = before
    assert stale.get("/me/").status_code == 302


def test_signing_out_ends_the_session_on_the_server(client):
    make_user("siti@example.org")
    sign_in(client, "siti@example.org", PASSWORD)
    cookie = client.cookies["sessionid"].value

    assert client.get("/accounts/logout/").status_code == 200
    client.post("/accounts/logout/")

    stale = Client()
    stale.cookies["sessionid"] = cookie
    assert stale.get("/me/").status_code == 302


def test_an_account_that_was_closed_is_out_at_the_next_request(client):
    user = make_user("siti@example.org")
    sign_in(client, "siti@example.org", PASSWORD)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/me/").status_code == 302


# --- Who has an account is nobody's business --------------------------------------------------------------------------


def plain(answer, address):
    """An answer without what differs by itself."""
    text = re.sub(r'value="[\w-]{20,}"|nonce="[^"]+"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location"), text.replace(address, "ADDRESS")


@pytest.mark.parametrize("prefix", ["", "/ms"])
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/login/", {"login": "ADDRESS", "password": "a wrong passphrase"}),
        ("/accounts/login/code/", {"email": "ADDRESS"}),
        ("/accounts/password/reset/", {"email": "ADDRESS"}),
        ("/accounts/signup/", {"email": "ADDRESS", "password1": NEW}),
        ("/accounts/signup/", {"email": "ADDRESS", "password1": ""}),
    ],
)
def test_the_answers_for_known_and_unknown_people_are_equal(prefix, path, data):
    make_user("known@example.org")
    answers = {}
    for address in ("known@example.org", "other@example.org"):
        client = Client()
        filled = {key: value.replace("ADDRESS", address) for key, value in data.items()}
        first = client.post(prefix + path, filled)
        then = client.get(first.url) if first.status_code == 302 else first
        answers[address] = plain(first, address), plain(then, address)

    assert answers["known@example.org"] == answers["other@example.org"]


def test_an_address_that_waits_for_its_code_is_as_unknown_as_any(client):
    sign_up(client, "siti@example.org", NEW)

    again = sign_up(Client(), "siti@example.org", "quite-a-different-phrase")

    assert again.url == "/accounts/confirm-email/"
    assert User.objects.count() == 1


def test_wrong_codes_answer_equally_for_known_and_unknown_people():
    make_user("known@example.org")
    answers = []
    for address in ("known@example.org", "other@example.org"):
        client = Client()
        client.post("/accounts/login/code/", {"email": address})
        answers.append(
            [plain(client.post("/accounts/login/code/confirm/", {"code": "AAAAAA"}), address) for _ in range(3)]
        )

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/login/", {"login": "ADDRESS", "password": "a wrong passphrase"}),
        ("/accounts/login/code/", {"email": "ADDRESS"}),
        ("/accounts/password/reset/", {"email": "ADDRESS"}),
        ("/accounts/signup/", {"email": "ADDRESS", "password1": NEW}),
    ],
)
def test_known_and_unknown_people_wait_equally_long(path, data, monkeypatch):
    """Medians of nine; a forgotten password hash would show as a factor of two and more."""
    monkeypatch.setattr("ascn8.middleware.spend", lambda *arguments: 0)
    for n in range(10):
        make_user(f"known{n}@example.org")
    times = {"known": [], "other": []}
    for n in range(10):
        for who, taken in times.items():
            filled = {key: value.replace("ADDRESS", f"{who}{n}@example.org") for key, value in data.items()}
            client = Client()
            began = time.perf_counter()
            client.post(path, filled)
            taken.append(time.perf_counter() - began)

    known, other = (statistics.median(taken[1:]) for taken in times.values())

    assert 0.6 < known / other < 1.67, f"known {known * 1000:.1f} ms, unknown {other * 1000:.1f} ms"


# --- Guessing -------------------------------------------------------------------------------------------------------


def test_the_eleventh_guess_at_a_password_is_stopped_from_wherever_it_comes(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    make_user("siti@example.org")

    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{n}").post(
            "/accounts/login/",
            {"login": "Siti@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"198.51.100.{n}"},
        )
        for n in range(12)
    ]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0


def test_while_others_guess_the_right_person_gets_in_by_a_code(client):
    make_user("siti@example.org")
    stranger = Client(REMOTE_ADDR="192.0.2.1")
    for _n in range(12):
        stranger.post("/accounts/login/", {"login": "siti@example.org", "password": "wrong"})
        stranger.post("/accounts/login/code/", {"email": "siti@example.org"})

    assert client.post("/accounts/login/code/", {"email": "siti@example.org"}).status_code == 302
    assert client.post("/accounts/login/code/confirm/", {"code": code_for("siti@example.org")}).url == "/me/"


def test_one_network_cannot_try_many_addresses():
    client = Client(REMOTE_ADDR="192.0.2.1")
    neighbour = Client(REMOTE_ADDR="2001:db8::1")

    answers = [
        client.post("/accounts/login/", {"login": f"p{n}@example.org", "password": "wrong"}, headers={"x-real-ip": "9"})
        for n in range(32)
    ]

    assert [answer.status_code for answer in answers].count(429) == 2
    assert neighbour.post("/accounts/login/", {"login": "p@example.org", "password": "w"}).status_code == 200


def test_forged_proxy_headers_do_not_make_a_new_network(settings):
    for proxies in (0, 1):
        settings.TRUSTED_PROXIES = proxies
        codes = [
            Client(REMOTE_ADDR="192.0.2.1")
            .post(
                "/accounts/password/reset/",
                {"email": f"p{proxies}{n}@example.org"},
                headers={"x-forwarded-for": f"203.0.113.{n}, 198.51.100.7"},
            )
            .status_code
            for n in range(32)
        ]
        assert codes.count(429) == 2


def test_addresses_of_one_ipv6_household_count_as_one_network():
    codes = [
        Client(REMOTE_ADDR=f"2001:db8:0:1::{n + 1:x}")
        .post("/accounts/login/", {"login": f"p{n}@example.org", "password": "wrong"})
        .status_code
        for n in range(32)
    ]

    assert codes.count(429) == 2


# --- Second step ----------------------------------------------------------------------------------------------------


SECRET = "JBSWY3DPEHPK3PXP"


def totp_code():
    # The current one; the module also accepts none of the neighbours.
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_with_an_app_the_password_alone_opens_nothing(client):
    user = make_user("siti@example.org")
    TOTP.activate(user, SECRET)

    answer = sign_in(client, "siti@example.org", PASSWORD)

    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": totp_code()}).url == "/me/"


def test_a_code_by_mail_does_not_get_round_the_app(client):
    user = make_user("siti@example.org")
    TOTP.activate(user, SECRET)
    client.post("/accounts/login/code/", {"email": "siti@example.org"})

    answer = client.post("/accounts/login/code/confirm/", {"code": code_for("siti@example.org")})

    assert answer.url == "/accounts/2fa/authenticate/"


def test_guesses_at_the_app_are_counted_over_all_networks(settings):
    user = make_user("siti@example.org")
    TOTP.activate(user, SECRET)
    codes = []
    for n in range(12):
        client = Client(REMOTE_ADDR=f"192.0.2.{n}")
        client.force_login(user)  # only to have a session
        client.logout()
        if n < 10:
            sign_in(client, "siti@example.org", PASSWORD)
        else:
            client.post("/accounts/login/code/", {"email": "siti@example.org"})
            client.post("/accounts/login/code/confirm/", {"code": code_for("siti@example.org")})
        codes.append(client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code)

    assert codes == [200] * 10 + [429] * 2


def test_staff_in_production_set_up_a_second_step_first(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    staff = make_staff("superuser", email="boss@example.org")
    sign_in(client, "boss@example.org", PASSWORD)

    for path in ("/admin/", "/me/", "/agenda/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    assert client.get("/ms/admin/").url == "/ms/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200

    Authenticator.objects.create(user=staff, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert client.get("/admin/").status_code == 302
    TOTP.activate(staff, SECRET)
    assert client.get("/admin/").status_code == 200


def test_delegates_need_no_second_step(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    make_user("siti@example.org")
    sign_in(client, "siti@example.org", PASSWORD)

    assert client.get("/me/").status_code == 200


def test_setting_up_an_app_is_told_by_mail(client, django_capture_on_commit_callbacks):
    make_user("siti@example.org")
    sign_in(client, "siti@example.org", PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code})

    assert answer.url == "/accounts/2fa/recovery-codes/"
    subjects = set(Message.objects.values_list("subject", flat=True))
    assert "Two-step sign-in is on" in subjects
    mail = Message.objects.get(subject="Two-step sign-in is on")
    assert "127.0.0.1" in mail.text.replace("\u2060", "")


# --- Settings -------------------------------------------------------------------------------------------------------


def test_choosing_a_language_switches_site_and_mails(client):
    user = make_user("siti@example.org")
    client.force_login(user)

    answer = client.post("/me/settings/", {"language": "ms"})

    assert answer.url == "/ms/me/settings/"
    user.refresh_from_db()
    assert user.language == "ms"
    page = client.get(answer.url)
    assert '<html lang="ms"' in page.content.decode()
    assert client.post("/ms/me/settings/", {"language": "en"}).url == "/me/settings/"


def test_a_language_we_do_not_speak_is_refused(client):
    user = make_user()
    client.force_login(user)

    assert client.post("/me/settings/", {"language": "xx"}).status_code == 200
    user.refresh_from_db()
    assert user.language == "en"


def test_nothing_but_the_language_can_be_changed_there(client):
    user = make_user()
    client.force_login(user)

    client.post("/me/settings/", {"language": "ms", "is_staff": "on", "email": "x@example.org", "is_superuser": "1"})

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.email != "x@example.org"


def test_the_settings_page_says_how_one_signs_in(client):
    user = make_user("siti@example.org")
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    page = client.get("/me/settings/").content.decode()

    assert "siti@example.org" in page
    assert "/accounts/password/set/" in page


def test_other_sessions_can_be_ended(client):
    make_user("siti@example.org")
    elsewhere = Client(headers={"user-agent": "An old <b>browser</b>"})
    sign_in(elsewhere, "siti@example.org", PASSWORD)
    sign_in(client, "siti@example.org", PASSWORD)

    page = client.get("/accounts/sessions/").content.decode()
    assert "An old &lt;b&gt;browser&lt;/b&gt;" in page
    client.post("/accounts/sessions/")

    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


# --- Redis is away ----------------------------------------------------------------------------------------------------


def test_people_sign_in_with_two_steps_while_the_cache_is_away(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "ascn8.lib.caching.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    }
    user = make_user("siti@example.org")
    TOTP.activate(user, SECRET)

    sign_in(client, "siti@example.org", PASSWORD)

    assert client.post("/accounts/2fa/authenticate/", {"code": totp_code()}).url == "/me/"


def test_a_cache_that_is_away_forgets_and_never_fails(settings):
    settings.CACHES = {
        "default": {"BACKEND": "ascn8.lib.caching.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    }

    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", 1)
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.add("a", 1) is True
    assert not cache.delete("a")
    assert "a" not in cache
    assert cache.touch("a") is False
