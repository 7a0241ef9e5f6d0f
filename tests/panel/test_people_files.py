"""A list from the upload to the import, and a pair from the queue to one registration, through the panel's pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from ascn8.outbox.models import Message
from delegates.models import DuplicatePair, PeopleFile, Registration, User
from tests import factories as make
from tests.delegates.importing.lists import FORMS, csv_of, whole

pytestmark = pytest.mark.django_db
LISTS = "/admin/delegates/peoplefile/"
PAIRS = "/admin/delegates/duplicatepair/"


@pytest.fixture
def staff(client: Client) -> User:
    make.make_meeting()
    make.make_country("KH")
    make.make_category()
    user = make.make_staff("Registration")
    client.force_login(user)
    return user


def upload(client: Client, data: bytes, name: str = "people.csv", **more: object):
    return client.post(f"{LISTS}upload/", {"file": SimpleUploadedFile(name, data), **more})


def finish(page: object) -> Job:
    """Do the job that the page leads to."""
    job = Job.objects.get(code=page.url.strip("/").split("/")[-1])
    run(job.pk)
    job.refresh_from_db()
    return job


def test_from_the_upload_to_the_people(client: Client, staff: User):
    file_page = upload(client, csv_of(whole(1), whole(2, Position=""), whole(3, Country="Atlantis"), delimiter=";"))
    file = PeopleFile.objects.get()
    assert file_page.url == f"{LISTS}{file.code}/columns/"

    columns = client.get(file_page.url).content.decode()
    assert "person1@list.example" in columns
    assert '<option value="given_name" selected>Given name</option>' in columns

    form = {f"column_{number}": meant for number, meant in file.mapping.items()}
    checking = client.post(file_page.url, {**form, "category": "delegate", "system": ""})
    assert finish(checking).state == "done"
    report = client.get(f"{LISTS}{file.code}/report/").content.decode()
    assert "there is no country “Atlantis”" in report
    assert "1 row has a fault" in report
    assert not Registration.objects.exists()

    finish(client.post(f"{LISTS}{file.code}/import/", {"mode": "good"}))

    assert sorted(Registration.objects.values_list("state", flat=True)) == ["draft", "submitted"]
    done = client.get(f"{LISTS}{file.code}/report/").content.decode()
    assert f"queue=all&amp;people_file__id__exact={file.pk}" in done
    people = client.get(f"/admin/delegates/registration/?queue=all&people_file__id__exact={file.pk}")
    assert people.context["cl"].result_count == 2
    assert not Message.objects.exists()
    finish(client.post(f"{LISTS}{file.code}/invite/"))
    assert Message.objects.filter(kind="people_invited").count() == 2


def test_a_file_that_cannot_be_used_is_refused_at_the_field(client: Client, staff: User):
    page = upload(client, b"%PDF-1.7 x", "people.csv")

    assert page.status_code == 422
    assert "This is a PDF" in page.content.decode()
    assert not PeopleFile.objects.exists()


def test_an_empty_file_is_refused_in_our_words(client: Client, staff: User):
    assert "The file is empty" in upload(client, b"").content.decode()


def test_the_same_file_again_says_when_and_by_whom_and_offers_a_tick(client: Client, staff: User):
    data = csv_of(whole(1))
    upload(client, data)
    PeopleFile.objects.update(state="imported", imported_at=make.local(1, 9), imported_by=staff)

    page = upload(client, data)

    assert f"imported on 1 September 2025, 09:00 by {staff.email}" in page.content.decode()
    assert 'type="checkbox" name="again"' in page.content.decode()
    assert upload(client, data, again="on").status_code == 302
    assert PeopleFile.objects.count() == 2


def test_a_column_cannot_be_chosen_twice(client: Client, staff: User):
    upload(client, csv_of(whole(1)))
    address = f"{LISTS}{PeopleFile.objects.get().code}/columns/"

    page = client.post(address, {"column_0": "email", "column_1": "name", "column_2": "name"})

    assert page.status_code == 422
    assert "Two columns are chosen for “Whole name”" in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_we_know_is_named(client: Client, staff: User, form: str):
    upload(client, csv_of(["x@example.org"] * len(FORMS[form]), headings=FORMS[form]))

    page = client.get(f"{LISTS}{PeopleFile.objects.get().code}/columns/")

    assert "a list of its own" not in page.content.decode()


def test_ten_presses_are_one_import(client: Client, staff: User):
    upload(client, csv_of(whole(1)))
    file = PeopleFile.objects.get()
    form = {f"column_{number}": meant for number, meant in file.mapping.items()}
    finish(client.post(f"{LISTS}{file.code}/columns/", {**form, "category": "delegate"}))

    pages = [client.post(f"{LISTS}{file.code}/import/", {"mode": "all"}).url for _press in range(10)]

    assert len(set(pages)) == 1
    assert Job.objects.filter(kind="people.import").count() == 1


def test_a_report_is_read_page_by_page(client: Client, staff: User, django_assert_max_num_queries):
    upload(client, csv_of(*(whole(n, Country="Atlantis") for n in range(250))))
    file = PeopleFile.objects.get()
    form = {f"column_{number}": meant for number, meant in file.mapping.items()}
    finish(client.post(f"{LISTS}{file.code}/columns/", {**form, "category": "delegate"}))

    with django_assert_max_num_queries(30):
        page = client.get(f"{LISTS}{file.code}/report/?show=faults&page=3")

    assert page.context["page_obj"].paginator.count == 250
    assert len(page.context["page_obj"].object_list) == 50


def make_pair() -> DuplicatePair:
    first = make.make_registration(state="submitted", given_name="Sophea", position="Mayor")
    second = make.make_registration(state="approved", given_name="Sophea A.", position="Planner")
    return DuplicatePair.objects.create(first=first, second=second, reason="passport", found_at=make.local(1, 9))


def test_a_pair_is_compared_previewed_and_merged(client: Client, staff: User):
    pair = make_pair()
    queue = client.get(PAIRS).content.decode()
    assert f"{PAIRS}{pair.code}/compare/" in queue

    compare = client.get(f"{PAIRS}{pair.code}/compare/")
    assert compare.context["better"] == pair.second
    shown = client.get(f"{PAIRS}{pair.code}/preview/?keep={pair.second.code}&position=first&given_name=second")
    assert shown.context["take"] == ["position"]
    assert Registration.objects.filter(state="withdrawn").count() == 0

    done = client.post(f"{PAIRS}{pair.code}/merge/", {"keep": pair.second.code, "take": ["position"]}, follow=True)

    pair.second.refresh_from_db()
    assert pair.second.position == "Mayor"
    assert "The two are one now" in done.content.decode()
    assert f"{PAIRS}{pair.code}/compare/" not in client.get(PAIRS).content.decode()


def test_two_people_leave_the_queue(client: Client, staff: User):
    pair = make_pair()

    client.post(f"{PAIRS}{pair.code}/different/")

    assert client.get(PAIRS).context["cl"].result_count == 0
    assert client.get(f"{PAIRS}?pairs=different").context["cl"].result_count == 1
    assert client.get(f"{PAIRS}{pair.code}/compare/").context["why_not"].code == "already"
