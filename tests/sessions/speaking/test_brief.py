"""The chairs' brief."""

import pypdfium2
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ascn8.jobs.models import Job
from ascn8.jobs.running import run
from sessions.models import Appearance, Document, Interpretation, InterpreterTurn, Session
from sessions.release import publish
from sessions.speaking.brief import brief_of, briefs_of_day
from sessions.speaking.brief_pdf import draw_briefs
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.local(3, 12)
# Ten scripts, all invented.
NAMES = {
    "Latin": "Nguyễn Thị Rekaan",
    "Thai": "สมชาย ตัวอย่าง",
    "Khmer": "សុខ ចាន់ដារា",
    "Lao": "ສົມພອນ ຕົວຢ່າງ",
    "Burmese": "မောင် နမူနာ",
    "Tamil": "முத்து மாதிரி",
    "Jawi": "امينه بنت رکان",
    "Chinese": "陳樣本",
    "Devanagari": "राम उदाहरण",
    "Cyrillic": "Иван Примеров",
}


@pytest.fixture
def session() -> Session:
    """A recorded plenary of an hour with ten people, a booth, a paper and seats."""
    make.make_meeting()
    session = make.make_session(
        title_en="Plenary of the test", title_ms="Pleno ujian", language="en", is_recorded=True, code="BRF234"
    )
    for place, (script, native) in enumerate(NAMES.items()):
        speaker = make.make_speaker(name=f"Rekaan {script}", native_name=native, recording="no" if not place else "yes")
        role = "chair" if not place else "speaker"
        Appearance.objects.create(session=session, speaker=speaker, role=role, position=place, minutes=5)
    declined = make.make_speaker(session=session, name="Declined Rekaan")
    declined.appearances.update(answer="declined")
    booth = Interpretation.objects.create(session=session, language="km", channel=3)
    InterpreterTurn.objects.create(interpretation=booth, interpreter=make.make_speaker(name="Booth Rekaan"), minutes=30)
    facts = {"symbol": "ASCN8/2025/INF.3", "title_en": "A paper of the test", "created_at": AT}
    Document.objects.create(state="published", published_at=AT, **facts).sessions.add(session)
    Document.objects.create(symbol="ASCN8/2025/SECRET", title_en="A draft", created_at=AT).sessions.add(session)
    return session


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "\n".join(texts)


def test_the_brief_holds_the_order_on_the_clock_the_papers_the_booths_and_no_draft(session: Session):
    registration = make.make_registration(listed_as="H.E. Listed Rekaan")
    Appearance.objects.filter(session=session, position=1).get().speaker.registration = registration
    speaker = Appearance.objects.get(session=session, position=1).speaker
    speaker.registration = registration
    speaker.save()

    brief = brief_of(session)
    text = text_of(draw_briefs([brief], at=AT))

    for script, native in NAMES.items():
        assert "".join(native.split()) in "".join(text.split()), script
    assert "H.E. Listed Rekaan" in text
    for words in (
        *("Plenary of the test", "Pleno ujian", "10:00–10:05", "10:45–10:50", "10 minutes are left", "Channel 3"),
        *(
            "10:00–10:30",
            "Booth Rekaan",
            "ASCN8/2025/INF.3",
            "A paper of the test",
            "Not to be recorded",
            "Running order",
        ),
    ):
        assert words in text, words
    assert "SECRET" not in text
    assert "Declined Rekaan" not in text
    assert draw_briefs([brief], at=AT) == draw_briefs([brief], at=AT)


def test_a_brief_costs_the_same_queries_however_many_there_are(session: Session):
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert briefs_of_day(make.local(9, 0).date())
        return len(found)

    cost()  # the meeting is read once and kept
    one = cost()
    for _more in range(3):
        other = make.make_session(starts_at=make.local(9, 14), interpretation="km, lo")
        make.make_speaker(session=other)
    assert len(briefs_of_day(make.local(9, 0).date())) == 4
    assert cost() == one


def test_all_briefs_of_a_day_are_one_file_by_a_job(session: Session, client: Client):
    staff = make.make_staff("Programme")
    client.force_login(staff)
    with time_machine.travel(AT):
        page = client.get("/admin/agenda/session/briefs/")
        sent = {"day": "2025-09-09", "token": page.context["token"]}
        answers = [client.post("/admin/agenda/session/briefs/", sent) for _press in range(2)]
        job = Job.objects.get(kind="sessions.briefs")
        run(job.pk)

    job.refresh_from_db()
    assert {answer["Location"] for answer in answers} == {f"/jobs/{job.code}/"}
    with default_storage.open(str(job.file)) as file:
        assert "Plenary of the test" in text_of(file.read())
    assert client.get(f"/admin/agenda/session/{session.pk}/brief.pdf").content.startswith(b"%PDF-")


def test_the_chair_finds_the_brief_once_the_session_is_published_and_nobody_else_does(session: Session, client: Client):
    me, other = make.make_user(), make.make_user()
    for user, position in ((me, 0), (other, 1)):
        speaker = Appearance.objects.get(session=session, position=position).speaker
        speaker.registration = make.make_registration(user)
        speaker.save()
    path = "/me/speaking/BRF234.pdf"
    client.force_login(me)
    assert client.get(path).status_code == 404

    publish(actor=None, at=AT)
    assert path in client.get("/me/speaking/").text
    assert client.get(path).content.startswith(b"%PDF-")
    client.force_login(other)
    assert client.get(path).status_code == 404


def test_a_brief_names_no_paper_for_heads_only(session: Session):
    facts = {"symbol": "ASCN8/2025/INF.9", "title_en": "For heads", "created_at": AT, "classification": "heads"}
    Document.objects.create(state="published", published_at=AT, **facts).sessions.add(session)
    assert [paper.title_en for paper in brief_of(session).papers] == ["A paper of the test"]
