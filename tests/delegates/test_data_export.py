"""Everything about oneself in one file: complete, valid by its own schema, readable, and in nobody else's hands."""

import io
import json
import time
import zipfile

import jsonschema
import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from ascn8.audit.models import AuditEvent
from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.lib.errors import Refused
from delegates.consents import add_answers
from delegates.data_export import jobs as export_jobs
from delegates.data_export.keeping import KEPT_FOR, ask_for_data, contents, forget_downloads, name_of
from delegates.data_export.registry import holder_of, parts
from delegates.models import Purpose, Registration, Travel, VaultItem
from delegates.vault.keeping import keep
from sessions.signups import sign_up
from tests import factories as make
from tests.delegates.drafts import AUGUST, make_texts
from tests.project.test_access import jpeg

pytestmark = pytest.mark.django_db
SCAN = b"invented scan"


@pytest.fixture
def person(db) -> Registration:
    """Somebody about whom every part has something to say."""
    make.make_meeting()
    row = make.make_registration(native_name="សុខា រក្សា", given_name="Nguyễn Thị", family_name="ஆறுமுகம்")
    row.photo.save("face.jpg", jpeg())
    add_answers(row, answers=dict.fromkeys(make_texts().values(), True), language="en", at=AUGUST)
    make.make_passport(row, scan=SCAN)
    keep(row, purpose=Purpose.MEDICAL, facts={"notes": "insulin"}, actor=row.user, at=AUGUST)
    Travel.objects.create(registration=row, hotel="Hotel Contoh", changed_at=AUGUST)
    sign_up(seating=make.make_seating(), registration=row, at=make.local(5, 9))
    return row


def proved(client: Client, person: Registration) -> Client:
    """Signed in, with the proof of a password just now, as allauth writes it down."""
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.user.pk)
    session.save()
    return client


def made(person: Registration) -> Job:
    job = ask_for_data(person.user, at=AUGUST)
    assert run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.output
    return job


def opened(job: Job) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(contents(job)))


def test_the_file_holds_everything_in_the_clear(person):
    archive = opened(made(person))
    data = json.loads(archive.read("data.json"))

    assert data["parts"].keys() == {part.name for part in parts()}
    assert data["parts"]["registrations"]["rows"][0]["native_name"] == "សុខា រក្សា"
    sealed = {key: value for row in data["parts"]["vault"]["rows"] for key, value in row.items()}
    assert (sealed["number"], sealed["notes"]) == ("Z9988776X", "insulin")
    assert data["parts"]["seats"]["rows"][0]["state"] == "confirmed"
    assert data["parts"]["travel"]["rows"][0]["hotel"] == "Hotel Contoh"
    assert {row["purpose"] for row in data["parts"]["consents"]["rows"]} == {"privacy", "sensitive", "list"}


