"""A passkey is made and used in a real browser, under the strict policy, with a virtual fingerprint reader."""

from tests import factories as make


def give_reader(page) -> None:
    """Fit the browser with a platform authenticator that always agrees."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in(transactional_db, open_page, site):
    make.make_meeting()
    user = make.make_user("keys@example.org")
    page = open_page("/")
    give_reader(page)
    # Browsers give passkeys to names, not to addresses made of numbers.
    here = f"http://localhost:{site.port}"
    page.goto(f"{here}/accounts/login/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", make.PASSWORD)
    page.click("main form.form button")
    page.wait_for_url("**/me/")
    page.goto(f"{here}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main form.form button")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.context.clear_cookies()
    page.goto(f"{here}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/me/")


def test_a_passkey_that_fails_is_said_in_words(transactional_db, open_page, site):
    make.make_meeting()
    page = open_page("/")
    page.goto(f"http://localhost:{site.port}/accounts/login/")
    page.evaluate("void (navigator.credentials.get = () => Promise.reject(new Error('no key')))")
    assert page.is_hidden("[data-passkey-problem]")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-problem]:not([hidden])")
    assert "sign in another way" in page.inner_text("[data-passkey-problem]")
