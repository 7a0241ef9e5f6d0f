"""`/styleguide/`: every component in every state, and the contrast of each pair of colours, in demo and tests."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ascn8.templatetags.components import FLAGS, KIND_ICONS

_BLOCK = r"{selector} {{\n(.*?)\n *}}"
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
TONES = ("good", "info", "warn", "bad", "neutral")
# (text, ground): every pair that carries words, on every ground it stands on.
PAIRS = [
    ("ink", "paper"), ("ink", "raised"), ("ink", "mist"), ("soft", "paper"), ("soft", "raised"), ("soft", "mist"),
    ("primary", "paper"), ("primary", "raised"), ("primary", "mist"), ("primary", "primary-tint"),
    ("primary-strong", "paper"), ("on-primary", "primary"), ("on-primary", "primary-strong"), ("on-red", "red"),
    ("accent-text", "paper"), ("accent-text", "mist"), ("on-deep", "deep"), ("on-deep-soft", "deep"),
    ("on-deep-quiet", "deep"), ("on-deep-accent", "deep"), ("soft", "neutral-tint"), ("bad", "paper"),
    *[(tone, f"{tone}-tint") for tone in TONES],
    *[("ink", f"{tone}-tint") for tone in TONES],
    *[(kind, "paper") for kind in KIND_ICONS],
    *[(kind, f"{kind}-tint") for kind in KIND_ICONS],
    *[("soft", f"{kind}-tint") for kind in KIND_ICONS],
]  # fmt: skip
# Borders and bars that mean something need 3 : 1 against what they lie on.
SHAPES = [("control", "paper"), ("control", "mist"), ("accent", "paper"), ("accent", "line"), ("primary", "mist")]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tokens and how well one reads on the other."""

    text: str
    ground: str
    light: float
    dark: float
    wanted: float

    @property
    def passes(self) -> bool:
        return min(self.light, self.dark) >= self.wanted


