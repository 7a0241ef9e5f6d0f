"""Changing the facts of the meeting and its places: each change raises the version that public pages are kept under."""

from django.db import transaction
from django.db.models import Model

from ascn8.meeting.versions import bump


@transaction.atomic
def save_fact(row: Model) -> None:
    """Save a changed fact (the meeting, a country, a city, a focus area); the public reads it at once."""
    row.save()
    bump("meeting")


@transaction.atomic
def delete_fact(row: Model) -> None:
    """Take a fact away. Raises ProtectedError where people or sessions point at it."""
    row.delete()
    bump("meeting")
