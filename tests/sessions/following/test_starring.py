"""Stars: with and without JavaScript, kept in a browser and taken over, honest about what is cancelled or gone."""

import pytest
import time_machine
from django.test import Client

from ascn8.lib.errors import Refused
from delegates.models import User
from sessions.following.starring import merge, star, unstar
from sessions.models import Session, Star
from sessions.programme import Item, current_programme
from sessions.release import publish
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.local(8, 9)


@pytest.fixture(autouse=True)
def clock():
    make.make_meeting()
    with time_machine.travel(NOW, tick=False):
        yield


def release(day: int = 6) -> None:
    publish(actor=None, at=make.local(day, 9))


def published(session: Session) -> Item:
    return current_programme().by_code[session.code]


def starred(user: User) -> set[str]:
    return set(Star.objects.filter(user=user).values_list("session__code", flat=True))


@pytest.fixture
def programme() -> dict[str, Session]:
    """One session that takes place, one that is cancelled, one that vanished, and one that was never published."""
    rows = {name: make.make_session(starts_at=make.local(9, 9)) for name in ("on", "cancelled", "gone")}
    release()
    Session.objects.filter(pk=rows["cancelled"].pk).update(is_cancelled=True)
    Session.objects.filter(pk=rows["gone"].pk).update(starts_at=None, ends_at=None)
    release(7)
    return {**rows, "draft": make.make_session(starts_at=make.local(9, 9))}


@pytest.mark.parametrize("name", ["cancelled", "gone"])
def test_what_does_not_take_place_is_refused_with_the_reason_and_can_still_be_taken_out(
    name: str, programme: dict[str, Session]
):
    user, item = make.make_user(), published(programme[name])
    with pytest.raises(Refused) as no:
        star(user=user, item=item, at=NOW)
    Star.objects.create(user=user, session=programme[name], starred_at=NOW)

    unstar(user=user, item=item)

    assert no.value.code == name
    assert starred(user) == set()


def test_a_session_deleted_since_the_release_is_refused(programme: dict[str, Session]):
    item = published(programme["on"])
    programme["on"].delete()

    with pytest.raises(Refused, match="no longer in the programme"):
        star(user=make.make_user(), item=item, at=NOW)


def test_what_a_browser_kept_is_taken_over_once(programme: dict[str, Session]):
    user, other = make.make_user(), make.make_user()
    codes = [programme[name].code for name in ("on", "on", "cancelled", "gone", "draft")] + ["NOTHING", "'; --", ""]

    first = merge(user=user, codes=codes, programme=current_programme(), at=NOW)
    again = merge(user=user, codes=codes, programme=current_programme(), at=NOW)

    assert (first, again) == (1, 0)
    assert (starred(user), starred(other)) == ({programme["on"].code}, set())


def test_the_merge_says_how_many_and_the_page_beside_knows_them(client: Client, programme: dict[str, Session]):
    user = make.make_user()
    client.force_login(user)

    answer = client.post("/me/agenda/stars/", {"codes": programme["on"].code + ",NOTHING"}).json()
    beside = client.get("/me/agenda/beside.json")

    assert answer == {"added": 1, "text": "1 session that you starred in this browser is now in your agenda."}
    assert beside.json()["own"] == {programme["on"].code: {"starred": True, "words": []}}
    assert "no-store" in beside.headers["Cache-Control"]


def test_a_stranger_gets_nothing_beside_and_no_session(client: Client, programme: dict[str, Session]):
    answer = client.get("/me/agenda/beside.json")

    assert answer.json() == {"signed_in": False}
    assert client.post("/me/agenda/stars/", {"codes": programme["on"].code}).status_code == 302
    assert not Star.objects.exists()


def test_without_javascript_the_session_page_leads_to_a_button(client: Client, programme: dict[str, Session]):
    code = programme["on"].code
    user = make.make_user()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)

    assert f'href="/agenda/{code}/star/"' in client.get(f"/agenda/{code}/").content.decode()
    page = browser.get(f"/agenda/{code}/star/")
    token = page.context["csrf_token"]
    refused = browser.post(f"/agenda/{code}/star/", {"on": "1"})
    done = browser.post(f"/agenda/{code}/star/", {"on": "1", "csrfmiddlewaretoken": token}, follow=True)

    assert refused.status_code == 403
    assert starred(user) == {code}
    assert "It is in your agenda." in done.content.decode()
    assert "Take it out of my agenda" in browser.get(f"/agenda/{code}/star/").content.decode()


def test_a_script_hears_the_reason_of_a_no(client: Client, programme: dict[str, Session]):
    client.force_login(make.make_user())
    address = f"/agenda/{programme['cancelled'].code}/star/"

    answer = client.post(address, {"on": "1"}, headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json() == {"error": "This session is cancelled, so it cannot be added."}


def test_the_cached_pages_hold_no_star(client: Client, programme: dict[str, Session]):
    """The same bytes for a stranger and for somebody who starred everything."""
    user = make.make_user()
    star(user=user, item=published(programme["on"]), at=NOW)
    addresses = ["/agenda/?day=all", f"/agenda/{programme['on'].code}/"]
    strange = [client.get(address).content for address in addresses]
    client.force_login(user)

    assert [client.get(address).content for address in addresses] == strange
