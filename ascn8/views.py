"""Pages that span the apps: home, practical notes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "home.html")


@login_not_required
def practical(request: HttpRequest) -> HttpResponse:
    """Practical notes for the journey and the stay."""
    return render(request, "practical.html")
