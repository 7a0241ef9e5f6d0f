"""The public exhibition and the exhibitor's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ascn8.lib.errors import Refused
from ascn8.lib.images import small_copy
from ascn8.lib.pages import public_page
from ascn8.meeting.versions import numbers
from delegates.signed_in import account_of
from exhibition import directory, floorplan, listings
from exhibition.forms import ListingForm, LogoForm
from exhibition.models import Exhibitor, Listing

# Pixels of a logo in a list: one and a half times the size it is drawn at.
SMALL = 96


def _version(request: HttpRequest) -> tuple[int, int]:
    versions = numbers()
    return versions.get("exhibition", 0), versions.get("meeting", 0)


@login_not_required
@public_page(version=_version)
def index(request: HttpRequest) -> HttpResponse:
    """Directory and floor plan side by side."""
    words, area = request.GET.get("q", "")[:100], request.GET.get("area", "")[:40]
    found = directory.search(words=words, area=area)
    context = {
        "listings": found,
        "chips": directory.chips(found if not area else directory.search(words=words, area=""), chosen=area),
        "words": words,
        "area": area,
        "plans": [floorplan.draw(hall) for hall in directory.halls()],
        "shown": {listing.slug for listing in found},
    }
    template = "exhibition/_results.html" if request.headers.get("HX-Request") else "exhibition/index.html"
    return render(request, template, context)


@login_not_required
@public_page(version=_version)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One exhibitor."""
    listing = get_object_or_404(directory.published(), slug=slug)
    booths = list(listing.exhibitor.booths.all())
    plans = [floorplan.draw(hall) for hall in directory.halls() if any(b.hall_id == hall.pk for b in booths)]
    context = {"listing": listing, "booths": booths, "plans": plans, "shown": {listing.slug}}
    return render(request, "exhibition/detail.html", context)


@login_not_required
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo of a public listing; of a hidden one only for its own people and staff."""
    listing = get_object_or_404(Listing.objects.select_related("exhibitor"), slug=slug)
    if not listing.is_published and not (
        request.user.is_authenticated
        and Exhibitor.objects.visible_to(account_of(request)).filter(listing=listing).exists()
    ):
        raise Http404
    if not listing.logo:
        raise Http404
    with listing.logo.open("rb") as file:
        picture = file.read()
    if "small" in request.GET:
        response = HttpResponse(small_copy(picture, SMALL), content_type="image/webp")
    else:
        response = HttpResponse(picture, content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400" if listing.is_published else "private, no-store"
    return response


def _may_see_hidden(request: HttpRequest, listing: Listing) -> bool:
    if not request.user.is_authenticated:
        return False
    return Exhibitor.objects.visible_to(account_of(request)).filter(listing=listing).exists()


def mine(request: HttpRequest) -> HttpResponse:
    """The exhibitors I act for."""
    exhibitors = directory.of_member(Exhibitor.objects.filter(members=account_of(request)))
    return render(request, "exhibition/mine.html", {"exhibitors": exhibitors})


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """My listing."""
    exhibitor = get_object_or_404(Exhibitor.objects.visible_to(account_of(request)), code=code)
    listing = listings.open_listing(exhibitor=exhibitor, at=timezone.now())
    form = ListingForm(request.POST or None, listing=listing)
    if request.method == "POST" and form.is_valid():
        try:
            listings.edit_listing(
                listing=listing,
                version=form.cleaned_data["version"],
                changes=form.changes(),
                actor=account_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
            form.show_version(Listing.objects.get(pk=listing.pk).version)
        else:
            messages.success(request, _("Saved. The public page shows it now."))
            return redirect("exhibitor_edit", code=code)
    context = {"exhibitor": exhibitor, "listing": listing, "form": form, "logo_form": LogoForm()}
    return render(request, "exhibition/edit.html", context)


@require_POST
def change_logo(request: HttpRequest, code: str) -> HttpResponse:
    """A new logo for my listing."""
    exhibitor = get_object_or_404(Exhibitor.objects.visible_to(account_of(request)), code=code)
    listing = listings.open_listing(exhibitor=exhibitor, at=timezone.now())
    form = LogoForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Refused(_("Choose a file first."), code="no_file")
        listings.change_logo(
            listing=listing, upload=form.cleaned_data["logo"], actor=account_of(request), at=timezone.now()
        )
        messages.success(request, _("The new logo is in place."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("exhibitor_edit", code=code)
