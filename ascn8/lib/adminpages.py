"""What every list and form of the secretariat's panel has in common."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


class PanelAdmin(admin.ModelAdmin[Any]):
    """A list of fifty rows with filters that count. `empty_text` says what to do where there is nothing yet."""

    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False
    empty_value_display = "–"
    empty_text: Any = ""
    list_title: Any = ""

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> list[tuple[str, str]]:
        return super().get_action_choices(request, [("", _("Choose what to do"))])


class ReadOnlyAdmin(PanelAdmin):
    """Rows that staff read and never touch: they are made and changed by activities only."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def state_tag(state: str, label: object) -> SafeString:
    """The state of a row as the whole house shows it: a colour, an icon and the word."""
    return mark_safe(render_to_string("components/state.html", {"state": state, "label": label}).strip())


def tag(label: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """A small label in one of the tones neutral, info, good, warn, bad."""
    return mark_safe(render_to_string("components/tag.html", {"label": label, "tone": tone, "icon": icon}).strip())


def two_lines(first: object, second: object) -> SafeString:
    """The thing, and under it in small what tells it apart."""
    return format_html('<span class="p-two"><span>{}</span><small>{}</small></span>', first, second or "")
