"""The page on which somebody who was there says how a session was."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ascn8.lib.errors import Refused
from ascn8.lib.fields import BlockField
from delegates.views.own import own_registration
from sessions.feedback import RATINGS, give, given_by, why_not_give
from sessions.moments import venue_time
from sessions.programme import current_programme
from sessions.views import published_item

_WORDS = {
    5: gettext_lazy("5, very good"),
    4: gettext_lazy("4, good"),
    3: gettext_lazy("3, fair"),
    2: gettext_lazy("2, poor"),
    1: gettext_lazy("1, very poor"),
}


class FeedbackForm(forms.Form):
    """A rating, and words for whoever has some."""

    rating = forms.TypedChoiceField(
        label=gettext_lazy("How was it?"),
        choices=[(rating, _WORDS[rating]) for rating in RATINGS],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = BlockField(
        label=gettext_lazy("In your own words"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("The secretariat and the speakers read this without your name."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@venue_time()
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """The form with what was said before, or the reason why there is none."""
    item, registration, now = published_item(code), own_registration(request), timezone.now()
    said = given_by(registration, item)
    initial = {"rating": said.rating, "words": said.words} if said else None
    form = FeedbackForm(request.POST or None, initial=initial)
    if registration and form.is_valid():
        try:
            give(item=item, registration=registration, at=now, **form.cleaned_data)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Thank you. You can change it for two weeks after the session."))
        return redirect("feedback", code=code)
    why_not = why_not_give(item=item, registration=registration, at=now)
    context = {"item": item, "form": form, "why_not": why_not, "said": said, "programme": current_programme()}
    return render(request, "sessions/feedback/form.html", context)
