"""The demonstration: the five days of ASCN8 with invented people, the same every time."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from ascn8.management.demo_meeting.board_facts import make_board_facts
from ascn8.management.demo_meeting.board_history import make_board_history
from ascn8.management.demo_meeting.documents import make_documents, submit_documents
from ascn8.management.demo_meeting.extra import make_extra_sessions
from ascn8.management.demo_meeting.fair import make_exhibition
from ascn8.management.demo_meeting.following import make_following
from ascn8.management.demo_meeting.journeys import make_journeys
from ascn8.management.demo_meeting.lists import make_lists
from ascn8.management.demo_meeting.meeting import make_meeting, make_programme
from ascn8.management.demo_meeting.nominations import make_nominations
from ascn8.management.demo_meeting.papers import make_papers
from ascn8.management.demo_meeting.people import DOMAIN, make_accounts, make_delegations, make_registrations
from ascn8.management.demo_meeting.questions import make_questions
from ascn8.management.demo_meeting.releases import make_releases
from ascn8.management.demo_meeting.results import draw_badges, fill_visits, publish
from ascn8.management.demo_meeting.rights import make_rights
from ascn8.management.demo_meeting.speaking import make_answers, make_booths_and_shares
from ascn8.management.demo_meeting.vault import make_passports
from ascn8.management.folders import make_folders
from ascn8.meeting.models import Meeting
from delegates.models import User


class Command(BaseCommand):
    help = "Fills an empty database with the demonstration; refuses a database that holds real people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delegates", type=int, default=400)
        parser.add_argument("--sessions", type=int, default=0, help="at least so many sessions (0: the real plan)")
        parser.add_argument("--exhibitors", type=int, default=22)

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_real_people()
        if User.objects.filter(email=f"secretariat@{DOMAIN}").exists():
            self.stdout.write("The demonstration is already there; nothing was changed.")
            return
        if settings.CELERY_BROKER_URL.startswith("filesystem"):
            make_folders()
        at = timezone.now()
        with transaction.atomic():
            self._make(at, **{name: options[name] for name in ("delegates", "sessions", "exhibitors")})
        self._say("taking seats on the visits")
        fill_visits(at=at)
        self._say("drawing badges")
        draw_badges(at=at)
        self._say("list of participants and letters")
        make_papers({name: User.objects.get(email=f"{name}@{DOMAIN}") for name in ("secretariat", "protocol")}, at=at)
        self._say("releases")
        make_releases({name: User.objects.get(email=f"{name}@{DOMAIN}") for name in ("programme", "delegate")}, at=at)
        make_following(User.objects.get(email=f"delegate@{DOMAIN}"), at=at)
        self._say("done")

    def _make(self, at: dt.datetime, *, delegates: int, sessions: int, exhibitors: int) -> None:
        call_command("load_reference_data", verbosity=0, stdout=self.stdout)
        call_command("sync_roles", verbosity=0, stdout=self.stdout)
        make_meeting()
        users = make_accounts()
        self._say("programme")
        make_programme()
        make_board_facts()
        make_booths_and_shares()
        if sessions:
            make_extra_sessions(sessions)
        make_documents(users, at=at)
        publish(actor=users["secretariat"], at=at)
        make_board_history(users["programme"], at=at)
        self._say(f"{delegates} delegates")
        delegations = make_delegations(users["focal"])
        make_registrations(users, delegations, delegates, at=at)
        make_answers(users, at=at)
        page = make_questions(users["registration"], at=at)
        make_rights(users, at=at)
        make_passports(users, at=at)
        make_journeys(page, at=at)
        make_nominations(users, at=at)
        make_lists(users["registration"], at=at)
        submit_documents(users, at=at)
        self._say(f"{exhibitors} exhibitors")
        make_exhibition(users["exhibitor"], exhibitors, at=at)

    def _refuse_real_people(self) -> None:
        meeting = Meeting.objects.filter(pk=1).first()
        real = User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()
        if real and not (meeting and meeting.is_demo):
            raise CommandError(
                "This database holds accounts of real people. The demonstration needs a database of its own: "
                "set DATABASE_URL to an empty one."
            )

    def _say(self, what: str) -> None:
        self.stdout.write(f"  demonstration: {what}")
