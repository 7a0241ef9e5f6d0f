"""Booths: one exhibitor each, whatever happens at once."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from exhibition.booths import assign, block, vacate
from exhibition.models import Booth
from tests.factories import local, make_booth, make_exhibitor, make_staff

pytestmark = pytest.mark.django_db
AT = local(1, 9)


def test_assign_and_vacate():
    staff, booth, exhibitor = make_staff("Exhibition"), make_booth(), make_exhibitor()

    assign(booth=booth, exhibitor=exhibitor, actor=staff, at=AT)
    assign(booth=booth, exhibitor=exhibitor, actor=staff, at=AT)

    booth.refresh_from_db()
    assert (booth.state, booth.exhibitor) == ("assigned", exhibitor)
    vacate(booth=booth, actor=staff, at=AT)
    booth.refresh_from_db()
    assert (booth.state, booth.exhibitor) == ("free", None)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["booth.assign", "booth.vacate"]


def test_assign_refuses_a_held_and_a_blocked_booth():
    first, second = make_exhibitor("First Holder"), make_exhibitor()
    held, blocked = make_booth(exhibitor=first), make_booth(state="blocked")

    with pytest.raises(Refused, match="held by First Holder") as refusal:
        assign(booth=held, exhibitor=second, actor=None, at=AT)
    assert refusal.value.code == "booth_taken"
    with pytest.raises(Refused, match="is blocked"):
        assign(booth=blocked, exhibitor=second, actor=None, at=AT)
    with pytest.raises(Refused, match="Vacate it before"):
        block(booth=held, blocked=True, actor=None, at=AT)


@pytest.mark.parametrize(("state", "held"), [("free", True), ("assigned", False), ("blocked", True), ("held", False)])
def test_database_refuses_a_state_that_does_not_fit(state: str, held: bool):
    exhibitor = make_exhibitor()
    booth = make_booth()

    with pytest.raises(IntegrityError), transaction.atomic():
        Booth.objects.filter(pk=booth.pk).update(state=state, exhibitor=exhibitor if held else None)


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_eight_exhibitors_at_once_for_one_booth():
    booth = make_booth()
    exhibitors = [make_exhibitor() for _ in range(8)]
    gate, outcomes = threading.Barrier(8), []

    def take(n: int) -> None:
        try:
            gate.wait()
            assign(booth=booth, exhibitor=exhibitors[n], actor=None, at=AT)
            outcomes.append(exhibitors[n].pk)
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    booth.refresh_from_db()
    assert outcomes.count("booth_taken") == 7
    assert booth.exhibitor_id in outcomes
