"""What holds for the templates of every mail, whoever wrote them; and what an operator is told about mail."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

FOLDER = Path(__file__).parents[2] / "templates/emails"
MAILS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_has_subject_text_and_html_in_the_common_frame(mail):
    assert sorted(path.name for path in (FOLDER / mail).iterdir()) == ["body.html", "body.txt", "subject.txt"]
    assert (FOLDER / mail / "body.html").read_text().startswith('{% extends "emails/base.html" %}')
    assert (FOLDER / mail / "body.txt").read_text().startswith('{% extends "emails/base.txt" %}')


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_mail_makes_links_of_text_trusts_text_or_asks_other_hosts(path):
    source = path.read_text()

    assert not re.search(r"\|\s*(safe|urlize|urlizetrunc|safeseq)\b|autoescape off|https?://|<img|<script", source)


def check(*arguments):
    try:
        call_command("check", *arguments)
    except SystemCheckError as error:
        return str(error)
    return ""


def test_a_wrong_address_of_the_mail_server_is_found_by_check(settings):
    settings.EMAIL_URL = "mail.example.org:25"

    assert "outbox.E002" in check()


def test_mail_into_files_is_reported_for_production_only(settings):
    settings.EMAIL_URL = "file:///tmp/mail"
    assert "outbox.E001" not in check("--deploy", "--fail-level", "WARNING")
    settings.PRODUCTION = True

    assert "outbox.E001" in check("--deploy", "--fail-level", "WARNING")
