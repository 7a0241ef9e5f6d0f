"""The demonstration's mailbox."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from ascn8.outbox.delivery import deliver
from ascn8.outbox.envelopes import name_of
from ascn8.outbox.models import Message


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path}/mail"
    return tmp_path / "mail"


@pytest.fixture
def letter(promise, folder):
    """One sent mail with an attachment."""
    default_storage.save("badges/x.pdf", ContentFile(b"%PDF-1.7 invented"))
    attachment = {"file": "badges/x.pdf", "name": "ASCN8-badge.pdf", "type": "application/pdf"}
    message = promise(name="Siti <b>binti</b> Contoh", attachments=[attachment])
    assert deliver(message.pk)
    return message


@pytest.mark.parametrize("prefix", ["", "/ms"])
def test_the_mailbox_shows_what_was_sent(letter, promise, client, prefix):
    waiting = promise(name="Not yet sent")

    page = client.get(f"{prefix}/demo/mail/").content.decode()
    assert "Siti &lt;b&gt;binti&lt;/b&gt; Contoh" in page
    assert f"/demo/mail/{name_of(letter.key)}/" in page
    assert "Not yet sent" not in page
    one = client.get(f"{prefix}/demo/mail/{name_of(letter.key)}/").content.decode()
    assert "person@example.org" in one
    assert "hello &amp; welcome." in one
    assert "ASCN8-badge.pdf" in one
    assert client.get(f"/demo/mail/{name_of(waiting.key)}/").status_code == 404


def test_mails_are_found_by_address_and_subject(promise, folder, client):
    for address in ("one@example.org", "two@example.org"):
        deliver(promise(to=address, name=address.split("@")[0]).pk)

    assert [row["mail"].to for row in client.get("/demo/mail/?to=TWO@").context["rows"]] == ["two@example.org"]
    assert [row["mail"].to for row in client.get("/demo/mail/?to=password: one").context["rows"]] == ["one@example.org"]
    assert client.get("/demo/mail/?to=nobody&page=abc").context["rows"] == []


def test_the_letter_runs_nothing_and_asks_nobody(letter, client):
    answer = client.get(f"/demo/mail/{name_of(letter.key)}/letter/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "<b>binti</b>" not in answer.content.decode()


def test_attachments_are_saved_not_shown(letter, client):
    answer = client.get(f"/demo/mail/{name_of(letter.key)}/1/")

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 invented"
    assert answer["Content-Disposition"] == 'attachment; filename="ASCN8-badge.pdf"'
    assert client.get(f"/demo/mail/{name_of(letter.key)}/2/").status_code == 404


@pytest.mark.parametrize("name", ["0" * 32, "..", "passwd", "%2e%2e%2fetc", "A" * 32])
def test_other_names_lead_nowhere(letter, client, name):
    for end in ("", "letter/", "1/"):
        assert client.get(f"/demo/mail/{name}/{end}").status_code == 404


@pytest.mark.parametrize("case", ["production", "server"])
def test_there_is_no_mailbox_outside_the_demonstration(letter, settings, case):
    if case == "production":
        settings.TESTING = settings.DEMO = False
    else:
        settings.EMAIL_URL = "smtp://127.0.0.1:1"

    for end in ("", f"{name_of(letter.key)}/", f"{name_of(letter.key)}/letter/", f"{name_of(letter.key)}/1/"):
        assert Client().get(f"/demo/mail/{end}").status_code == 404


def test_the_code_of_an_account_mail_is_not_kept_once_it_is_out(promise, folder, client):
    message = promise(kind="account", name="Code ABCD-EFGH")

    deliver(message.pk)

    sent = Message.objects.get()
    assert (sent.state, sent.text, sent.html) == ("sent", "", "")
    assert "ABCD-EFGH" in client.get(f"/demo/mail/{name_of(sent.key)}/").content.decode()
