"""Papers of the demonstration: all classifications, one under embargo, a chain, one that a delegation submitted."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from ascn8.management.demo_meeting.meeting import moment
from ascn8.meeting.facts import current_meeting
from ascn8.typeset.paper import MM, SOFT, TEXT_WIDTH, Frame, Paper, Style, set_text
from delegates.models import Delegation, Registration, User
from delegates.papers.words import page_number
from sessions.models import Document, DocumentFile, Session
from sessions.models.papers import heads
from sessions.papers.filing import Facts, publish
from sessions.papers.opening import note_readings
from sessions.papers.submitting import send_back, submit
from sessions.papers.versions import add_file, file_paper

OPEN, PARTICIPANTS, HEADS = "open", "participants", "heads"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper: series, titles, the session it is for, who reads it, its languages."""

    series: str
    title_en: str
    title_ms: str
    session: str
    who: str = OPEN
    languages: tuple[str, ...] = ("en",)
    embargo: dt.datetime | None = None
    is_published: bool = True


SHEETS = [
    Sheet("INF", "Information for participants", "Maklumat untuk peserta", "Arrival and accreditation",
          languages=("en", "ms", "km")),
    Sheet("INF", "Provisional timetable of the five days", "Jadual waktu sementara lima hari",
          "Adoption of the agenda and report of the outgoing Chair", languages=("en", "ms")),
    Sheet("INF", "Order of the country reports", "Susunan laporan negara", "Country reports I", PARTICIPANTS),
    Sheet("WP", "Draft agenda", "Draf agenda", "Adoption of the agenda and report of the outgoing Chair",
          languages=("en", "ms")),
    Sheet("WP", "Report of the outgoing Chair", "Laporan Pengerusi terdahulu",
          "Adoption of the agenda and report of the outgoing Chair", PARTICIPANTS),
    Sheet("WP", "ASEAN Smart City Action Plan 2026–2035: draft for adoption",
          "Pelan Tindakan Bandar Pintar ASEAN 2026–2035: draf untuk diterima",
          "ASEAN Smart City Action Plan 2026–2035", PARTICIPANTS, ("en", "ms", "vi")),
    Sheet("WP", "Monitoring and evaluation: thirty-one cities in numbers",
          "Pemantauan dan penilaian: tiga puluh satu bandar dalam angka",
          "Report of the ASEAN Secretariat: monitoring and evaluation", embargo=moment(9, "16:00")),
    Sheet("L", "Election of the Shepherd: note by the Chair", "Pemilihan Shepherd: nota Pengerusi",
          "Heads of Delegation pre-meeting", HEADS),
    Sheet("CRP", "Questions for the workshop on one indicator", "Soalan untuk bengkel satu penunjuk",
          "Workshop: one indicator, thirty-one cities", PARTICIPANTS),
    Sheet("CRP", "Draft text of the report, paragraphs 1 to 12", "Draf teks laporan, perenggan 1 hingga 12",
          "Adoption of the report and hand-over", HEADS, is_published=False),
]  # fmt: skip
# Until when delegations may submit, by title of the session; the first is over when the demonstration begins.
DEADLINES = {
    "Adoption of the agenda and report of the outgoing Chair": moment(1, "18:00"),
    "Country reports I": moment(7, "18:00"),
    "Working group: reporting on city progress": moment(6, "18:00"),
}


def make_documents(users: dict[str, User], *, at: dt.datetime) -> None:
    """What the secretariat filed before the first release."""
    for title, due in DEADLINES.items():
        Session.objects.filter(title_en=title).update(papers_due_at=due)
    made = [_file(sheet, users["programme"], at=at) for sheet in SHEETS]
    plan = next(paper for paper in made if paper.title_en.startswith("ASEAN Smart City Action Plan"))
    for revision, word in (("rev", "as revised by the drafting group"), ("add", "annex on financing")):
        sheet = Sheet("", f"ASEAN Smart City Action Plan 2026–2035: {word}", "", "", PARTICIPANTS, ("en",))
        _file(sheet, users["programme"], of=plan, revision=revision, at=at)