def test_the_file_follows_the_schema_that_lies_beside_it(person):
    archive = opened(made(person))
    schema = json.loads(archive.read("schema.json"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(archive.read("data.json")), schema)


def test_photograph_and_scan_lie_in_it_as_they_are(person):
    archive = opened(made(person))

    with person.photo.open("rb") as kept:
        assert archive.read(f"photos/{person.code}.jpg") == kept.read()
    assert archive.read(f"vault/{person.code}-passport") == SCAN


def test_the_pdf_can_be_read_in_every_script(person):
    pdf = pypdf.PdfReader(io.BytesIO(opened(made(person)).read("data.pdf")))
    text = "\n".join(page.extract_text() for page in pdf.pages)

    assert len(pdf.pages) >= 2
    for words in ("Your registration", "Nguyễn Thị", "Hotel Contoh", "Z9988776X", "សុខា"):
        assert words in text, words


def test_primary_keys_do_not_leave(person):
    data = json.loads(opened(made(person)).read("data.json"))

    assert "id" not in {key for part in data["parts"].values() for row in part["rows"] for key in row}


def test_the_parts_of_somebody_else_stay_out(person):
    other = make.make_registration(given_name="Somebodyelse")
    make.make_passport(other, number="X1111111")

    written = opened(made(person)).read("data.json").decode()
    assert "Somebodyelse" not in written
    assert "X1111111" not in written


def test_companions_are_told_with_the_account_that_answers_for_them(person):
    make.make_registration(person.user, given_name="Pengiring", principal=person)

    assert [row.given_name for row in holder_of(person.user).registrations] == ["Nguyễn Thị", "Pengiring"]


# --- Kept for a day, sealed, for nobody else --------------------------------------------------------------------


def test_the_file_is_sealed_and_no_file_of_the_job(person):
    job = made(person)

    with default_storage.open(name_of(job), "rb") as kept:
        assert not kept.read().startswith(b"PK")
    assert not job.file
    assert AuditEvent.objects.filter(action="data.export", actor=person.user).count() == 1


def test_a_second_press_finds_the_first_job(person):
    assert ask_for_data(person.user, at=AUGUST) == ask_for_data(person.user, at=AUGUST)


def test_after_a_day_it_is_gone(person):
    job = made(person)

    assert forget_downloads(at=AUGUST + KEPT_FOR / 2) == 0
    assert forget_downloads(at=AUGUST + KEPT_FOR) == 1
    assert not default_storage.exists(name_of(job))
    assert not Job.objects.filter(pk=job.pk).exists()
    with pytest.raises(Refused):
        contents(job)


def test_only_who_proved_it_just_now_asks_and_downloads(client, person):
    client.force_login(person.user)
    job = made(person)
    for address in ("/me/data/download/", f"/me/data/download/{job.code}/"):
        assert client.get(address).url.startswith("/accounts/reauthenticate/?next=")
    assert client.post("/me/data/download/").status_code == 302
    assert Job.objects.count() == 1

    proved(client, person)
    assert client.post("/me/data/download/").url.startswith("/jobs/")
    reply = client.get(f"/me/data/download/{job.code}/")
    assert reply["Content-Type"] == "application/zip"
    assert "no-store" in reply["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(reply.content)).testzip() is None


def test_a_proof_is_old_after_a_quarter_of_an_hour(client, person):
    proved(client, person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 901}]
    session.save()

    assert client.get("/me/data/download/").status_code == 302


def test_who_has_no_password_is_told_to_sign_in_again(client, person):
    person.user.set_unusable_password()
    person.user.save()
    client.force_login(person.user)

    assert "sign in again with a code" in client.get("/me/data/download/", follow=True).content.decode()


def test_nobody_else_opens_it_not_even_who_watches_over_jobs(client, person):
    job = made(person)
    boss = make.make_registration(make.make_staff("superuser"))
    proved(client, boss)

    assert client.get(f"/jobs/{job.code}/").status_code == 200
    assert client.get(f"/jobs/{job.code}/file/").status_code == 404
    assert client.get(f"/me/data/download/{job.code}/").status_code == 404


def test_what_was_purged_is_told_as_purged(person):
    VaultItem.objects.update(sealed="", key_id="", file="", number_index="", person_index="", purged_at=AUGUST)

    rows = json.loads(opened(made(person)).read("data.json"))["parts"]["vault"]["rows"]
    assert [set(row) for row in rows] == [{"changed_at", "purged_at"}] * 2


def test_a_file_that_is_gone_from_the_storage_stops_nothing(person):
    default_storage.delete(person.photo.name)
    default_storage.save("stray", ContentFile(b""))

    assert f"photos/{person.code}.jpg" not in opened(made(person)).namelist()


def test_a_file_that_was_made_while_the_person_was_erased_is_not_left_behind(person, monkeypatch):
    job = ask_for_data(person.user, at=AUGUST)

    def erased_meanwhile(*_args: object, **_kwargs: object) -> bytes:
        Job.objects.filter(pk=job.pk).delete()
        return b"everything"

    monkeypatch.setattr(export_jobs, "make_zip", erased_meanwhile)
    run(job.pk)

    assert not default_storage.exists(name_of(job))
