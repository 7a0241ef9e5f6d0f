import pytest

from delegates.models import RetentionRule
from delegates.reference import RETENTION


@pytest.fixture
def retention(db):
    """The rules of a new installation."""
    return [RetentionRule.objects.create(kind=kind, days=days) for kind, days in RETENTION]
