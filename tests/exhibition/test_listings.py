"""An exhibitor edits its own page and sees nothing of others."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from ascn8.audit.models import AuditEvent
from ascn8.lib.errors import Refused
from exhibition.listings import edit_listing, slug_for
from exhibition.models import Listing
from tests.factories import local, make_exhibitor, make_focus_area, make_meeting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client: Client):
    make_meeting()
    user = make_user()
    client.force_login(user)
    return user


def form_data(listing: Listing, **changes: object) -> dict[str, object]:
    return {"version": listing.version, "tagline_en": listing.tagline_en, **changes}


def test_listing_edit_is_public_at_once(client: Client, member):
    exhibitor = make_exhibitor("Kota Contoh", members=(member,), slug="kota-contoh")
    area = make_focus_area(name_en="Quality Environment")
    before = client.get("/exhibition/kota-contoh/").content.decode()

    answer = client.post(
        f"/exhibitor/{exhibitor.code}/",
        form_data(
            exhibitor.listing,
            description_en="Rivers measured leaf by leaf",
            focus_areas=[area.pk],
            link_1_title="Papers",
            link_1_url="https://papers.example/",
        ),
    )

    assert answer.status_code == 302
    after = client.get("/exhibition/kota-contoh/").content.decode()
    assert "Rivers measured" not in before
    assert "Rivers measured" in after
    assert "Quality Environment" in after
    assert 'href="https://papers.example/"' in after
    assert "Kota Contoh" in client.get("/exhibition/?q=LEAF").content.decode()
    event = AuditEvent.objects.get(action="listing.edit")
    assert (event.actor, event.subject) == (member, f"exhibitor {exhibitor.code}")


def test_listing_of_others_is_not_there(client: Client, member):
    make_exhibitor("Own", members=(member,))
    other = make_exhibitor("Canary Industries", members=(make_user(),))

    assert client.get(f"/exhibitor/{other.code}/").status_code == 404
    assert client.post(f"/exhibitor/{other.code}/", form_data(other.listing, tagline_en="hijacked")).status_code == 404
    assert client.post(f"/exhibitor/{other.code}/logo/").status_code == 404
    assert "Canary" not in client.get("/exhibitor/").content.decode()
    other.listing.refresh_from_db()
    assert other.listing.tagline_en == "Invented for a test"


def test_listing_keeps_what_was_typed_when_a_colleague_was_faster(client: Client, member):
    exhibitor = make_exhibitor(members=(member,))
    stale = form_data(exhibitor.listing, tagline_en="Second writer")
    edit_listing(
        listing=exhibitor.listing, version=1, changes={"tagline_en": "First writer"}, actor=member, at=local(1, 9)
    )

    answer = client.post(f"/exhibitor/{exhibitor.code}/", stale)

    page = answer.content.decode()
    assert "A colleague saved this page" in page
    assert 'value="Second writer"' in page
    assert Listing.objects.get(pk=exhibitor.listing.pk).tagline_en == "First writer"
    again = client.post(f"/exhibitor/{exhibitor.code}/", form_data(exhibitor.listing, version=2, tagline_en="Second"))
    assert again.status_code == 302


def test_listing_refuses_addresses_that_are_no_web_addresses(client: Client, member):
    exhibitor = make_exhibitor(members=(member,))

    answer = client.post(
        f"/exhibitor/{exhibitor.code}/", form_data(exhibitor.listing, website="javascript:alert(1)", link_1_title="x")
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Give the address that belongs to this text" in page
    assert Listing.objects.get(pk=exhibitor.listing.pk).website == ""


def test_listing_text_is_escaped_everywhere(client: Client, member):
    exhibitor = make_exhibitor("<img src=x onerror=alert(1)>", members=(member,), slug="mark-up")
    client.post(
        f"/exhibitor/{exhibitor.code}/",
        form_data(exhibitor.listing, tagline_en="<script>alert(2)</script>", description_en="<b onclick=x>\u202ebold"),
    )

    for address in ("/exhibition/", "/exhibition/mark-up/", "/exhibitor/", f"/exhibitor/{exhibitor.code}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b onclick" not in page
        assert "\u202e" not in page


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def test_logo_is_made_anew(client: Client, member):
    exhibitor = make_exhibitor(members=(member,), slug="logo")
    upload = SimpleUploadedFile("logo.png", picture((400, 200)))

    answer = client.post(f"/exhibitor/{exhibitor.code}/logo/", {"logo": upload}, follow=True)

    assert "The new logo is in place." in answer.content.decode()
    served = client.get("/exhibition/logo/logo.jpg")
    image = Image.open(io.BytesIO(served.content))
    assert (image.format, image.size) == ("JPEG", (400, 200))
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only JPEG, PNG and WebP"),
        ("logo.png", b"", "empty"),
        ("logo.png", b"\x89PNG\r\n\x1a\n broken", "cannot be read"),
        ("logo.jpg", picture((40, 20)), "too small"),
        ("logo.gif", picture((400, 200), "GIF", "P"), "Only JPEG, PNG and WebP"),
        ("logo.png", picture((400, 200), "GIF", "P"), "cannot be read"),
    ],
)
def test_logo_refusals_say_why(client: Client, member, name: str, content: bytes, words: str):
    exhibitor = make_exhibitor(members=(member,))

    answer = client.post(f"/exhibitor/{exhibitor.code}/logo/", {"logo": SimpleUploadedFile(name, content)}, follow=True)

    assert words in answer.content.decode()
    assert not Listing.objects.get(pk=exhibitor.listing.pk).logo


def test_hidden_listing_is_only_for_its_people_and_staff(client: Client, member):
    exhibitor = make_exhibitor("Hidden Canary", members=(member,), slug="hidden", is_published=False)
    client.post(f"/exhibitor/{exhibitor.code}/logo/", {"logo": SimpleUploadedFile("logo.png", picture((400, 200)))})

    assert client.get("/exhibition/hidden/").status_code == 404
    assert client.get("/exhibition/hidden/logo.jpg").status_code == 200
    client.force_login(make_user())
    assert client.get("/exhibition/hidden/logo.jpg").status_code == 404
    assert "Hidden Canary" not in client.get("/exhibition/").content.decode()


def test_slug_is_free_and_readable():
    make_exhibitor("Đà Nẵng Water", slug="da-nang-water")

    assert slug_for("Đà Nẵng Water") == "da-nang-water-2"
    assert slug_for("新加坡").isalnum()


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_lose_nothing():
    user = make_user()
    listing = make_exhibitor(members=(user,)).listing
    outcomes: list[str] = []
    gate = threading.Barrier(6)

    def write(n: int) -> None:
        try:
            gate.wait()
            edit_listing(listing=listing, version=1, changes={"tagline_en": f"w{n}"}, actor=user, at=local(1, 9))
            outcomes.append(f"w{n}")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [outcome for outcome in outcomes if outcome != "changed_meanwhile"]
    assert len(won) == 1
    assert Listing.objects.get(pk=listing.pk).tagline_en == won[0]
