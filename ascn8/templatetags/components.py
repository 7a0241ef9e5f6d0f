"""Template tags that every template has (builtins): icons, flags, addresses, languages, text in two languages."""

from typing import Any, TypedDict

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ascn8.lib.languages import pick, pick_marked

register = template.Library()

# The word beside each session kind says what it is; the icon and the colour repeat it.
KIND_ICONS = {
    "plenary": "landmark",
    "policy": "messages-square",
    "technical": "wrench",
    "talk": "mic",
    "closed": "lock",
    "ceremony": "award",
    "break": "coffee",
    "social": "party-popper",
    "visit": "bus",
}
# Flags that lie in static/img/flags; a country without one is shown by its name alone.
FLAGS = frozenset(
    [
        "AE",
        "AU",
        "BD",
        "BN",
        "CA",
        "CH",
        "CN",
        "DE",
        "FR",
        "GB",
        "ID",
        "IN",
        "JP",
        "KH",
        "KR",
        "LA",
        "MM",
        "MY",
        "NO",
        "NZ",
        "PG",
        "PH",
        "QA",
        "RU",
        "SG",
        "TH",
        "TL",
        "TR",
        "US",
        "VN",
    ]
)
_MALAY = "/ms"


@register.filter
def in_language(obj: Any, field: str) -> str:
    """`session|in_language:"title"`: the field in the reader's language, English where Malay is missing."""
    return pick(obj, field)


@register.filter
def language_of(obj: Any, field: str) -> str:
    """The language in which `in_language` really answers: for the `lang` of a text that may be a fallback."""
    return pick_marked(obj, field)[1]


@register.filter
def unbroken(text: str) -> SafeString:
    """A heading in which no line ends inside a word with a hyphen: "Ke-8", "e-mail"."""
    words = str(text).split(" ")
    parts = (format_html('<span class="unbroken">{}</span>', word) if "-" in word else escape(word) for word in words)
    return SafeString(" ".join(parts))


@register.simple_tag
def lang_of(obj: Any, field: str) -> SafeString:
    """`<p{% lang_of session "title" %}>`: the `lang` of a text that falls back to another language than the page's."""
    value, language = pick_marked(obj, field)
    foreign = value and not (get_language() or "en").startswith(language)
    return format_html(' lang="{}"', language) if foreign else SafeString("")


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "check" %}`, `{% icon "check" "large" %}`: decoration unless it carries a `label`."""
    css = f"icon icon-{size}" if size else "icon"
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, address)


@register.simple_tag
def plain_stylesheet() -> str:
    """The address of the stylesheet of last resort, even where no static files were ever collected."""
    try:
        return static("css/plain.css")
    except ValueError:
        return f"{settings.STATIC_URL}css/plain.css"


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a session kind: `{% icon session.kind|kind_icon %}`."""
    return KIND_ICONS.get(kind, "calendar")


@register.simple_tag
def flag(code: str) -> SafeString:
    """`{% flag country.code %}`: the flag as decoration; write the country's name beside it."""
    if code not in FLAGS:
        return SafeString("")
    return format_html(
        '<img class="flag" src="{}" alt="" width="24" height="18" loading="lazy">',
        static(f"img/flags/{code.lower()}.svg"),
    )


@register.simple_tag
def page(path: str) -> str:
    """`{% page "/agenda/" %}`: the address of a page in the reader's language."""
    return f"{_MALAY}{path}" if (get_language() or "en").startswith("ms") else path


class LanguageLink(TypedDict):
    """One entry of the language switch."""

    code: str
    short: str
    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """`{% language_links as links %}`: this very page in each language; depends on the address alone."""
    request: HttpRequest | None = context.get("request")
    full = request.get_full_path() if request else "/"
    bare = full[len(_MALAY) :] if full.startswith(f"{_MALAY}/") else full
    now = (get_language() or "en")[:2]
    return [
        {
            "code": code,
            "short": "BM" if code == "ms" else code.upper(),
            "label": {"en": "English", "ms": "Bahasa Malaysia"}[code],
            "url": f"{_MALAY}{bare}" if code == "ms" else bare,
            "current": code == now,
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def here(context: template.Context, path: str) -> SafeString:
    """`{% here "/agenda/" %}`: aria-current for a link of the navigation that leads to this page or above it."""
    request: HttpRequest | None = context.get("request")
    now = request.path.removeprefix(_MALAY) if request else ""
    if now == path:
        return SafeString('aria-current="page"')
    return SafeString('aria-current="true"' if path != "/" and now.startswith(path) else "")


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """`{% query page=3 %}`: the address's query with these changes; an empty value takes a key out."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = str(value)
    return f"?{parameters.urlencode()}" if parameters else request.path


_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung Internet", "Firefox/": "Firefox",
             "FxiOS/": "Firefox", "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari"}  # fmt: skip
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "Mac",
            "CrOS": "Chromebook", "Linux": "Linux"}  # fmt: skip


@register.filter
def device(user_agent: str) -> str:
    """What a person calls the browser that sent this: "Chrome · Android"; as it was sent, where we know neither."""
    known = [next((word for sign, word in names.items() if sign in user_agent), "") for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, known)) or user_agent[:90]


@register.filter
def initials(name: str) -> str:
    """At most two first letters, for the place where a photo would be; nothing for scripts where letters join."""
    words = [word for word in name.split() if word[0].isalpha()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() if all(ord(letter) < 0x0590 for letter in letters) else ""
