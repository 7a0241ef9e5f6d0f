"""Writing questions: conditions that can be met, versions, and the panel's form without code."""

import pytest
from django.test import Client

from ascn8.lib.errors import Refused
from delegates.models import Question, QuestionVersion
from delegates.questions.defining import define, why_not_depend, why_not_retire
from tests import factories as make
from tests.delegates.questions.asked import BY, question, section

pytestmark = pytest.mark.django_db


def code_of(row: Question) -> str:
    refused = why_not_depend(row)
    return refused.code if refused else ""


def test_a_question_depends_only_on_what_can_decide():
    text, choice = question("text"), question("choice", "choice", choices=BY)
    later = question("later", "yes_no", position=9)

    child = Question(section=section(), slug="child", kind="text", position=5)
    for parent, values, code in [
        (text, ["x"], "parent_kind"),
        (choice, [], "no_values"),
        (choice, ["ship"], "unknown_values"),
        (later, ["yes"], "parent_later"),
        (choice, ["coach"], ""),
    ]:
        child.shown_when, child.shown_values = parent, values
        assert code_of(child) == code


def test_a_ring_is_refused():
    a = question("a", "yes_no")
    b = question("b", "yes_no", shown_when=a, shown_values=["yes"])

    a.shown_when, a.shown_values = b, ["yes"]

    assert code_of(a) == "cycle"
    with pytest.raises(Refused):
        define(a, actor=make.make_staff(), at=make.local(2, 9))


def test_what_others_depend_on_is_not_retired():
    a = question("a", "yes_no")
    question("b", shown_when=a, shown_values=["yes"])

    refused = why_not_retire(a)

    assert refused is not None
    assert "English b" in str(refused)


def test_new_words_are_a_new_version_and_another_order_is_not():
    row = question("a")

    row.position = 7
    define(row, actor=make.make_staff(), at=make.local(2, 9))
    assert row.version == 1

    row.label_ms = "Perkataan lain"
    define(row, actor=make.make_staff(), at=make.local(2, 10))
    assert row.version == 2
    assert [version.asked["label_ms"] for version in QuestionVersion.objects.all()] == ["Melayu a", "Perkataan lain"]


def form_data(**fields: str) -> dict[str, str]:
    data = {
        "section": str(section().pk), "position": "3", "kind": "choice", "label_en": "How do you come?",
        "label_ms": "Bagaimanakah anda datang?", "help_en": "", "help_ms": "", "slug": "come",
        "choices": "coach | By coach | Dengan bas\ncar | By car | Dengan kereta", "is_active": "on",
        "shown_values": "", "shown_when": "",
    }  # fmt: skip
    return {**data, **fields}


def test_staff_write_a_question_without_code(client: Client):
    client.force_login(make.make_staff("Registration"))

    answer = client.post("/admin/delegates/question/add/", form_data())

    assert answer.status_code == 302
    row = Question.objects.get()
    assert row.choices == BY
    assert row.versions.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"choices": "coach By coach"}, "value | English | Malay"),
        ({"choices": ""}, "Write at least one choice."),
        ({"choices": "By coach | a | b"}, "by_coach"),
        ({"choices": "a | x | y\na | z | w"}, "Two choices have the same value."),
    ],
)
def test_what_cannot_stand_is_said_at_the_field(client: Client, fields: dict[str, str], said: str):
    client.force_login(make.make_staff("Registration"))

    page = client.post("/admin/delegates/question/add/", form_data(**fields))

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Question.objects.exists()


def test_the_preview_shows_both_languages(client: Client):
    question("a", "yes_no")
    client.force_login(make.make_staff("Registration"))

    page = client.get("/admin/delegates/formsection/more/preview/").content.decode()

    assert "English a" in page
    assert "Melayu a" in page