def tokens(theme: str) -> dict[str, str]:
    """The colours of `theme` (light, dark, or system-dark: the same by media query) as tokens.css has them."""
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    selector = {
        "light": r':root,\n:root\[data-theme="light"\]',
        "dark": r'\n  :root\[data-theme="dark"\]',
        "system-dark": r':root:not\(\[data-theme="light"\]\)',
    }[theme]
    block = re.search(_BLOCK.format(selector=selector), css, re.DOTALL)
    always = re.search(_BLOCK.format(selector=r":root"), css, re.DOTALL)
    if block is None or always is None:
        raise ValueError(f"tokens.css has no block for {theme}")
    return dict(_TOKEN.findall(always[1]) + _TOKEN.findall(block[1]))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs() -> list[Pair]:
    """Every pair of the house with its contrast by day and by night."""
    day, night = tokens("light"), tokens("dark")
    rows = [(*pair, 4.5) for pair in PAIRS] + [(*pair, 3.0) for pair in SHAPES]
    return [
        Pair(text, ground, contrast(day[text], day[ground]), contrast(night[text], night[ground]), wanted)
        for text, ground, wanted in rows
    ]


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(
        label=gettext_lazy("Name on the badge"),
        help_text=gettext_lazy("As you want to be addressed, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    phone = forms.CharField(label=gettext_lazy("Mobile phone"), required=False)
    arrival = forms.DateField(label=gettext_lazy("Day of arrival"), widget=forms.DateInput(attrs={"type": "date"}))
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=[("delegate", gettext_lazy("Delegate")), ("observer", gettext_lazy("Observer"))],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters"),
        widget=forms.RadioSelect,
        choices=[("en", gettext_lazy("English")), ("ms", gettext_lazy("Bahasa Malaysia"))],
    )
    food = forms.MultipleChoiceField(
        label=gettext_lazy("Dietary needs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("vegetarian", gettext_lazy("Vegetarian")), ("nuts", gettext_lazy("No nuts"))],
    )
    about = forms.CharField(label=gettext_lazy("Anything else"), required=False, widget=forms.Textarea)
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False, help_text=gettext_lazy("JPEG, PNG or WebP."))
    agree = forms.BooleanField(label=gettext_lazy("I have read the privacy notice"))


def _steps(at: dt.datetime) -> dict[str, Any]:
    return {
        "timeline": [
            {"state": "done", "title": _("Submitted"), "at": at},
            {"state": "done", "title": _("Endorsed by your focal point"), "at": at},
            {"state": "now", "title": _("Approval"), "text": _("The secretariat decides within two working days.")},
            {"state": "later", "title": _("Badge ready")},
        ],
        "stopped": [
            {"state": "done", "title": _("Submitted"), "at": at},
            {"state": "stopped", "title": _("Declined"), "text": _("The reason is in the message we sent you.")},
        ],
        "steps": [
            {"state": "done", "title": _("Who you are"), "url": "#steps"},
            {"state": "done", "title": _("Photo"), "url": "#steps"},
            {"state": "now", "title": _("Needs")},
            {"state": "later", "title": _("Consent")},
            {"state": "later", "title": _("Review")},
        ],
    }


def _samples() -> dict[str, Any]:
    """What the components are shown with."""
    return {
        "form": SampleForm(prefix="plain"),
        "wrong": SampleForm({"wrong-email": "nobody", "wrong-name": ""}, prefix="wrong"),
        "up": [{"label": _("Agenda"), "url": "#breadcrumbs"}],
        "items": [
            {"label": _("Name"), "value": "Nguyễn Thị Phương Thảo"},
            {"label": _("Organisation"), "value": "Dewan Bandaraya Kota Contoh"},
            {"label": _("Reference"), "value": "ASCN8-K7QF-29XM"},
        ],
        "tabs": [
            {"label": "Mon 8", "note": _("Arrivals"), "url": "#tabs", "current": False},
            {"label": "Tue 9", "note": _("Opening"), "url": "#tabs", "current": True},
            {"label": "Wed 10", "note": _("Cities and experts"), "url": "#tabs", "current": False},
        ],
        "chips": [
            {"label": _("Plenary"), "kind": "plenary", "count": 2, "url": "#chips", "current": False},
            {"label": _("Expert talk"), "kind": "talk", "count": 5, "url": "#chips", "current": True},
            {"label": _("My agenda"), "icon": "star", "count": 0, "url": "#chips", "current": False},
        ],
        "page_obj": Paginator(range(90), 30).page(2),
        "states": ["draft", "submitted", "endorsed", "approved", "returned", "declined", "withdrawn", "waiting"],
        "people": [
            {"name": "Sok Chandara", "native": "សុខ ចាន់ដារា", "lang": "km", "code": "KH", "country": "Cambodia"},
            {"name": "Nguyễn Thị Phương Thảo", "code": "VN", "country": "Viet Nam"},
            {"name": "Aung Myint", "native": "အောင်မြင့်", "lang": "my", "code": "MM", "country": "Myanmar"},
            {"name": "Ploychompoo Paiboon", "native": "พลอยชมพู ไพบูลย์", "lang": "th", "code": "TH"},
            {"name": "Dato' Ir. Dr Muhammad Firdaus Shahrizal bin Haji Abdul Rahman", "code": "MY"},
        ],
    }  # fmt: skip


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page to look at before making anything new; strangers to the project get 404."""
    if not (settings.DEMO or settings.TESTING or settings.DEBUG):
        raise Http404
    icons = (Path(settings.BASE_DIR) / "static/img/icons.txt").read_text().split("\n")
    context = {
        "pairs": pairs(),
        "kinds": sorted(KIND_ICONS),
        "tones": TONES,
        "flags": sorted(FLAGS),
        "icons": [name for name in icons if name and not name.startswith("#")],
        **_samples(),
        **_steps(timezone.now()),
    }
    return render(request, "styleguide.html", context)
