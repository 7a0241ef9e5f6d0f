"""What we write about papers: to the focal points of the delegation that submitted one."""

import datetime as dt

from django.urls import reverse

from ascn8.outbox.queueing import enqueue
from sessions.models import Document


def published(document: Document, *, at: dt.datetime) -> None:
    """Your paper is published, under this symbol. Once, however often it is withdrawn and published again."""
    _tell(document, "published", at=at)


def sent_back(document: Document, *, at: dt.datetime) -> None:
    """Your paper comes back, with what the secretariat says about it."""
    _tell(document, "returned", at=at)


def _tell(document: Document, what: str, *, at: dt.datetime) -> None:
    if document.delegation is None:
        return
    path = reverse("delegation_papers", args=[document.delegation.code])
    for user in document.delegation.focal_points.filter(is_active=True):
        enqueue(
            key=f"paper:{document.code}:{what}:{user.pk}",
            kind="paper_answer",
            template="paper_answer",
            context={"document": document, "is_published": what == "published", "path": path},
            user=user,
            at=at,
        )
