"""Answers: what is hidden is not kept, what is needed is there, and old answers keep their question."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from PIL import Image

from ascn8.lib.errors import Refused
from delegates.models import Answer, FollowUp, FollowUpDone, Registration
from delegates.questions.answering import save_answers
from delegates.questions.asking import answers_of, paper_of, rows_of
from delegates.questions.defining import define
from delegates.registration import correct, save_step, why_not_submit
from delegates.steps import Step, missing_steps, steps_of
from tests import factories as make
from tests.delegates.questions.asked import BY, question, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Registration:
    make.make_meeting()
    return make.make_registration(state="draft")


def answer(row: Registration, **values: object) -> list[str]:
    return save_answers(row, sections=[section()], values=values, files={}, at=make.local(2, 9))


def test_a_hidden_answer_is_not_kept_though_it_was_sent(draft):
    ride = question("ride", "yes_no")
    question("how", "choice", choices=BY, shown_when=ride, shown_values=["yes"])

    answer(draft, ride=False, how="coach")

    assert answers_of(draft) == {"ride": False}


def test_a_shown_and_needed_answer_is_demanded_and_nothing_is_kept_without_it(draft):
    ride = question("ride", "yes_no")
    question("how", "choice", choices=BY, shown_when=ride, shown_values=["yes"], is_required=True)

    with pytest.raises(Refused, match="English how"):
        answer(draft, ride=True)

    assert answers_of(draft) == {}


def test_a_change_clears_what_it_hides_along_the_whole_chain_and_says_so(draft):
    ride = question("ride", "yes_no")
    how = question("how", "choice", choices=BY, shown_when=ride, shown_values=["yes"])
    elsewhere = section("later")
    question("plate", shown_when=how, shown_values=["car"], section=elsewhere)
    answer(draft, ride=True, how="car")
    save_answers(draft, sections=[elsewhere], values={"plate": "WXY 1234"}, files={}, at=make.local(2, 10))

    gone = answer(draft, ride=False)

    assert gone == ["English plate"]
    assert answers_of(draft) == {"ride": False}


def test_another_category_drops_the_answers_of_the_former_one(draft):
    media, delegate = make.make_category("media"), draft.category
    question("camera", categories=[delegate])
    answer(draft, camera="two")

    save_step(draft, step=Step.WORK, data={"category": media}, at=make.local(2, 10))

    assert answers_of(draft) == {}


def test_an_answer_keeps_the_question_as_it_was_asked(draft):
    how = question("how", "choice", choices=BY)
    answer(draft, how="coach")

    how.label_en, how.choices = "Another wording", BY[1:]
    define(how, actor=make.make_staff(), at=make.local(3, 9))

    assert how.version == 2
    assert Answer.objects.get().version == 1
    assert rows_of(draft) == [{"label": "English how", "value": "By coach", "file": ""}]


def test_the_step_is_there_for_those_who_are_asked_and_is_missing_until_answered(draft):
    assert Step.QUESTIONS not in steps_of(draft)
    question("badge", is_required=True, categories=[draft.category])
    question("other", is_required=True, categories=[make.make_category("media")])

    assert Step.QUESTIONS in steps_of(draft)
    assert Step.QUESTIONS in missing_steps(draft, at=make.local(2, 9))
    assert why_not_submit(draft, at=make.local(2, 9)) is not None

    answer(draft, badge="yes")
    assert Step.QUESTIONS not in missing_steps(draft, at=make.local(2, 9))


def test_answering_a_task_does_it_and_a_cleared_needed_answer_opens_it_again():
    make.make_meeting()
    row = make.make_registration()
    ride = question("ride", "yes_no")
    visit = section("visit", phase="follow_up")
    car = question("car", "yes_no", section=visit, is_required=True)
    task = FollowUp.objects.create(
        slug="visit", title_en="Visit", title_ms="Lawatan", form="questions", section=visit, due_at=make.local(5, 9)
    )
    save_answers(row, sections=[visit], values={"car": True}, files={}, at=make.local(2, 9))
    assert FollowUpDone.objects.filter(registration=row, follow_up=task).exists()

    car.shown_when, car.shown_values = ride, ["yes"]
    define(car, actor=make.make_staff(), at=make.local(2, 10))
    answer(row, ride=False)
    assert answers_of(row) == {"ride": False}
    # Hidden, so no longer needed: nothing is owed.
    assert FollowUpDone.objects.filter(registration=row).exists()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a_file_is_made_anew_kept_private_and_gone_with_its_answer(
    draft, client: Client, django_capture_on_commit_callbacks
):
    ride = question("ride", "yes_no")
    question("permit", "file", shown_when=ride, shown_values=["yes"])
    client.force_login(draft.user)
    upload = SimpleUploadedFile("permit.jpg", picture(), content_type="image/jpeg")
    client.post("/register/questions/", {"ride": "yes", "permit": upload, "seen": "ride permit"})

    name = str(Answer.objects.get(question__slug="permit").file)
    file = client.get(f"/answers/{draft.code}/permit/")
    assert file["Content-Disposition"].startswith("attachment")
    client.force_login(make.make_user())
    assert client.get(f"/answers/{draft.code}/permit/").status_code == 404

    client.force_login(draft.user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/register/questions/", {"ride": "no", "seen": "ride"})
    assert not Answer.objects.filter(question__slug="permit").exists()
    assert not default_storage.exists(name)


def test_without_scripts_what_an_answer_opens_is_shown_before_going_on(draft, client: Client):
    ride = question("ride", "yes_no")
    question("how", "choice", choices=BY, shown_when=ride, shown_values=["yes"])
    client.force_login(draft.user)
    page = client.get("/register/questions/").content.decode()
    assert 'name="seen" value="ride"' in page

    answered = client.post("/register/questions/", {"ride": "yes", "seen": "ride"})
    assert answered["Location"] == "/register/questions/"
    assert 'name="seen" value="how ride"' in client.get("/register/questions/").content.decode()

    done = client.post("/register/questions/", {"ride": "yes", "how": "car", "seen": "how ride"})
    assert done["Location"] == "/register/contact/"


def test_what_does_not_pass_is_there_tomorrow(draft, client: Client):
    question("age", "number", is_required=True)
    question("note", "text")
    client.force_login(draft.user)

    client.post("/register/questions/", {"age": "many", "note": "kept", "seen": "age note"})

    page = client.get("/register/questions/").content.decode()
    assert 'value="many"' in page
    assert 'value="kept"' in page
    assert answers_of(draft) == {}


def test_what_staff_wrote_is_text_and_no_mark_up(draft, client: Client):
    question("q", label_en="<b>Label</b>", help_en="<script>alert(1)</script>")
    client.force_login(draft.user)

    page = client.get("/register/questions/").content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>Label</b>" not in page


SLUGS = ["a", "b", "c", "d"]


class TestWhateverIsAnswered(TestCase):
    """A walk through any answers of a tree of questions: kept is what is shown, always."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(turns=st.lists(st.dictionaries(st.sampled_from(SLUGS), st.booleans()), min_size=1, max_size=4))
    def test_kept_answers_are_visible_answers(self, turns):
        make.make_meeting()
        row = make.make_registration(state="draft")
        a = question("a", "yes_no")
        b = question("b", "yes_no", shown_when=a, shown_values=["yes"])
        question("c", "yes_no", shown_when=b, shown_values=["no"])
        question("d", "yes_no", shown_when=a, shown_values=["no"])

        for turn in turns:
            answer(row, **turn)
            paper = paper_of(row)
            assert set(paper.answers) <= paper.shown()
            assert set(paper.answers) == set(turn) & paper.shown()


def test_staff_who_change_the_category_leave_no_answer_to_what_is_no_longer_asked(draft):
    outlet = question("outlet", "text")
    outlet.categories.add(draft.category)
    answer(draft, outlet="A newspaper")

    correct(draft, data={"category": make.make_category("partner")}, actor=make.make_staff(), at=make.local(2, 10))

    assert answers_of(draft) == {}


@pytest.mark.parametrize(("role", "reads"), [("Registration", True), ("Security", True), ("Door", False)])
def test_only_who_decides_reads_the_answers_on_the_review_screen(client: Client, role: str, reads: bool):
    make.make_meeting()
    row = make.make_registration()
    question("shirt")
    answer(row, shirt="An invented answer")
    client.force_login(make.make_staff(role))

    page = client.get(f"/admin/delegates/registration/{row.code}/review/")

    assert page.status_code == 200
    assert ("An invented answer" in page.content.decode()) is reads