def submit_documents(users: dict[str, User], *, at: dt.datetime) -> None:
    """What a delegation sent: one waits, one was sent back; and some readers of the papers."""
    delegation = Delegation.objects.get(focal_points=users["focal"])
    for title, session in (
        ("Progress of three cities on the Mekong", "Country reports I"),
        ("Photographs of the river front", "Working group: reporting on city progress"),
    ):
        paper = submit(
            delegation=delegation,
            session=Session.objects.get(title_en=session),
            title_en=title,
            language="en",
            upload=_upload(title, "", "Submitted", "en"),
            actor=users["focal"],
            at=at,
        )
    send_back(
        paper,
        words="Please send it as one PDF with a short text. Photographs alone have no symbol. (demonstration)",
        actor=users["programme"],
        at=at,
    )
    _name_heads()
    files = list(DocumentFile.objects.filter(document__state=Document.State.PUBLISHED, document__embargo_until=None))
    readers = [users["delegate"], *(row.user for row in heads().select_related("user")[:4])]
    readers += [row.user for row in Registration.objects.attending().select_related("user").order_by("pk")[:24:3]]
    for number, user in enumerate(dict.fromkeys(readers)):
        note_readings(files[: 2 + number], user=user, at=at)


def _name_heads() -> None:
    """One member of each country's delegation that has none becomes its head, and another one the alternate."""
    for delegation in Delegation.objects.filter(city__isnull=True).exclude(registrations__standing="head"):
        rows = Registration.objects.attending().filter(delegation=delegation, principal__isnull=True)
        chosen = rows.exclude(user__email__startswith="delegate@").order_by("pk")[:2]
        for row, standing in zip(chosen, ("head", "alternate"), strict=False):
            Registration.objects.filter(pk=row.pk).update(standing=standing)


def _file(sheet: Sheet, actor: User, *, of: Document | None = None, revision: str = "", at: dt.datetime) -> Document:
    sessions = list(of.sessions.all()) if of else list(Session.objects.filter(title_en=sheet.session))
    facts = Facts(sheet.title_en, sheet.title_ms, sessions, sheet.who, sheet.embargo)
    paper = file_paper(facts=facts, series=sheet.series, of=of, revision=revision, actor=actor, at=at)
    for language in sheet.languages:
        upload = _upload(sheet.title_en, sheet.title_ms, paper.symbol, language)
        add_file(paper, upload=upload, language=language, actor=actor, at=at)
    return publish(paper, actor=actor, at=at) if sheet.is_published else paper


def _upload(title_en: str, title_ms: str, symbol: str, language: str) -> SimpleUploadedFile:
    """A page with symbol and title, drawn by the engine of the badges and letters."""
    meeting = current_meeting()
    title = title_ms if language == "ms" and title_ms else title_en
    frame = Frame(meeting.name_en, f"{meeting.venue}, {meeting.city}", symbol, page_number, "Demonstration")
    paper = Paper(title=f"{symbol}: {title}", language=language, frame=frame)
    paper.add(set_text(symbol, Style(11, "Bold", SOFT), TEXT_WIDTH))
    paper.skip(3 * MM)
    paper.add(set_text(title, Style(20, "Bold"), TEXT_WIDTH))
    paper.skip(6 * MM)
    for line in _TEXT.get(language, _TEXT["en"]):
        paper.add(set_text(line, Style(11), TEXT_WIDTH))
        paper.skip(3 * MM)
    return SimpleUploadedFile(f"{symbol.replace('/', '-')}-{language}.pdf", paper.finish())


_TEXT = {
    "en": (
        "This paper is invented. It shows how papers of the meeting are filed, found and read.",
        "Who may open it is asked at the file itself; who opened it is seen by the secretariat.",
    ),
    "ms": (
        "Kertas ini direka. Ia menunjukkan bagaimana kertas mesyuarat difailkan, ditemui dan dibaca.",
        "Siapa yang boleh membukanya ditanya pada fail itu sendiri.",
    ),
}
