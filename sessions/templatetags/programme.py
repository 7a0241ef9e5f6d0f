"""Template tags of the programme."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def place_of(places: Mapping[str, str], code: str) -> str:
    """The class that puts the session `code` into its place in the grid."""
    return places.get(code, "")
