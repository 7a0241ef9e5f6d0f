"""A sample mail, and promising it."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ascn8.outbox import delivery
from ascn8.outbox.models import Message
from ascn8.outbox.queueing import enqueue
from tests.factories import make_meeting

_number = count(1)


@pytest.fixture(autouse=True)
def sample_templates(settings: Any) -> None:
    """Mails of these tests are written from tests/outbox/templates."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture(autouse=True)
def rested() -> None:
    """No test finds a mail server that an earlier one saw silent."""
    delivery._server_answers()


@pytest.fixture
def promise(db: None) -> Callable[..., Message]:
    """promise(name="…"): one queued sample mail, by default to person@example.org, due now."""
    make_meeting()

    def write(**fields: Any) -> Message:
        name = fields.pop("name", "Siti binti Contoh")
        made = {
            "key": f"sample:{next(_number)}",
            "kind": "sample",
            "template": "sample",
            "context": {"name": name},
            "to": "person@example.org",
            "at": timezone.now() - dt.timedelta(seconds=1),
        }
        message = enqueue(**{**made, **fields})
        assert message is not None
        return message

    return write
