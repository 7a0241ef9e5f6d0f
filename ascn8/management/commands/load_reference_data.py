"""Countries, cities, focus areas, categories, consent texts: what an installation starts with."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ascn8.meeting.reference import load_places
from delegates.arrival_card import load_arrival_card_rules
from delegates.reference import load_categories_and_consents


class Command(BaseCommand):
    help = "Adds the countries, cities, focus areas, categories, consent texts and arrival card rules that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_places() + load_categories_and_consents(at=timezone.now()) + load_arrival_card_rules()
        self.stdout.write(f"{made} rows added")
